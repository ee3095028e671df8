import { textOf } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import { type Action, type CommandAction, Refusal, StepFailure } from './steps.ts';

/** Told of each line that a followed command prints. */
export type Follow = (line: string) => void;

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
      const fault = await action.look(system);
      if (fault === null) return;
      throw action.refuses ? new Refusal(fault.problem, fault.next) : new StepFailure(step, fault.problem, fault.next);
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
  const evidence = lines.slice(-12).map((line) => (hidden.length > 3 ? line.replaceAll(hidden, '......') : line));
  throw new StepFailure(step, action.failure, action.next, evidence);
}

async function whole({ command, args, input, timeout = patience }: CommandAction, system: System) {
  const result = await system.run(command, args, { ...(input === undefined ? {} : { input }), timeout });
  return { code: result.code, lines: linesOf(`${result.stdout}\n${result.stderr}`) };
}

async function followed({ command, args, timeout }: CommandAction, system: System, follow: Follow, stop?: AbortSignal) {
  const lines: string[] = [];
  const tell = (line: string) => {
    lines.push(line);
    if (lines.length > 40) lines.shift();
    follow(line);
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
