import { type Context, choiceEntry, type Entry, option } from './entry.ts';
import type { Question, StepId } from './question.ts';

/** Titles of the steps, for the head of the screen and the list. */
export const stepTitles: Readonly<Record<StepId, string>> = {
  welcome: 'Welcome',
  jacks: 'Jacks',
  internet: 'Internet',
  networks: 'Networks',
  devices: 'Devices',
  system: 'Name, login, time',
  tuning: 'Tuning',
  disk: 'Disk',
  review: 'Review',
};

/** The steps of a mode, in their order. */
export function stepsOf(mode: Context['mode']): readonly StepId[] {
  const all = Object.keys(stepTitles) as StepId[];
  return mode === 'install' ? all : all.filter((step) => step !== 'disk');
}

/** Whether this is one of the lists that only lead to a question: `steps`, and `steps.STEP` for each step with several answers. */
export function isList(id: string): boolean {
  return id === 'steps' || id.startsWith('steps.');
}

/** The list of steps, and for each step that is answered the list of its answers: one of them is changed without asking the others again. */
export function stepsEntries(context: Context, entries: readonly Entry[]): readonly Entry[] {
  const steps = stepsOf(context.mode).filter((step) => step !== 'welcome' && step !== 'review');
  const lists = steps.flatMap((step) => {
    const here = entries.filter((entry) => entry.step === step);
    const open = here.some(({ id, answered, onDemand }) => !answered && !onDemand && !context.unsaid.includes(id));
    const listed = here.filter((entry) => entry.listed !== null);
    return open || listed.length < 2 ? [] : [answersEntry(step, listed, here)];
  });
  return [stepsEntry(steps, lists), ...lists];
}

function stepsEntry(steps: readonly StepId[], lists: readonly Entry[]): Entry {
  return choiceEntry(
    {
      id: 'steps',
      step: 'review',
      title: 'Which step shall be opened again?',
      text: ['Your other answers stay as they are.'],
      answered: true,
      onDemand: true,
      owns: [],
      options: () => [option('', 'None, go on where I was'), ...steps.map((step) => option(step, stepTitles[step]))],
      initial: '',
    },
    (value) => {
      if (value === '') return {};
      const list = lists.find(({ id }) => id === `steps.${value}`);
      return list === undefined ? { open: [`step:${value}`] } : { open: [list.id], stay: true };
    },
  );
}

function answersEntry(step: StepId, listed: readonly Entry[], here: readonly Entry[]): Entry {
  const several = here.filter(({ onDemand }) => !onDemand).length > 1;
  return choiceEntry(
    {
      id: `steps.${step}`,
      step,
      title: 'Which of these shall be changed?',
      text: ['After the answer you are back where you were. New questions that it raises come first.'],
      answered: true,
      onDemand: true,
      owns: [],
      options: () => [
        ...listed.map((entry) => option(entry.id, line(entry))),
        ...(several ? [option('all', 'All of them, one after the other')] : []),
        option('', 'None, go on where I was'),
      ],
      initial: listed[0]?.id ?? '',
    },
    (value) => {
      if (value === '') return {};
      return value === 'all' ? { open: [`step:${step}`] } : { open: [value], stay: true };
    },
  );
}

/** `Time zone          Europe/Brussels` */
function line({ listed, question }: Entry): string {
  const now = listed?.now ?? answerWords(question());
  return `${(listed?.name ?? '').padEnd(18)} ${now}`.slice(0, 70);
}

function answerWords(question: Question): string {
  if (question.kind === 'text') return question.initial || 'none';
  if (question.kind !== 'choice') return '';
  const { label = '' } = question.options.find(({ value }) => value === question.initial) ?? {};
  return label.replace(/ {2,}/g, ' ');
}
