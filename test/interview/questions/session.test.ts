import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeFacts } from '../../../src/facts/probe-facts.ts';
import { draftText } from '../../../src/interview/questions/draft-text.ts';
import { openSession } from '../../../src/interview/questions/open-session.ts';
import {
  answerQuestion,
  currentQuestion,
  openSteps,
  type Session,
  stepBack,
} from '../../../src/interview/questions/session.ts';
import { openMachine } from '../../../src/system/machines.ts';
import { apu } from '../facts.ts';
import { routerOf } from './same-router.ts';
import { type Typed, walk } from './walker.ts';

const folder = join(import.meta.dirname, '..', '..', 'scenarios');
const scenarios = readdirSync(folder).sort();

function begin(change: Partial<Parameters<typeof openSession>[0]> = {}): Session {
  return openSession({
    facts: apu(),
    mode: 'files',
    bench: false,
    dry: false,
    seen: [],
    text: null,
    progress: null,
    ...change,
  }).session;
}

/** Answers one question after the other by their ids; fails where another one is asked. */
function answers(session: Session, ...given: readonly (readonly [string, string | readonly string[]])[]): Session {
  return given.reduce((at, [id, value]) => {
    expect(currentQuestion(at, []).question.id).toBe(id);
    const answered = answerQuestion(at, value);
    if (answered.kind === 'refused') throw new Error(`${id}: ${answered.words}`);
    return answered.session;
  }, session);
}

function id(session: Session): string {
  return currentQuestion(session, []).question.id;
}

/** What a scenario's answers file says, and the machine it is for. */
async function scenario(name: string) {
  const text = readFileSync(join(folder, name, 'answers.yaml'), 'utf8');
  const machine = readFileSync(join(folder, name, 'machine'), 'utf8').trim();
  return { text, facts: await probeFacts(await openMachine(machine)) };
}

// the others have settings that only a file can name
it.each(scenarios.filter((name) => existsSync(join(folder, name, 'typed.json'))))(
  'scenario %s, typed by a person, gives the router of the answers file',
  async (name) => {
    const { text, facts } = await scenario(name);
    const typed = JSON.parse(readFileSync(join(folder, name, 'typed.json'), 'utf8')) as Typed;
    const { session } = walk(begin({ facts }), typed);
    expect(routerOf(draftText(session.draft), facts)).toEqual(routerOf(text, facts));
  },
);

it.each(scenarios)('scenario %s, given as a file, is asked nothing more, and stays as it is', async (name) => {
  const { text, facts } = await scenario(name);
  const { session, turns } = walk(begin({ facts, text }), {});
  expect(turns.map((turn) => turn.id)).toEqual(['welcome', 'review']);
  expect(routerOf(draftText(session.draft), facts)).toEqual(routerOf(text, facts));
});

describe('going back', () => {
  const jack = '00:0d:b9:00:00:01';

  it('leads to the question before, with the answer given there', () => {
    const session = answers(begin(), ['welcome', 'begin'], ['wan.port', jack], ['wan.isp', ''], ['wan.type', 'pppoe']);
    const back = stepBack(session)!;
    expect(currentQuestion(back, []).question).toMatchObject({ id: 'wan.type', initial: 'pppoe' });
    const further = stepBack(back)!;
    expect(id(further)).toBe('wan.isp');
    expect(id(stepBack(stepBack(further)!)!)).toBe('welcome');
    expect(stepBack(stepBack(stepBack(further)!)!)).toBeNull();
    // and forward again, without asking what was asked
    expect(id(answers(further, ['wan.isp', ''], ['wan.type', 'pppoe']))).toBe('wan.vlan');
  });

  it('loses nothing where another kind of line is tried and left again', () => {
    const dialled = answers(
      begin(),
      ['welcome', 'begin'],
      ['wan.port', jack],
      ['wan.isp', ''],
      ['wan.type', 'pppoe'],
      ['wan.vlan', '7'],
      ['wan.pppoe.username', 'me@isp'],
    );
    const other = answers(stepBack(stepBack(stepBack(dialled)!)!)!, ['wan.type', 'dhcp'], ['wan.vlan', '7']);
    expect(other.draft.wan?.pppoe).toBeUndefined();
    const again = answerQuestion({ ...other, focus: [{ kind: 'menu', id: 'wan.type' }] }, 'pppoe');
    expect(again).toMatchObject({ session: { draft: { wan: { pppoe: { username: 'me@isp' } } } } });
  });

  it('closes a menu first', () => {
    const { session } = openSession({
      facts: apu(),
      mode: 'files',
      bench: false,
      dry: false,
      seen: [],
      text: readFileSync(join(folder, 'edpnet', 'answers.yaml'), 'utf8'),
      progress: null,
    });
    const steps = openSteps(answers(session, ['welcome', 'begin']));
    const walkThrough = answers(steps, ['steps', 'networks'], ['networks', 'edit:lan'], ['networks.lan', 'address']);
    expect(id(walkThrough)).toBe('networks.lan.address');
    expect(id(stepBack(walkThrough)!)).toBe('networks.lan');
    expect(id(stepBack(stepBack(walkThrough)!)!)).toBe('networks');
    expect(id(stepBack(stepBack(stepBack(walkThrough)!)!)!)).toBe('review');
  });
});

