import type { Option, Question } from '../../src/interview/questions/question.ts';
import type { Ui } from '../../src/ui/choose-ui.ts';

/** One answer as the keys that give it, in the front end that asks. */
export function keysFor(ui: Ui, question: Question, value: string | readonly string[]): string {
  return { tui: screenKeys, lines: promptKeys, plain: lineKeys }[ui](question, value);
}

const [home, down, enter] = ['\x1b[1~', '\x1b[B', '\r'];

/** On screens: the mark is moved from the top, a long list is narrowed by typing, a text is emptied first. */
function screenKeys(question: Question, value: string | readonly string[]): string {
  switch (question.kind) {
    case 'choice':
      if (question.search && value !== '') return `${value}${enter}`;
      return `${home}${down.repeat(placeOf(question.options, value))}${enter}`;
    case 'live':
      // what is seen meanwhile moves the mark, until the person does
      return `${home}${down.repeat(placeOf(question.options, value))}${enter}`;
    case 'pages':
      return `${down.repeat(Math.max(0, placeOf(question.options, value)))}${enter}`;
    case 'choices':
      return `${question.options
        .flatMap((option, index) =>
          question.initial.includes(option.value) === value.includes(option.value)
            ? []
            : `${home}${down.repeat(index)} `,
        )
        .join('')}${enter}`;
    case 'text':
      return `\x15${value}${enter}`;
    case 'secret':
      return `${value}${enter}`.repeat(question.twice && value !== '' ? 2 : 1);
  }
}

/** At prompts: a list is gone through from where its mark stands. */
function promptKeys(question: Question, value: string | readonly string[]): string {
  switch (question.kind) {
    case 'choice':
      if (question.search) return value === '' ? enter : `${value}${enter}`;
      return `${move(question.options, value)}${enter}`;
    case 'live':
    case 'pages':
      return `${move(question.options, value)}${enter}`;
    case 'choices': {
      let at = 0;
      const keys = question.options.flatMap((option, index) => {
        if (question.initial.includes(option.value) === value.includes(option.value)) return [];
        const steps = down.repeat(index - at);
        at = index;
        return `${steps} `;
      });
      return `${keys.join('')}${enter}`;
    }
    case 'text':
      return `\x15${value}${enter}`;
    case 'secret':
      return `${value}${enter}`.repeat(question.twice && value !== '' ? 2 : 1);
  }
}

/** In plain lines: a number, or the text itself. */
function lineKeys(question: Question, value: string | readonly string[]): string {
  switch (question.kind) {
    case 'choice':
      return question.options.length > 20 ? `${value}\n` : `${placeOf(question.options, value) + 1}\n`;
    case 'live':
    case 'pages':
      return `${placeOf(question.options, value) + 1}\n`;
    case 'choices':
      return `${[...value].map((one) => placeOf(question.options, one) + 1).join(' ') || '0'}\n`;
    case 'text':
      return value === '' ? (question.initial === '' ? '\n' : '-\n') : `${value}\n`;
    case 'secret':
      return `${value}\n`.repeat(question.twice && value !== '' ? 2 : 1);
  }
}

function placeOf(options: readonly Option[], value: string | readonly string[]): number {
  const index = options.findIndex((option) => option.value === value);
  if (index < 0) throw new Error(`${String(value)} is none of ${options.map((option) => option.value).join(', ')}`);
  return index;
}

/** From wherever the mark stands: up as far as it goes, then down. The mark stops at options that cannot be taken, too. */
function move(options: readonly Option[], to: string | readonly string[]): string {
  return `${'\x1b[A'.repeat(options.length)}${down.repeat(placeOf(options, to))}`;
}
