import { argv, env, execPath } from 'node:process';
import { probeFacts } from '../facts/probe-facts.ts';
import { lookInto } from '../steps/install/begun.ts';
import { hasOurFileSystems } from '../steps/install/disk-state.ts';
import { openJobLog } from '../steps/install/job-log.ts';
import { clearStage, readStage, type Staged, stage } from '../steps/install/staged.ts';
import { endOf, followEvents, isEnd, readEvents, type ToldEvent } from '../steps/job-events.ts';
import { readJournal } from '../steps/journal.ts';
import { runJob } from '../steps/run-job.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';
import { type Prepared, prepareStaged } from './prepare-install.ts';

/** systemd's name for the job; there is one at a time. */
const unit = 'naar-install';

/**
 * Does the installation that is staged; started by systemd and not by a person. What happens
 * is told in a file, so that any later naar can show it.
 */
export async function doInstallJob(system: System, root: string): Promise<void> {
  const at = () => system.now().toISOString();
  const staged = await readStage(system);
  const log = await openJobLog(system, staged === null ? [] : valuesOf(staged));
  try {
    if (staged === null)
      throw new Refusal('Nothing is staged to be installed.', 'Start naar install with an answers file.');
    const prepared = prepareStaged(await probeFacts(system), staged, root);
    await recallJournal(system, prepared);
    await runJob(prepared.steps, system, prepared.job, (event) => log.tell({ ...event, at: at() }));
    await clearStage(system);
    await system.remove(stage.journal);
    log.tell({ kind: 'ended', at: at() });
  } catch (error) {
    const end = endOf(error, at());
    if (end?.kind === 'refused' && !(await isBegun(system))) await clearStage(system);
    log.tell(end ?? bug(error, at()));
    if (end === null) throw error;
  } finally {
    await log.written();
  }
}

/** Whether something of a disk was changed already: then answers and passwords are kept for the next start. */
async function isBegun(system: System): Promise<boolean> {
  return (await readJournal(system, stage.journal)).some(({ step }) => step === 'preflight');
}

function valuesOf({ secrets, hostKeys }: Staged) {
  return [...secrets, ...hostKeys.filter(({ name }) => !name.endsWith('.pub'))].map(({ value }) => value);
}

function bug(error: unknown, at: string): ToldEvent {
  const words = error instanceof Error ? error.message : String(error);
  const message = `This is a bug in naar: ${words}`;
  return { kind: 'failed', step: null, message, next: 'Please report it, with the log.', evidence: [], at };
}

/** After a power cut the memory knows nothing; the disk does, where it bears the marks of this very job. */
async function recallJournal(system: System, { target, job }: Prepared): Promise<void> {
  if ((await readJournal(system, stage.journal)).some((entry) => entry.job === job.digest)) return;
  if (!(await hasOurFileSystems(system, target))) return;
  const earlier = await lookInto(system, target.disk);
  if (earlier?.begun != null) await system.write(stage.journal, earlier.begun.journal, 0o600);
}

/** Starts the job apart from this terminal, so that a pulled cable does not stop it. */
export async function startInstallJob(system: System, root: string): Promise<void> {
  // the one before may have said its last word and not be gone yet
  for (let tries = 0; tries < 20 && (await isUnitThere(system)); tries++) await system.wait(250);
  await system.remove(stage.events);
  const { code, stderr } = await system.run('systemd-run', [
    `--unit=${unit}`,
    '--collect',
    '--quiet',
    '--property=Type=exec',
    // a command that memory did not suffice for fails, and naar says so; systemd would end naar as well
    '--property=OOMPolicy=continue',
    ...environment(system).map((word) => `--setenv=${word}`),
    execPath,
    argv[1] ?? '',
    'install',
    '--job',
    '--root',
    root,
  ]);
  if (code !== 0)
    throw new Refusal(
      `systemd did not start the installation: ${stderr.trim().split('\n').at(-1) ?? ''}`,
      'Nothing was changed. See: systemctl status naar-install',
    );
}

/** Where the installer's channel is (nixos/modules/installer/cd-dvd/channel.nix), for a shell that does not say it. */
const channel = '/nix/var/nix/profiles/per-user/root/channels';

/**
 * What the job needs of this environment: systemd starts it with next to nothing, and without NIX_PATH
 * nixos-install finds no nixpkgs. One of a flake is of no use: Nix refuses it where flakes are not switched on
 * (common-eval-args.cc), and it has one release only. The heap begins small, as in the shells of the installer
 * (installation-device.nix). A proxy may bear a password: such a name goes without its value, which systemd-run
 * takes from its own environment.
 */
function environment(system: System): readonly string[] {
  const given = system.env('NIX_PATH') ?? '';
  const proxies = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy', 'NIX_SSL_CERT_FILE', 'CURL_CA_BUNDLE'];
  return [
    `PATH=${env.PATH ?? ''}`,
    'HOME=/root',
    `NIX_PATH=${given === '' || given.includes('flake:') ? `nixpkgs=${channel}/nixos:${channel}` : given}`,
    'GC_INITIAL_HEAP_SIZE=1M',
    ...[...proxies, 'NIX_CONFIG'].filter((name) => (system.env(name) ?? '') !== ''),
  ];
}

/** Whether a job is at work right now, by this naar or another one; one that has said its last word is not. */
export async function isInstalling(system: System): Promise<boolean> {
  if (!(await isUnitThere(system))) return false;
  const told = readEvents((await system.readText(stage.events).catch(() => null)) ?? '');
  return !told.some(isEnd);
}

async function isUnitThere(system: System): Promise<boolean> {
  const { stdout } = await system.run('systemctl', ['is-active', `${unit}.service`]);
  return ['active', 'activating', 'reloading', 'deactivating'].includes(stdout.trim());
}

/** The job's events from its beginning, as they come; ends with it, or when the person leaves. */
export function watchInstallJob(system: System, stop: AbortSignal): AsyncGenerator<ToldEvent> {
  return followEvents(system, stage.events, async () => !(await isUnitThere(system)), stop);
}
