import type { System } from '../system/system.ts';
import { type BlinkResult, blinkJack } from './blink-jack.ts';
import { cableVerdict } from './cable-verdict.ts';
import { type CableEvent, type CableResult, watchCables } from './cable-watch.ts';
import { clearBench } from './clear-bench.ts';
import { dialVerdict } from './dial-verdict.ts';
import { hangUpLine, isLineKept } from './kept-line.ts';
import { type SweepEvent, type SweepRequest, type SweepResult, sweepLine } from './line-sweep.ts';
import { sweepVerdict } from './sweep-verdict.ts';
import { type DialEvent, type DialRequest, type DialResult, trialDial } from './trial-dial.ts';
import type { Verdict } from './verdict.ts';
import type { Vlan } from './vlan-device.ts';

/**
 * The WAN on the bench, as a front end sees it: one look at a time, each told by
 * plain events while it lasts, ended early by its signal, and summed up for the
 * person at its end. After each the machine is as it was, save a line that is kept.
 */
export type LineBench = {
  /** Undoes what an earlier naar that was killed left behind. To be called once, first. */
  clear(): Promise<void>;
  watchCables(
    jacks: readonly string[],
    seconds: number,
    tell: (event: CableEvent) => void,
    stop: AbortSignal,
  ): Promise<Told<CableResult>>;
  blinkJack(jack: string, stop: AbortSignal): Promise<BlinkResult>;
  sweepLine(
    request: SweepRequest,
    chosen: { readonly type: 'pppoe' | 'dhcp'; readonly vlan: Vlan },
    tell: (event: SweepEvent) => void,
    stop: AbortSignal,
  ): Promise<Told<SweepResult>>;
  trialDial(request: DialRequest, tell: (event: DialEvent) => void, stop: AbortSignal): Promise<Told<DialResult>>;
  isLineKept(): Promise<boolean>;
  /** Hangs up a line that was kept, also one of an earlier naar; false where there was none. */
  hangUpLine(): Promise<boolean>;
};

/** What was found, and what it means. */
export type Told<Result> = { readonly result: Result; readonly verdict: Verdict };

/** The bench on a machine, real or recorded. A look waits for the one before it to have put everything back. */
export function lineBench(system: System): LineBench {
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const look = before.then(work, work);
    before = look;
    return look;
  };
  return {
    clear: () => inTurn(async () => void (await clearBench(system))),
    watchCables: (jacks, seconds, tell, stop) =>
      inTurn(async () => {
        const result = await watchCables(system, jacks, seconds, tell, stop);
        return { result, verdict: cableVerdict(result) };
      }),
    blinkJack: (jack, stop) => blinkJack(system, jack, stop),
    sweepLine: (request, chosen, tell, stop) =>
      inTurn(async () => {
        const result = await sweepLine(system, request, tell, stop);
        return { result, verdict: sweepVerdict(result, chosen) };
      }),
    trialDial: (request, tell, stop) =>
      inTurn(async () => {
        const result = await trialDial(system, request, tell, stop);
        return { result, verdict: dialVerdict(result) };
      }),
    isLineKept: () => isLineKept(system),
    hangUpLine: () => inTurn(() => hangUpLine(system)),
  };
}
