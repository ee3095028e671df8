import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { probeFacts } from '../../../src/facts/probe-facts.ts';
import type { Mode } from '../../../src/interview/questions/entry.ts';
import { openSession } from '../../../src/interview/questions/open-session.ts';
import { progressText, readProgress } from '../../../src/interview/questions/progress.ts';
import type { Question } from '../../../src/interview/questions/question.ts';
import { answerQuestion, currentQuestion, type Session, stepBack } from '../../../src/interview/questions/session.ts';
import { openMachine } from '../../../src/system/machines.ts';

const folder = join(import.meta.dirname, '..', '..', 'scenarios');
const scenarios = readdirSync(folder).sort();

/** A scenario's router at its plan, with its passwords stored. */
async function atPlan(name: string, mode: Mode = 'reconfigure'): Promise<Session> {
  const facts = await probeFacts(await openMachine(readFileSync(join(folder, name, 'machine'), 'utf8').trim()));
  const text = readFileSync(join(folder, name, 'answers.yaml'), 'utf8');
  const start = { facts, mode, bench: true, dry: false, seen: [], text, progress: null };
  return say(openSession(start).session, ['welcome', 'begin']);
}

/** Answers one question after the other by their ids; fails where another one is asked. */
function say(session: Session, ...given: readonly (readonly [string, string])[]): Session {
  return given.reduce((at, [id, value]) => {
    expect(asked(at).id).toBe(id);
    const answered = answerQuestion(at, value);
    if (answered.kind === 'refused') throw new Error(`${id}: ${answered.words}`);
    return answered.session;
  }, session);
}

function asked(session: Session): Question {
  return currentQuestion(session, []).question;
}

function options(session: Session): readonly { readonly value: string; readonly label: string }[] {
  const question = asked(session);
  return question.kind === 'choice' ? question.options : [];
}

/** The session as the next start finds it, after a kill. */
function again(session: Session): Session {
  const { facts, mode, bench, dry, seen, draft } = session;
  const text = JSON.stringify({ version: 1, ...draft });
  return openSession({ facts, mode, bench, dry, seen, text, progress: readProgress(progressText(session)) }).session;
}

const toSystem = [
  ['review', 'change'],
  ['steps', 'system'],
] as const;

it('one answer is changed from the plan, and the plan comes back right after it, also after a kill at any of it', async () => {
  const way = [...toSystem, ['steps.system', 'system.hostName'], ['system.hostName', 'gate']] as const;
  let session = await atPlan('edpnet');
  for (const turn of way) {
    session = say(session, turn);
    expect(asked(again(session))).toEqual(asked(session));
    expect(again(session).draft).toEqual(session.draft);
  }
  expect(asked(session).id).toBe('review');
  expect(session.draft.system?.hostName).toBe('gate');
});

it('the list says what each answer is now', async () => {
  const labels = options(say(await atPlan('edpnet'), ...toSystem)).map(({ label }) => label);
  expect(labels).toEqual([
    'Name               router',
    'Login name         admin',
    'SSH keys           1',
    'Console password   none',
    'Time zone          Europe/Brussels',
    'Domain at home     home.arpa',
    'Who finds names    recursive',
    'NixOS release      26.05',
    'All of them, one after the other',
    'None, go on where I was',
  ]);
});

it('back leads from the question to its list, and on to the steps and the plan', async () => {
  const session = say(await atPlan('edpnet'), ...toSystem, ['steps.system', 'system.hostName']);
  const list = stepBack(session)!;
  expect(asked(list).id).toBe('steps.system');
  const steps = stepBack(list)!;
  expect(asked(steps).id).toBe('steps');
  expect(asked(stepBack(steps)!).id).toBe('review');
  expect(asked(say(list, ['steps.system', ''])).id).toBe('review');
});

it('what an answer opens is asked before the plan comes back', async () => {
  const session = say(
    await atPlan('flat-dhcp'),
    ['review', 'change'],
    ['steps', 'internet'],
    ['steps.internet', 'wan.type'],
    ['wan.type', 'pppoe'],
  );
  expect(asked(session).id).toBe('wan.pppoe.username');
  expect(asked(say(session, ['wan.pppoe.username', 'me@isp'])).id).toBe('wan.pppoe.password');
});

it('a password that is stored stays so where nothing is typed', async () => {
  const session = say(
    await atPlan('edpnet'),
    ['review', 'change'],
    ['steps', 'internet'],
    ['steps.internet', 'wan.pppoe.password'],
  );
  const after = say(session, ['wan.pppoe.password', '']);
  expect(asked(after).id).toBe('review');
  expect(after.draft).toEqual(session.draft);
});

it('a step with questions that were not answered yet is walked through', async () => {
  const session = await atPlan('edpnet');
  const { hostName, ...system } = session.draft.system ?? {};
  const open = { ...session, draft: { ...session.draft, system } } as Session;
  const menu = { ...open, focus: [{ kind: 'menu', id: 'steps' }] } as Session;
  expect(hostName).toBe('router');
  expect(asked(say(menu, ['steps', 'system'])).id).toBe('system.hostName');
});

it.each(scenarios)('%s: each answer can be left as it is, and the plan is there again', async (name) => {
  const begun = await atPlan(name, 'install');
  const disk = asked(begun);
  const plan = disk.kind === 'choice' ? say(begun, ['disk.device', disk.initial]) : begun;
  const steps = say(plan, ['review', 'change']);
  const seen: string[] = [];
  for (const { value: step } of options(steps)) {
    const list = say(steps, ['steps', step]);
    if (!asked(list).id.startsWith('steps.')) continue;
    for (const { value: id, label } of options(list).filter(({ value }) => !['', 'all'].includes(value))) {
      expect(label.length).toBeLessThanOrEqual(70);
      const session = say(list, [asked(list).id, id]);
      const question = asked(session);
      expect(question.id).toBe(id);
      const same = question.kind === 'choice' || question.kind === 'text' ? question.initial : '';
      const end = asked(say(session, [id, same])).id;
      // the settings of a provider are shown before they are relied on
      expect(end, id).toBe(id === 'wan.isp' && same !== '' ? 'wan.isp.settings' : 'review');
      seen.push(id);
    }
  }
  expect(seen).toContain('system.hostName');
  expect(seen).toContain('wan.vlan');
  expect(seen).toContain('tuning.shaper');
  expect(seen).toContain('disk.swap');
});
