import { reviewOf } from '../../../src/commands/review.ts';
import type { Facts } from '../../../src/facts/facts.ts';
import { probeFacts } from '../../../src/facts/probe-facts.ts';
import { catalogue } from '../../../src/interview/questions/catalogue.ts';
import type { Mode } from '../../../src/interview/questions/entry.ts';
import { openSession } from '../../../src/interview/questions/open-session.ts';
import { answerQuestion, currentQuestion, type Session } from '../../../src/interview/questions/session.ts';
import { openMachine } from '../../../src/system/machines.ts';
import { type Typed, walk } from '../../interview/questions/walker.ts';
import edpnet from '../../scenarios/edpnet/typed.json' with { type: 'json' };
import flatDhcp from '../../scenarios/flat-dhcp/typed.json' with { type: 'json' };
import staticGuest from '../../scenarios/static-guest-apu3/typed.json' with { type: 'json' };
import type { Scene } from './scenes.ts';

/** Each question of the wizard as it is on the recorded boxes, and what each says to an answer that it refuses. */
export async function wizardScenes(): Promise<readonly Scene[]> {
  const scenes = new Map<string, Scene>();
  for (const [machine, typed, mode] of talks) {
    const sessions = talk(await factsOf(machine), typed, mode);
    // at the end everything is there to be opened; what is asked on the way may look otherwise, but seldom does
    for (const session of [sessions.at(-1)!, ...sessions])
      for (const id of session === sessions.at(-1) ? idsOf(session) : [currentQuestion(session, []).question.id])
        if (!scenes.has(nameOf(session, id))) for (const scene of scenesOf(session, id)) scenes.set(scene.name, scene);
  }
  return [...scenes.values()];
}

const talks: readonly (readonly [machine: string, typed: Typed, mode: Mode])[] = [
  ['apu2', edpnet, 'install'],
  ['apu2', flatDhcp, 'install'],
  ['apu3', staticGuest, 'install'],
  ['n100', {}, 'reconfigure'],
  ['n100', {}, 'files'],
];

/** A recorded machine, read. */
export async function factsOf(machine: string): Promise<Facts> {
  return probeFacts(await openMachine(machine));
}

/** The interview after each answer of a person, from its beginning. */
export function talk(facts: Facts, typed: Typed, mode: Mode): readonly Session[] {
  const { session } = openSession({ facts, mode, bench: true, dry: false, seen, text: null, progress: null });
  const passwords = { 'system.admin.password': 'x', 'wan.pppoe.password': 'x' };
  const disks = { 'disk.erase': facts.disks.map(({ path }) => path.replace('/dev/', '')) };
  const { turns, asked } = walk(session, { ...passwords, ...typed, ...disks });
  const sessions = [session];
  for (const [index, { value, refused }] of turns.entries()) {
    const answered = refused === null ? answerQuestion(sessions.at(-1)!, value) : null;
    if (answered?.kind !== 'taken') continue;
    const { kind, id } = asked[index]!;
    const given = kind === 'secret' ? [...answered.session.given, id] : answered.session.given;
    sessions.push({ ...answered.session, given });
  }
  return sessions;
}

const seen = [
  {
    mac: '54:60:09:00:00:01',
    network: 'lan',
    name: 'Chromecast',
    address: '192.168.20.101',
    madeUp: false,
    vendor: 'Google, Inc.',
  },
  { mac: 'da:a1:19:00:00:02', network: 'lan', name: null, address: null, madeUp: true, vendor: null },
];

/** All questions that this moment knows, whether they would be asked or opened from a menu. */
function idsOf(session: Session): readonly string[] {
  return catalogue({ ...session, review: [] }).map(({ id }) => id);
}

function nameOf({ mode }: Session, id: string): string {
  return `${mode}: ${id.replace(/^(networks|devices|ports|forwards)\.[^.]+/, '$1.*')}`;
}

function scenesOf(session: Session, id: string): readonly Scene[] {
  const at: Session = { ...session, focus: [{ kind: 'menu', id }] };
  const { question, place } = currentQuestion(at, id === 'review' ? reviewOf(session, null) : []);
  const name = nameOf(session, id);
  return [{ name, question, place }, ...refusals(name, at, { question, place })];
}

function refusals(name: string, at: Session, asked: Pick<Scene, 'question' | 'place'>): readonly Scene[] {
  if (asked.question.kind !== 'text') return [];
  return ['', 'so not', '999.999.1.1', '-'].flatMap((bad): Scene[] => {
    const answered = answerQuestion(at, bad);
    return answered.kind === 'taken'
      ? []
      : [{ name: `${name}, refuses "${bad}"`, ...asked, keys: `<ctrl-u>${bad}<enter>`, objection: answered.words }];
  });
}
