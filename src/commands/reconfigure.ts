import { join } from 'node:path';
import { examine, type Finding } from '../doctor/examine.ts';
import type { Facts } from '../facts/facts.ts';
import { planRouter } from '../plan/plan-router.ts';
import type { RouterPlan } from '../plan/router-plan.ts';
import { type RenderedFile, renderFiles } from '../render/render-files.ts';
import { isSealed, seal } from '../render/seal.ts';
import type { Request } from '../request.ts';
import { buildSteps, type Change, newSystem, trialSteps } from '../steps/change/change-steps.ts';
import { places } from '../steps/change/places.ts';
import { isPending, takeBack } from '../steps/change/settle.ts';
import { runJob } from '../steps/run-job.ts';
import type { SecretFile } from '../steps/secret-files.ts';
import { stepList } from '../steps/step-list.ts';
import { Refusal, type Step, StepFailure } from '../steps/steps.ts';
import { chooseMachine } from '../system/choose-machine.ts';
import type { System } from '../system/system.ts';
import { jobReport } from '../ui/headless/job-report.ts';
import { type Lent, readAnswers, report, secretsFor } from './headless.ts';
import type { Seat } from './install.ts';
import { routerHere } from './router-here.ts';

type ReconfigureRequest = Request & { kind: 'reconfigure' };

/** `naar reconfigure`: changes the running router under a lifeline. Gives the exit status. */
export async function reconfigure(request: ReconfigureRequest, lent: Lent, seat: Seat): Promise<number> {
  const system = await chooseMachine(request.machine);
  const { facts } = await routerHere(system);
  if (!request.dryRun) await refuseUnfit(system);
  const file = request.answers ?? join(places.etc, 'answers.yaml');
  const read = await readAnswers(file, request.machine, 'render', !request.dryRun);
  if (read.problems.length > 0) lent.say(await report(read.problems, file));
  if (read.answers === null) return 2;
  const plan = planRouter(facts, read.answers);
  const files = renderFiles(plan);
  const secrets = request.dryRun
    ? []
    : await newSecrets(system, await secretsFor(system, read.answers, read.values, '/etc/naar'));
  const change: Change = {
    files,
    secrets,
    oldSystem: (await system.readLink('/run/current-system')) ?? '',
    confirmWithin: request.confirmWithin,
    redial: plan.wan.line.kind === 'pppoe' && secrets.some(({ name }) => name === 'pppoe.options'),
  };
  if (request.dryRun) {
    const steps = [...buildSteps(change), ...trialSteps(change)];
    lent.say(`This is what would be done, and nothing of it was:\n${stepList(steps).join('\n')}\n`);
    return 0;
  }
  if (secrets.length === 0 && (await isUnchanged(system, files))) {
    lent.say('Nothing changes: the router is what the answers say already.\n');
    return 0;
  }
  await doSteps(system, buildSteps(change), seat);
  lent.say(await switchWords(system));
  if (!request.yes)
    throw new Refusal(
      'The new configuration is built, and nothing was changed yet.',
      'Say --yes to switch to it on trial.',
    );
  return tryOut(system, change, facts, plan, lent, seat);
}

/** The trial itself: what is worse afterwards than before is said, and a switch that fails is taken back at once. */
async function tryOut(
  system: System,
  change: Change,
  facts: Facts,
  plan: RouterPlan,
  lent: Lent,
  seat: Seat,
): Promise<number> {
  const before = await examine({ system, facts, plan });
  try {
    await doSteps(system, trialSteps(change), seat);
  } catch (error) {
    if (error instanceof StepFailure && (await isPending(system))) await takeBack(system);
    throw error;
  }
  const worse = await settledWorse(system, before, facts, plan);
  for (const { title, diagnosis } of worse) lent.say(`Worse than before: ${title}: ${diagnosis.words}\n`);
  lent.say(
    `${worse.length === 0 ? 'The change runs, and the router is as well as before.' : 'The change runs, but not everything is well.'}\n` +
      `Keep it within ${change.confirmWithin} s: naar confirm\nWithout that the earlier router comes back by itself; at once: naar rollback\n`,
  );
  return worse.length === 0 ? 0 : 3;
}

/** Seconds that a line may take to come up again before it counts as worse. */
const patience = 45;

async function settledWorse(system: System, before: readonly Finding[], facts: Facts, plan: RouterPlan) {
  for (let waited = 0; ; waited += 5) {
    const after = await examine({ system, facts, plan });
    const worse = after.filter(
      ({ id, diagnosis }) =>
        diagnosis.verdict === 'ill' &&
        before.find((one) => one.id === id)?.diagnosis.verdict !== 'ill' &&
        id !== 'files',
    );
    if (worse.length === 0 || waited >= patience) return worse;
    await system.wait(5000);
  }
}

async function refuseUnfit(system: System): Promise<void> {
  if ((await system.run('id', ['-u'])).stdout.trim() !== '0')
    throw new Refusal('Only root can change the router.', 'Run: sudo naar reconfigure');
  if (await isPending(system))
    throw new Refusal(
      'A change waits already.',
      '"naar confirm" keeps it, "naar rollback" takes it back; then try again.',
    );
  const path = join(places.etc, 'configuration.nix');
  const text = await system.readText(path);
  if (text !== null && !isSealed(text))
    throw new Refusal(
      `${path} was changed by hand since naar wrote it, and this would overwrite it.`,
      'Move your lines to local.nix, which naar never touches, and put the file back; every earlier one is in /var/lib/naar/history.',
    );
}

async function isUnchanged(system: System, files: readonly RenderedFile[]): Promise<boolean> {
  for (const { name, text, write } of files)
    if (write === 'always' && (await system.readText(join(places.etc, name))) !== seal(text)) return false;
  return true;
}

/** Those that are not on the router yet, or other than there. */
async function newSecrets(system: System, secrets: readonly SecretFile[]): Promise<readonly SecretFile[]> {
  const fresh: SecretFile[] = [];
  for (const secret of secrets) {
    const stored = await system.readText(join(places.secrets, secret.name)).catch(() => null);
    let same = false;
    secret.value.map((value) => {
      same = value === stored;
      return value;
    });
    if (!same) fresh.push(secret);
  }
  return fresh;
}

/** What the switch would restart, in the words of switch-to-configuration. */
async function switchWords(system: System): Promise<string> {
  const { stdout, stderr } = await system.run(join(newSystem, 'bin/switch-to-configuration'), ['dry-activate'], {
    timeout: 120_000,
  });
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => /^would /.test(line));
  const drops = lines.some((line) => /restart.*(pppd-wan|systemd-networkd|nftables)/.test(line));
  return [
    ...(lines.length === 0 ? ['The switch restarts nothing.'] : ['The switch:', ...lines.map((line) => `  ${line}`)]),
    ...(drops ? ['Connections may break for some seconds.'] : []),
    '',
  ].join('\n');
}

async function doSteps(system: System, steps: readonly Step[], { write, paints }: Seat): Promise<void> {
  const shown = jobReport(write, paints);
  const at = () => system.now().toISOString();
  await runJob(steps, system, { digest: '', journals: [] }, (event) => shown.hear({ ...event, at: at() }));
}
