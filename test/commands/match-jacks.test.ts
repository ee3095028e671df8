import { expect, it } from 'vitest';
import { matchJacks } from '../../src/commands/match-jacks.ts';
import type { Question } from '../../src/interview/questions/question.ts';
import type { FrontEnd } from '../../src/ui/front-end.ts';
import { apu } from '../interview/facts.ts';

const facts = apu();
const [one, two, three] = facts.jacks.map(({ mac }) => mac);
const answers = (wan: string, lan: string) =>
  `version: 1\nports:\n  to the ISP: { mac: "${wan}" }\n  home: { mac: "${lan}" }\n`;

async function matched(text: string, ...values: string[]) {
  const asked: Question[] = [];
  const frontEnd = {
    ask: async (question: Question) => {
      asked.push(question);
      const value = values.shift();
      return value === undefined ? { kind: 'back' } : { kind: 'answer', value };
    },
  } as unknown as FrontEnd;
  return { text: await matchJacks(text, facts, frontEnd), asked };
}

it('each jack that is not here is asked for; one that is taken is not offered again', async () => {
  const { text, asked } = await matched(answers('02:00:00:00:00:01', '02:00:00:00:00:02'), two!, three!);
  expect(text).toBe(answers(two!, three!));
  expect(asked.map(({ title }) => title)).toEqual([
    'Which jack of this box takes the place of "to the ISP"?',
    'Which jack of this box takes the place of "home"?',
  ]);
  const offered = asked.map((question) =>
    question.kind === 'choice' ? question.options.map(({ value }) => value) : [],
  );
  expect(offered).toEqual([
    [one, two, three],
    [one, three],
  ]);
});

it('jacks that are here stay, and nothing is asked of them', async () => {
  expect(await matched(answers(one!, two!))).toEqual({ text: answers(one!, two!), asked: [] });
  const { text, asked } = await matched(answers(one!, '02:00:00:00:00:02'), three!);
  expect([text, asked.length]).toEqual([answers(one!, three!), 1]);
});

it('what is left open stays as it was', async () => {
  const text = answers('02:00:00:00:00:01', two!);
  expect((await matched(text)).text).toBe(text);
});
