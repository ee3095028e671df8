import type { ChoiceQuestion, PagesQuestion, Question } from '../../interview/questions/question.ts';

/** Ctrl-C: nobody leaves by a slip of the fingers. */
export const leaveQuestion: ChoiceQuestion = {
  kind: 'choice',
  id: 'leave',
  step: 'welcome',
  title: 'Leave naar?',
  text: ['The answers so far are kept. Start naar again to go on at this question.'],
  help: [],
  objection: null,
  search: false,
  initial: 'stay',
  options: [
    { value: 'stay', label: 'No, go on here (n)', hint: '', refused: null },
    { value: 'leave', label: 'Yes, leave (y)', hint: '', refused: null },
  ],
};

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
