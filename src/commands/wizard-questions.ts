import type { Question } from '../interview/questions/question.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import { choice, place, silent, way } from './own-question.ts';

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
  const question = choice(
    'resume',
    'welcome',
    'You were here before',
    [`The answers of an earlier start are in ${path}. Passwords are not among them; they are asked again.`],
    [way('on', 'Go on where I was'), way('new', 'Start over', 'The earlier answers are dropped.')],
  );
  const reply = await frontEnd.ask(question, place('Welcome back', false), silent);
  return !(reply.kind === 'answer' && reply.value === 'new');
}
