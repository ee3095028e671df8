import type { PagesQuestion, Question } from '../../interview/questions/question.ts';

/** `?`: what the question means, and the keys. `lines` are wrapped already. */
export function helpQuestion(question: Question, lines: readonly string[]): PagesQuestion {
  return {
    kind: 'pages',
    id: 'help',
    step: question.step,
    title: `Help: ${question.title}`,
    text: [],
    help: [],
    objection: null,
    pages: [{ title: '', lines: [...lines, '', ...keyHelp] }],
    initial: 'back',
    options: [{ value: 'back', label: 'Back to the question', hint: '', refused: null }],
  };
}

const keyHelp = [
  'Enter takes what is marked or typed. Esc goes back, Left too where',
  'nothing is typed. Up and Down, j and k, or a digit move the mark.',
  'Tab shows all steps. Ctrl-L paints the screen anew, Ctrl-C leaves.',
];
