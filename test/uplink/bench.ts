import { readFileSync } from 'node:fs';
import { bringUplink } from '../../src/commands/bring-uplink.ts';
import type { WanPlan } from '../../src/plan/router-plan.ts';
import { realSystem } from '../../src/system/real.ts';
import { Secret } from '../../src/system/secret.ts';
import type { DialLine } from '../../src/uplink/dial-options.ts';
import { lineBench, type Told } from '../../src/uplink/line-bench.ts';
import type { SweepRequest } from '../../src/uplink/line-sweep.ts';
import type { Vlan } from '../../src/uplink/vlan-device.ts';

/**
 * The bench from the command line, for the lab and the namespaces: reads what to do from a file of JSON and prints a line of JSON for each
 * event, with the milliseconds since the start, and one with result and verdict. SIGINT stops the look, as Ctrl-C does.
 */
export type Order =
  | {
      readonly look: 'dial';
      readonly dial: DialLine;
      readonly passwordFile: string;
      readonly elsewhere: readonly Vlan[];
      readonly keep: boolean;
    }
  | { readonly look: 'sweep'; readonly request: SweepRequest; readonly type: 'pppoe' | 'dhcp'; readonly vlan: Vlan }
  | { readonly look: 'cables'; readonly jacks: readonly string[]; readonly seconds: number }
  | { readonly look: 'blink'; readonly jack: string }
  | { readonly look: 'hang-up' }
  /** The line of an installation; secrets by their name. */
  | { readonly look: 'uplink'; readonly wan: WanPlan; readonly secrets: Readonly<Record<string, string>> };

const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Order;
const bench = lineBench(realSystem());
const began = performance.now();
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
const say = (entry: object) => console.log(JSON.stringify({ at: Math.round(performance.now() - began), ...entry }));
const tell = (event: object) => say({ event });

say(await look());

async function look(): Promise<Told<unknown> | { readonly result: unknown }> {
  switch (order.look) {
    case 'dial': {
      const password = new Secret(readFileSync(order.passwordFile, 'utf8'));
      return bench.trialDial({ ...order, password }, tell, stop.signal);
    }
    case 'sweep':
      return bench.sweepLine(order.request, order, tell, stop.signal);
    case 'cables':
      return bench.watchCables(order.jacks, order.seconds, tell, stop.signal);
    case 'blink':
      return { result: await bench.blinkJack(order.jack, stop.signal) };
    case 'hang-up':
      return { result: await bench.hangUpLine() };
    case 'uplink': {
      const secrets = Object.entries(order.secrets).map(([name, value]) => ({ name, value: new Secret(value) }));
      await bringUplink(realSystem(), order.wan, secrets, (words) => tell({ kind: 'said', words }));
      return { result: {} };
    }
  }
}
