import { listPresets } from '../interview/presets.ts';
import type { LineFinding } from '../interview/questions/entry.ts';
import { jackOptions, wanJack } from '../interview/questions/jacks.ts';
import { pppoePassword } from '../interview/questions/login.ts';
import { chosenPreset } from '../interview/questions/provider.ts';
import type { LivePicture, LiveSource } from '../interview/questions/question.ts';
import { currentQuestion, type Session } from '../interview/questions/session.ts';
import type { Secret } from '../system/secret.ts';
import { cablePicture, hearCable, noCables } from '../ui/live/cable-picture.ts';
import { dialWords, sweepWords, verdictPicture, wordsPicture } from '../ui/live/line-picture.ts';
import type { LineBench } from '../uplink/line-bench.ts';
import type { NextStep } from '../uplink/verdict.ts';
import { vlansToTry } from '../uplink/vlans-to-try.ts';
import { lineOf } from './line-of.ts';

/** What the bench leaves for the interview. */
export type BenchMemory = { finding: LineFinding | null };

/** Seconds that cables are watched; the person may choose before. */
const watching = 60;

/** The pictures of a live question, from the bench. `password` is what was typed, by question. */
export function livePictures(
  bench: LineBench,
  source: Exclude<LiveSource, 'trial'>,
  session: Session,
  password: (question: string) => Secret | null,
  memory: BenchMemory,
  signal: AbortSignal,
): AsyncIterable<LivePicture> {
  switch (source) {
    case 'cables':
      return stream((show) => cables(bench, session, show, signal));
    case 'line':
      return stream((show) => line(bench, session, memory, show, signal));
    case 'dial':
      return stream((show) => dial(bench, session, password(pppoePassword), show, signal));
  }
}

type Show = (picture: LivePicture) => void;

async function cables(bench: LineBench, { facts }: Session, show: Show, signal: AbortSignal): Promise<void> {
  const options = [
    ...jackOptions(facts.jacks),
    { value: 'blink', label: 'Let the lights of a jack blink', hint: '', refused: null },
  ];
  let state = noCables;
  const names = facts.jacks.map(({ name }) => name);
  const { verdict } = await bench.watchCables(
    names,
    watching,
    (event) => {
      const heard = hearCable(state, event);
      state = heard.cables;
      show(cablePicture(state, facts.jacks, options, heard.news, false));
    },
    signal,
  );
  show(cablePicture(state, facts.jacks, options, [verdict.words], true));
}

async function line(
  bench: LineBench,
  session: Session,
  memory: BenchMemory,
  show: Show,
  signal: AbortSignal,
): Promise<void> {
  const { draft } = session;
  const preset = chosenPreset(session);
  const jack = wanJack({ ...session, review: [] });
  if (jack === null) return show(cannot('The jack of the WAN is not chosen yet.'));
  const own = [draft.wan?.vlan, preset?.vlan].filter((vlan) => vlan !== undefined && vlan !== null);
  const said: string[] = [];
  const { result, verdict } = await bench.sweepLine(
    { jack: jack.name, vlans: vlansToTry(own, listPresets()), mac: draft.wan?.mac ?? null, dhcp: null },
    { type: preset?.type ?? 'dhcp', vlan: own[0] ?? null },
    (event) => tell(sweepWords(event), said, show),
    signal,
  );
  if (result.kind === 'swept')
    memory.finding = {
      pppoe: result.pppoe.map(({ vlan }) => vlan),
      dhcp: result.dhcp.some(({ vlan }) => vlan === null),
    };
  // nothing is chosen yet, so what was found is simply told
  const found = result.kind === 'swept' && result.pppoe.length + result.dhcp.length > 0;
  const next: NextStep = found ? { kind: 'go-on' } : verdict.next;
  show(
    verdictPicture(
      said,
      found ? { mood: 'good', words: findingWords(memory.finding), next } : verdict,
      optionsOf(session),
      'again',
    ),
  );
}

async function dial(
  bench: LineBench,
  session: Session,
  password: Secret | null,
  show: Show,
  signal: AbortSignal,
): Promise<void> {
  const wan = lineOf(session);
  if (wan === null || wan.line.kind !== 'pppoe' || password === null)
    return show(cannot('There is nothing to dial with yet: user name and password are missing.'));
  const said: string[] = [];
  const elsewhere = vlansToTry([], listPresets()).pppoe.filter((vlan) => vlan !== (wan.vlan?.id ?? null));
  const { verdict } = await bench.trialDial(
    { dial: { ...wan, line: wan.line }, password, elsewhere, keep: false },
    (event) => tell(dialWords(event), said, show),
    signal,
  );
  show(verdictPicture(said, verdict, optionsOf(session), answerFor(verdict.next)));
}

/** The answer of the question that goes the way a verdict proposes. */
function answerFor(next: NextStep): string | null {
  if (next.kind === 'use-line') return `vlan:${next.vlan ?? 'none'}`;
  if (next.kind === 'mend-login') return 'login';
  if (next.kind === 'allow-any-method') return 'any-method';
  return next.kind === 'try-again' || next.kind === 'check-cable' || next.kind === 'hang-up' ? 'again' : null;
}

function findingWords(finding: LineFinding | null): string {
  const vlan = (one: number | null) => (one === null ? 'without a VLAN' : `on VLAN ${one}`);
  const pppoe = (finding?.pppoe ?? []).map((one) => `PPPoE ${vlan(one)}`);
  const all = [...pppoe, ...(finding?.dhcp ? ['DHCP'] : [])];
  return `The line speaks ${all.join(' and ') || 'DHCP in a VLAN'}.`;
}

function optionsOf(session: Session) {
  const { question } = currentQuestion(session, []);
  return question.kind === 'live' ? question.options : [];
}

function tell(words: string | null, said: string[], show: Show): void {
  if (words === null) return;
  said.push(words);
  show(wordsPicture(said, [words]));
}

function cannot(words: string): LivePicture {
  return { lines: [words], news: [words], options: null, suggested: null, finished: true };
}

/** A callback's pictures as they come; ends when the work does. */
async function* stream(work: (show: Show) => Promise<void>): AsyncGenerator<LivePicture> {
  const waiting: LivePicture[] = [];
  let wake = () => {};
  let over = false;
  let failure: unknown = null;
  const done = work((picture) => {
    waiting.push(picture);
    wake();
  })
    .catch((error: unknown) => {
      failure = error ?? new Error('The look at the line failed.');
    })
    .finally(() => {
      over = true;
      wake();
    });
  for (;;) {
    const next = waiting.shift();
    if (next !== undefined) yield next;
    else if (over) break;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  await done;
  if (failure !== null) throw failure;
}
