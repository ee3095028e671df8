#!/usr/bin/env node
import { dirname } from 'node:path';
import { type Request, readCommandLine } from './cli.ts';
import type { Answers } from './interview/answers.ts';
import type { Secret } from './system/secret.ts';
import type { System } from './system/system.ts';
import { version } from './version.ts';

/** Exit statuses of the contract; anything unforeseen is 70, a bug in naar. */
const status = { done: 0, wrong: 2, failed: 3, refused: 4, bug: 70, cancelled: 130 } as const;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // a reader such as `head` that closed the pipe has seen enough
  if (error.code === 'EPIPE') process.exit(status.done);
  throw error;
});

process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  // nobody reads the words any more: the work goes on
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await start(readCommandLine(process.argv.slice(2)));

async function start(request: Request): Promise<number> {
  try {
    return await answer(request);
  } catch (error) {
    return explain(error);
  }
}

async function answer(request: Request): Promise<number> {
  switch (request.kind) {
    case 'help': {
      const { helpText } = await import('./ui/headless/help.ts');
      return data(helpText(request.command));
    }
    case 'version':
      return data(`naar ${version}\n`);
    case 'mistake':
      return say(`${request.message}\n`, status.wrong);
    case 'wizard':
      return wizard(request);
    case 'detect':
      return detect(request);
    case 'record':
      return record(request);
    case 'schema': {
      const { default: schema } = await import('../assets/answers.schema.json', { with: { type: 'json' } });
      return data(`${JSON.stringify(schema, null, 2)}\n`);
    }
    case 'check':
      return check(request);
    case 'render':
      return render(request);
  }
}

async function wizard(request: Request & { kind: 'wizard' }): Promise<number> {
  const [{ runWizard }, { realSystem }] = await Promise.all([import('./wizard.ts'), import('./system/real.ts')]);
  let answers = null;
  if (request.answers !== null) {
    const { readInput } = await import('./system/read-input.ts');
    const input = await readInput(request.answers);
    if (input.kind === 'refused') return say(`${input.message}\n`, status.wrong);
    answers = { path: request.answers, text: input.text };
  }
  const box = await openMachine(request.machine);
  const { status: exit, words } = await runWizard({ ...request, answers }, realSystem(), box);
  return say(`${words}\n`, exit);
}

async function detect(request: Request & { kind: 'detect' }): Promise<number> {
  const { probeFacts } = await import('./facts/probe-facts.ts');
  const facts = await probeFacts(await openMachine(request.machine));
  if (request.json) return data(`${JSON.stringify(facts, null, 2)}\n`);
  const { detectReport } = await import('./ui/headless/detect-report.ts');
  return data(detectReport(facts));
}

async function record(request: Request & { kind: 'record' }): Promise<number> {
  const [{ recordMachine }, { probeFacts }] = await Promise.all([
    import('./system/recording.ts'),
    import('./facts/probe-facts.ts'),
  ]);
  await recordMachine(await openMachine(request.machine), request.directory, probeFacts);
  return say(
    `This machine is recorded in ${request.directory}.\nReplay it anywhere: naar detect --machine ${request.directory}\n`,
    status.done,
  );
}

async function check(request: Request & { kind: 'check' }): Promise<number> {
  const read = await readAnswers(request.file, request.machine, 'check', false);
  if (read === null) return status.wrong;
  const { problemReport } = await import('./ui/headless/problem-report.ts');
  say(problemReport(read.problems, shown(request.file)), status.done);
  return read.answers === null ? status.wrong : status.done;
}

