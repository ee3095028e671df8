import { expect, it } from 'vitest';
import { openSession } from '../../src/interview/questions/open-session.ts';
import type { Question, Reply } from '../../src/interview/questions/question.ts';
import { Secret } from '../../src/system/secret.ts';
import { converse, type Outside } from '../../src/ui/conversation.ts';
import type { FrontEnd } from '../../src/ui/front-end.ts';
import { apu } from '../interview/facts.ts';

const draft = `version: 1
ports:
  wan: { mac: "00:0d:b9:00:00:01" }
wan:
  port: wan
  type: pppoe
  vlan: 10
  pppoe: { username: me@EDPNET, password: { prompt: true } }
`;

it('goes on behind a password that is typed again for a draft, with the question that comes next', async () => {
  const { session } = openSession({
    facts: apu(),
    mode: 'files',
    bench: false,
    dry: false,
    seen: [],
    text: draft,
    progress: null,
  });
  const asked: Question[] = [];
  const told: string[] = [];
  const secrets: string[] = [];
  const frontEnd: FrontEnd = {
    async ask(question): Promise<Reply<Secret>> {
      if (secrets.length > 0) return { kind: 'quit' };
      asked.push(question);
      if (question.kind === 'secret') return { kind: 'secret', value: new Secret('typed') };
      return { kind: 'answer', value: 'initial' in question ? question.initial : [] };
    },
    tell: (words) => told.push(...words),
    lend: (work) => work(),
    close: async () => {},
  };
  const outside = {
    keep: async () => ['It is kept.'],
    secret: (id: string) => secrets.push(id),
    lineFinding: () => null,
    review: async () => [],
  } as unknown as Outside;
  expect(await converse(session, frontEnd, outside)).toMatchObject({ kind: 'left' });
  expect(told).toContain('It is kept.');
  expect(asked.at(-1)?.kind).toBe('secret');
  expect(secrets).toEqual([asked.at(-1)?.id]);
  expect(told.filter((words) => words !== 'It is kept.')).toEqual([]);
});
