import type { Action, Step } from './steps.ts';

/** The steps as a dry run prints them: what would be done, in order, one action a line. Nothing secret is among them. */
export function stepList(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step, index) => [`${index + 1}. ${step.title}`, ...step.actions.flatMap(actionLines)]);
}

function actionLines(action: Action): readonly string[] {
  switch (action.kind) {
    case 'directory':
      return [`   directory ${action.path} (${octal(action.mode)})`];
    case 'write':
      return [
        `   write ${action.path} (${octal(action.mode)}, ${typeof action.text === 'string' ? `${action.text.length} characters` : 'secret'})`,
      ];
    case 'check':
      return [`   look: ${action.words}`];
    case 'command':
      return [
        `   run ${[action.command, ...action.args].map(quoted).join(' ')}`,
        ...(typeof action.input === 'string'
          ? action.input
              .trimEnd()
              .split('\n')
              .map((line) => `     < ${line}`)
          : []),
      ];
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