async function render(request: Request & { kind: 'render' }): Promise<number> {
  const read = await readAnswers(request.answers, request.machine, 'render', request.withSecrets);
  if (read === null) return status.wrong;
  if (read.problems.length > 0) {
    const { problemReport } = await import('./ui/headless/problem-report.ts');
    say(problemReport(read.problems, shown(request.answers)), status.done);
  }
  if (read.answers === null) return status.wrong;
  const [{ planRouter }, { renderFiles }, { renderSteps }, { runSteps }, { realSystem }] = await Promise.all([
    import('./plan/plan-router.ts'),
    import('./render/render-files.ts'),
    import('./steps/render-steps.ts'),
    import('./steps/run-steps.ts'),
    import('./system/real.ts'),
  ]);
  const plan = planRouter(read.facts, read.answers);
  const here = realSystem();
  const secrets = request.withSecrets ? await secretsFor(here, read.answers, read.values) : [];
  const steps = await renderSteps(here, request.out, renderFiles(plan), secrets, request.force);
  await runSteps(steps, here, () => {});
  const [{ renderSummary }, { tuningTable }] = await Promise.all([
    import('./ui/headless/render-summary.ts'),
    import('./render/tuning-table.ts'),
  ]);
  return say(renderSummary(plan, request.out, tuningTable(plan.tuning), secrets.length > 0), status.done);
}

async function secretsFor(here: System, answers: Answers, values: ReadonlyMap<string, Secret>) {
  const [{ secretFiles }, { secretsOf }] = await Promise.all([
    import('./steps/secret-files.ts'),
    import('./interview/secrets.ts'),
  ]);
  const user = answers.wan.type === 'pppoe' ? answers.wan.pppoe.username : null;
  return secretFiles(here, secretsOf(answers), values, user);
}

/**
 * Reads and checks an answers file and looks for the secrets it names; null where it could
 * not be read (said already). `needed`: the secrets will be written, so a missing one is an error.
 */
async function readAnswers(file: string, machine: string | null, where: 'check' | 'render', needed: boolean) {
  const [{ readInput }, { checkAnswers, namesJacksOf }] = await Promise.all([
    import('./system/read-input.ts'),
    import('./interview/check.ts'),
  ]);
  const input = await readInput(file);
  if (input.kind === 'refused') {
    say(`${input.message}\n`, status.wrong);
    return null;
  }
  const system = await openMachine(machine);
  const [{ probeFacts, probeJacks }, { readSecrets }, { secretProblems }, { realSystem }] = await Promise.all([
    import('./facts/probe-facts.ts'),
    import('./steps/read-secrets.ts'),
    import('./interview/named-secrets.ts'),
    import('./system/real.ts'),
  ]);
  // the whole probe takes longer than all the rest: without --machine, first see whether the answers speak of this box
  const known =
    machine !== null || namesJacksOf(input.text, await probeJacks(system)) ? await probeFacts(system) : null;
  const { problems, answers, secrets } = checkAnswers(input.text, known, { where });
  // what is typed at a prompt cannot be missing before it is asked
  const wanted = secrets.filter(({ source }) => needed || !('prompt' in source));
  const { values, faults } = await readSecrets(realSystem(), wanted, dirname(file === '-' ? './-' : file));
  const missing = wanted.flatMap((secret) => secretProblems(secret, faults.get(secret.id), needed));
  return {
    facts: known,
    problems: [...problems, ...missing],
    answers: needed && missing.length > 0 ? null : answers,
    values,
  };
}

async function openMachine(machine: string | null): Promise<System> {
  if (machine !== null) return (await import('./system/machines.ts')).openMachine(machine);
  return (await import('./system/real.ts')).realSystem();
}

function shown(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function data(text: string): number {
  process.stdout.write(text);
  return status.done;
}

function say(text: string, exit: number): number {
  process.stderr.write(text);
  return exit;
}

async function explain(error: unknown): Promise<number> {
  const { Refusal, StepFailure } = await import('./steps/steps.ts');
  const { MachineProblem } = await import('./system/machine-problem.ts');
  if (error instanceof MachineProblem) return say(`${error.message}\n`, status.wrong);
  if (error instanceof Refusal) return say(`${error.message}\n${error.next}\n`, status.refused);
  if (error instanceof StepFailure) return say(`${error.message}\n${error.next}\n`, status.failed);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return say(`This is a bug in naar ${version}. Please report what you did and these lines:\n${detail}\n`, status.bug);
}