describe('a step opened again', () => {
  it('asks its questions with the answers given, then goes on where it was', () => {
    const { session } = walk(begin(), { 'system.admin.password': 'x' });
    const opened = answers(openSteps(session), ['steps', 'internet'], ['steps.internet', 'all']);
    const asked: string[] = [];
    let at = opened;
    for (let count = 0; count < 20 && currentQuestion(at, []).question.step === 'internet'; count += 1) {
      const { question } = currentQuestion(at, []);
      asked.push(question.id);
      const answered = answerQuestion(
        at,
        question.kind === 'choice' || question.kind === 'text' ? question.initial : '',
      );
      if (answered.kind === 'taken') at = answered.session;
    }
    expect(asked).toEqual(['wan.isp', 'wan.type', 'wan.vlan', 'wan.ipv6']);
    expect(id(at)).toBe('review');
    expect(at.draft).toEqual(session.draft);
  });
});

describe('given answers', () => {
  it('keeps what is good and asks what was refused, with the objection', () => {
    const text = `version: 1
system: { hostName: bad_name, timeZone: Europe/Brussels, admin: { user: admin } }
ports: { wan: { mac: "00:0d:b9:00:00:01" }, lan: { mac: "00:0d:b9:00:00:02" } }
wan: { port: wan, type: dhcp, vlan: 5000, ipv6: { prefixLength: 56 }, colour: blue }
networks: { lan: { zone: trusted, address: 192.168.20.0/24, ports: { lan: untagged } } }
`;
    const { session, remarks } = openSession({
      facts: apu(),
      mode: 'files',
      bench: false,
      dry: false,
      seen: [],
      text,
      progress: null,
    });
    expect(remarks).toEqual([expect.stringMatching(/^wan\.colour: "colour" is not a key here.*It is left out\.$/s)]);
    const { turns, asked } = walk(session, {
      'wan.vlan': '10',
      'networks.lan.address': '192.168.20.1/24',
      'system.hostName': 'good',
      'system.admin.password': 'x',
    });
    const objections = Object.fromEntries(
      asked.filter(({ objection }) => objection !== null).map((question) => [question.id, question.objection]),
    );
    expect(Object.keys(objections).sort()).toEqual(['networks.lan.address', 'system.hostName', 'wan.vlan']);
    expect(objections['networks.lan.address']).toMatch(/network address/);
    expect(turns.map((turn) => turn.id)).not.toContain('system.timeZone');
    expect(turns.map((turn) => turn.id)).not.toContain('wan.type');
  });

  it('never bring the consent to erase a disk along', () => {
    const text = readFileSync(join(folder, 'edpnet', 'answers.yaml'), 'utf8');
    expect(text).toMatch(/erase: true/);
    expect(begin({ text }).draft.disk?.erase).toBeUndefined();
  });
});

describe('an answer that does not fit', () => {
  it.each<[string, string, RegExp]>([
    ['networks.lan.address', '192.168.90.1/24', /overlaps|no address in common/],
    ['networks.lan.address', '192.168.20.1', /prefix length/],
    ['wan.vlan', '4095', /1 to 4094/],
    ['system.hostName', '-x', /host name/],
    ['devices.+', 'a b', /./],
    ['tuning.shaper', '90', /90M 30M/],
    ['disk.swap', 'lots', /2G/],
    ['system.admin.sshKeys.+', 'ssh-ed25519 AAAA', /./],
    ['forwards.+', 'tcp 80 nobody', /nobody/],
    ['dns.upstream', 'quad9', /./],
  ])('%s refuses %s and says why', (question, value, words) => {
    const { session } = walk(begin({ mode: 'install' }), { 'system.admin.password': 'x', 'disk.erase': 'sda' });
    const open: Session = { ...session, focus: [{ kind: 'menu', id: question }] };
    expect(id(open)).toBe(question);
    const answered = answerQuestion(open, value);
    expect(answered).toMatchObject({ kind: 'refused', words: expect.stringMatching(words) });
  });

  it('a disk that is too small for a router is neither proposed nor taken', () => {
    const [disk] = apu().disks;
    const small = { ...disk!, path: '/dev/vdb', byId: [], transport: 'virtio', sizeBytes: 6.9e9 };
    const facts = apu({ disks: [small, { ...disk!, transport: 'usb', removable: true }] });
    const session = { ...begin({ mode: 'install', facts }), focus: [{ kind: 'menu', id: 'disk.device' }] } as Session;
    const { question } = currentQuestion(session, []);
    expect(question).toMatchObject({
      initial: disk!.byId[0],
      options: [{ value: '/dev/vdb', refused: expect.stringMatching(/too small.* 7 GB/) }, { refused: null }],
    });
  });
});

it('the last word on the disk threatens only where a disk is erased', () => {
  const lastWords = (dry: boolean) => {
    const { asked } = walk(begin({ mode: 'install', dry }), { 'system.admin.password': 'x', 'disk.erase': 'sda' });
    return [asked.at(-1)?.title, asked.at(-1)?.text].flat().join(' ');
  };
  expect(lastWords(false)).toMatch(/^Type sda to erase .* will be lost for good\. This is the point of no return\.$/);
  expect(lastWords(true)).toMatch(/^Type sda to go on On the box itself,.* nothing is erased\.$/);
});
