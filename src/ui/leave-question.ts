import type { ChoiceQuestion } from '../interview/questions/question.ts';

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
    { value: 'stay', label: 'No, go on here', hint: '', refused: null },
    { value: 'leave', label: 'Yes, leave', hint: '', refused: null },
  ],
};
