import type { Question } from '../interview/questions/question.ts';
import type { FrontEnd } from '../ui/front-end.ts';

/** A desk for a question of the wizard's own: any text but none. */
export const justText = {
  objection: (value: string | readonly string[]) => (value === '' ? 'Name a directory.' : null),
  live: async function* () {},
};

/** Where the files go, where naar only writes files. */
export const whereTo: Question = {
  kind: 'text',
  id: 'out',
  step: 'review',
  title: 'Into which directory shall the files go?',
  text: ['It is made if it is not there. Only files that naar wrote itself are ever replaced.'],
  help: [],
  objection: null,
  initial: 'router',
  example: 'router',
};

/** Whether the person goes on with the answers of an earlier start. */
export async function wantsDraft(frontEnd: FrontEnd, path: string): Promise<boolean> {
  const question: Question = {
    kind: 'choice',
    id: 'resume',
    step: 'welcome',
    title: 'You were here before',
    text: [`The answers of an earlier start are in ${path}. Passwords are not among them; they are asked again.`],
    help: [],
    objection: null,
    options: [
      { value: 'on', label: 'Go on where I was', hint: '', refused: null },
      { value: 'new', label: 'Start over', hint: 'The earlier answers are dropped.', refused: null },
    ],
    initial: 'on',
    search: false,
  };
  const place = { step: 1, of: 1, title: 'Welcome back', canGoBack: false };
  const reply = await frontEnd.ask(question, place, { objection: () => null, live: async function* () {} });
  return !(reply.kind === 'answer' && reply.value === 'new');
}
