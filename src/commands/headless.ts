import { dirname } from 'node:path';
import type { Answers } from '../interview/answers.ts';
import type { Problem } from '../interview/problem.ts';
import type { Request } from '../request.ts';
import { below } from '../system/below.ts';
import { chooseMachine } from '../system/choose-machine.ts';
import { plainName } from '../system/plain-name.ts';
import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';

/** What main lends to a command. */
export type Lent = {
  /** Says something to the person. */
  say(words: string): void;
  /** From here on something is written: told to stop, naar finishes what it has in hand. */
  begin(): void;
  /** It is written: until the next `begin` a signal ends naar at once again. */
  end(): void;
  readonly stop: AbortSignal;
  /** What is said at the end of a run that was stopped; gives its exit status. */
  stopped(words: string): number;
};

/** `naar check`: says all problems of an answers file. Gives the exit status. */
export async function checkFile(request: Request & { kind: 'check' }, { say }: Lent): Promise<number> {
  const { problems, answers } = await readAnswers(request.file, request.machine, 'check', false);
  say(await report(problems, request.file));
  return answers === null ? 2 : 0;
}

/** `naar render`: from an answers file to the files of a router. Gives the exit status. */
export async function renderRouter(request: Request & { kind: 'render' }, lent: Lent): Promise<number> {
  const { out: directory, force } = request;
  const read = await readAnswers(request.answers, request.machine, 'render', request.withSecrets);
  if (read.problems.length > 0) lent.say(await report(read.problems, request.answers));
  if (read.answers === null) return 2;
  const [{ planRouter }, { renderFiles }, { renderSteps }, { runSteps, writtenWords }, { realSystem }] =
    await Promise.all([
      import('../plan/plan-router.ts'),
      import('../render/render-files.ts'),
      import('../steps/render-steps.ts'),
      import('../steps/run-steps.ts'),
      import('../system/real.ts'),
    ]);
  const plan = planRouter(read.facts, read.answers);
  const here = realSystem();
  const secrets = request.withSecrets ? await secretsFor(here, read.answers, read.values, directory) : [];
  const steps = await renderSteps(here, { directory, force, sources: read.sources }, renderFiles(plan), secrets);
  lent.begin();
  const progress = await runSteps(steps, here, () => {}, lent.stop);
  if (progress.left.length > 0) return lent.stopped(writtenWords(progress));
  const [{ renderSummary }, { tuningTable }] = await Promise.all([
    import('../ui/headless/render-summary.ts'),
    import('../render/tuning-table.ts'),
  ]);
  lent.say(renderSummary(plan, plainName(directory), tuningTable(plan.tuning), secrets.length > 0));
  return 0;
}

/** The files of the secrets, made from the values that were read. */
export async function secretsFor(
  here: System,
  answers: Answers,
  values: ReadonlyMap<string, Secret>,
  directory: string,
) {
  const [{ secretFiles }, { secretsOf }] = await Promise.all([
    import('../steps/secret-files.ts'),
    import('../interview/secrets.ts'),
  ]);
  const user = answers.wan.type === 'pppoe' ? answers.wan.pppoe.username : null;
  return secretFiles(here, secretsOf(answers), values, user, below(directory, 'secrets'));
}

/**
 * Reads and checks an answers file and looks for the secrets it names. `needed`: they will be
 * written, so a missing one is an error. `sources` are the files that must not be written over.
 */
export async function readAnswers(
  file: string,
  machine: string | null,
  where: 'check' | 'render' | 'install',
  needed: boolean,
) {
  const [{ readInput }, { checkAnswers, namesJacksOf }] = await Promise.all([
    import('../system/read-input.ts'),
    import('../interview/check.ts'),
  ]);
  const text = await readInput(file);
  const system = await chooseMachine(machine);
  const [{ probeFacts, probeJacks }, { readSecrets }, { secretProblems }, { realSystem }] = await Promise.all([
    import('../facts/probe-facts.ts'),
    import('../steps/read-secrets.ts'),
    import('../interview/named-secrets.ts'),
    import('../system/real.ts'),
  ]);
  // the whole probe takes longer than all the rest: without --machine, first see whether the answers speak of this box
  const known = machine !== null || namesJacksOf(text, await probeJacks(system)) ? await probeFacts(system) : null;
  const { problems, answers, secrets } = checkAnswers(text, known, { where });
  // what is typed at a prompt cannot be missing before it is asked
  const wanted = secrets.filter(({ source }) => needed || !('prompt' in source));
  const { values, faults, files } = await readSecrets(realSystem(), wanted, dirname(file === '-' ? './-' : file));
  const missing = wanted.flatMap((secret) => secretProblems(secret, faults.get(secret.id), needed));
  return {
    facts: known,
    problems: [...problems, ...missing],
    answers: needed && missing.length > 0 ? null : answers,
    values,
    text,
    sources: [file === '-' ? '/dev/stdin' : file, ...files],
  };
}

/** All problems as a text for the terminal. */
export async function report(problems: readonly Problem[], file: string): Promise<string> {
  const { problemReport } = await import('../ui/headless/problem-report.ts');
  return problemReport(problems, file === '-' ? 'standard input' : plainName(file));
}
