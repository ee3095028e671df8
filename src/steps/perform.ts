import { textOf } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import { type Action, type CommandAction, Refusal, StepFailure } from './steps.ts';

/** Told of each line that a followed command prints, and of what takes long to look at. */
export type Follow = (line: string, kind: 'line' | 'look') => void;

/**
 * Does one action. Throws StepFailure with the evidence where a command fails or a check does
 * not hold, Refusal where a check refuses, and SystemFailure where a file cannot be written.
 */
export async function perform(
  action: Action,
  step: string,
  system: System,
  follow: Follow = () => {},
  stop?: AbortSignal,
): Promise<void> {
  switch (action.kind) {
    case 'directory':
      return system.makeDirectory(action.path, action.mode);
    case 'write':
      return system.write(action.path, action.text, action.mode);
    case 'check': {
      if (action.slow) follow(action.words, 'look');
      const fault = await action.look(system);
      if (fault === null) return;
      const { problem, next, evidence } = fault;
      throw action.refuses ? new Refusal(problem, next, evidence) : new StepFailure(step, problem, next, evidence);
    }
    case 'command':
      return command(action, step, system, follow, stop);
  }
}

/** Minutes are enough for anything that is not followed line by line. */
const patience = 60_000;

async function command(
  action: CommandAction,
  step: string,
  system: System,
  follow: Follow,
  stop?: AbortSignal,
): Promise<void> {
  const { code, lines } = action.follow ? await followed(action, system, follow, stop) : await whole(action, system);
  if (code === 0 || (code !== null && action.allowed?.includes(code))) return;
  const hidden = action.input === undefined ? '' : textOf(action.input);
  const telling = lines.filter((line) => !action.noise?.test(line));
  const evidence = (telling.length === 0 ? lines : telling)
    .slice(-12)
    .map((line) => (hidden.length > 3 ? line.replaceAll(hidden, '......') : line));
  const { failure, next } = action.trouble?.(lines) ?? action;
  throw action.refuses ? new Refusal(failure, next, evidence) : new StepFailure(step, failure, next, evidence);
}

async function whole({ command, args, input, timeout = patience }: CommandAction, system: System) {
  const result = await system.run(command, args, { ...(input === undefined ? {} : { input }), timeout });
  return { code: result.code, lines: linesOf(`${result.stdout}\n${result.stderr}`) };
}

async function followed({ command, args, timeout }: CommandAction, system: System, follow: Follow, stop?: AbortSignal) {
  const lines: string[] = [];
  const tell = (line: string) => {
    lines.push(line);
    if (lines.length > 200) lines.shift();
    follow(line, 'line');
  };
  const running = await system.start(command, args, {
    tell,
    ...(timeout === undefined ? {} : { timeout }),
    ...(stop === undefined ? {} : { stop }),
  });
  const end = await running.ended;
  return { code: end.code, lines: end.problem === null ? lines : [...lines, end.problem] };
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
