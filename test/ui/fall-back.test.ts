import { expect, it } from 'vitest';
import type { Question } from '../../src/interview/questions/question.ts';
import { withFallBack } from '../../src/ui/fall-back.ts';
import type { Desk, FrontEnd } from '../../src/ui/front-end.ts';
import type { Tui } from '../../src/ui/tui/open-tui.ts';
import { internet, text } from './tui/scenes.ts';

const desk = {} as Desk;

it('asks on the screens while there is room, then once and for all elsewhere, with what was typed', async () => {
  const done: string[] = [];
  const small: Question = { ...text, initial: 'typed so far' } as Question;
  const tui = {
    ask: async (question: Question) =>
      question.id === 'second'
        ? { kind: 'too-small', size: { columns: 50, rows: 18 }, question: small }
        : { kind: 'steps' },
    tell: () => done.push('screens tell'),
    close: async () => done.push('screens close'),
  } as unknown as Tui;
  const lines = {
    ask: async (question: Question) => {
      done.push(`lines ask ${question.kind === 'text' ? question.initial : question.id}`);
      return { kind: 'back' };
    },
    tell: () => done.push('lines tell'),
    close: async () => done.push('lines close'),
  } as unknown as FrontEnd;
  const front = withFallBack(tui, async () => lines);
  front.tell([]);
  expect(await front.ask(text, internet, desk)).toEqual({ kind: 'steps' });
  expect(await front.ask({ ...text, id: 'second' }, internet, desk)).toEqual({ kind: 'back' });
  front.tell([]);
  expect(await front.ask({ ...text, initial: 'third' } as Question, internet, desk)).toEqual({ kind: 'back' });
  await front.close();
  expect(done).toEqual([
    'screens tell',
    'screens close',
    'lines ask typed so far',
    'lines tell',
    'lines ask third',
    'lines close',
  ]);
});
