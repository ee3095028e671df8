import type { Running, System } from '../system/system.ts';
import { dialFile, dialLog } from './bench-file.ts';
import { endDial } from './bench-process.ts';
import { type DialWish, dialOptions } from './dial-options.ts';
import { type DialLog, isAnswered, readDialLog } from './pppd-log.ts';
import { sayable } from './sayable.ts';

/** One run of pppd: what it said, and its exit status where it has ended by itself. */
export type OneDial = {
  readonly running: Running;
  readonly log: DialLog;
  /** -1 where a signal ended it, or it could not be started. */
  readonly code: number | null;
  /** Its last lines, without the login. */
  readonly evidence: readonly string[];
};

/** What ends a dial before pppd does, and who is told that it was answered. */
export type DialEnds = {
  /** Aborted when the time is over. */
  readonly over: AbortSignal;
  /** Aborted, with `over` at the latest, when no answer is waited for any longer; one that has come goes on. */
  readonly vain: AbortSignal;
  /** Called, perhaps more than once, when a concentrator has answered. */
  answered(): void;
};

/** What is told while pppd is at work. */
export type DialProgress =
  | { readonly kind: 'concentrator'; readonly name: string }
  | { readonly kind: 'logging-in' }
  | { readonly kind: 'hanging-up' };

/**
 * Starts pppd on a device and follows its log until the line is up, pppd has
 * ended, or one of `ends` has come. Login and options are in a file of mode 0600 that
 * is gone when this comes back; pppd reads it once. One that is to be kept goes
 * on when naar ends.
 */
export async function dialOnce(
  system: System,
  pppd: string,
  request: DialWish,
  device: string,
  tell: (event: DialProgress) => void,
  ends: DialEnds,
): Promise<OneDial> {
  const early: string[] = [];
  await system.write(dialFile, dialOptions(request, device), 0o600);
  try {
    const running = await system.start(pppd, ['file', dialFile], {
      tell: (line) => early.push(line),
      outlives: request.keep,
    });
    const { log, text, code } = await follow(system, running, tell, ends);
    const lines = [...early, ...text.split('\n')].filter((line) => line.trim() !== '').slice(-6);
    return { running, log, code, evidence: lines.map((line) => sayable(request.password.blot(line))) };
  } finally {
    await system.remove(dialFile);
  }
}

/** Ends a dial that is still at work. pppd says goodbye to the provider first, so that the next dial finds no session in its way. */
export async function endOnce(
  system: System,
  { running, log, code }: OneDial,
  tell: (event: DialProgress) => void,
): Promise<void> {
  if (code !== null || running.process === null) return;
  if (log.connected) tell({ kind: 'hanging-up' });
  await endDial(system, running.process);
  await running.stop();
}

async function follow(
  system: System,
  running: Running,
  tell: (event: DialProgress) => void,
  ends: DialEnds,
): Promise<{ readonly log: DialLog; readonly text: string; readonly code: number | null }> {
  const end: { code: number | null; reached: boolean } = { code: null, reached: false };
  void running.ended.then(({ code }) => Object.assign(end, { code, reached: true }));
  const told = new Set<string>();
  const tellOnce = (event: DialProgress) => {
    if (!told.has(event.kind)) tell(event);
    told.add(event.kind);
  };
  for (let rounds = 0; ; ) {
    // first the end and then the log: nothing is written after the end, and no answer is overlooked
    const { code, reached } = end;
    const vain = ends.vain.aborted;
    const text = (await system.readText(dialLog)) ?? '';
    const log = readDialLog(text);
    const answered = isAnswered(log);
    if (answered) ends.answered();
    if (log.concentrator !== null) tellOnce({ kind: 'concentrator', name: log.concentrator });
    if (log.connected) tellOnce({ kind: 'logging-in' });
    // name servers and the IPv6 side follow the address within a moment
    if (log.address !== null) rounds += 1;
    if (rounds > afterwards || ends.over.aborted || (vain && !answered) || reached)
      return { log, text, code: reached ? (code ?? -1) : null };
    await system.wait(between, answered ? ends.over : ends.vain);
  }
}

/** Milliseconds between two looks at the log, and how many more there are when the address is there. */
const between = 200;
const afterwards = 3;
