import { dirname } from 'node:path';
import { probeFacts, probeJacks } from '../facts/probe-facts.ts';
import type { Answers } from '../interview/answers.ts';
import { checkAnswers, namesJacksOf } from '../interview/check.ts';
import { secretProblems } from '../interview/named-secrets.ts';
import type { Problem } from '../interview/problem.ts';
import type { Request } from '../request.ts';
import { readSecrets } from '../steps/read-secrets.ts';
import { below } from '../system/below.ts';
import { chooseMachine } from '../system/choose-machine.ts';
import { plainName } from '../system/plain-name.ts';
import { readInput } from '../system/read-input.ts';
import { realSystem } from '../system/real.ts';
import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import { problemReport } from '../ui/headless/problem-report.ts';

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
  say(report(problems, request.file));
  return answers === null ? 2 : 0;
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
  const text = await readInput(file);
  const system = await chooseMachine(machine);
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
export function report(problems: readonly Problem[], file: string): string {
  return problemReport(problems, file === '-' ? 'standard input' : plainName(file));
}
