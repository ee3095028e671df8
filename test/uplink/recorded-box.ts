import { loadMachine } from '../../src/system/machines.ts';
import { recordedSystem } from '../../src/system/recorded.ts';
import { quickClock } from '../../src/system/recorded-clock.ts';
import { type RecordedLine, recordedLine } from '../../src/system/recorded-line.ts';
import type { Play } from '../../src/system/recorded-processes.ts';
import { Secret } from '../../src/system/secret.ts';
import type { DialLine } from '../../src/uplink/dial-options.ts';
import { lineBench } from '../../src/uplink/line-bench.ts';

/** The recorded APU2 with a line, time being made; `change` gets how the line is played, and what it gives is played instead. */
export async function boxWith(name: RecordedLine, change: (play: Play) => Partial<Play> = () => ({})) {
  const clock = quickClock();
  const tree = await loadMachine('apu2');
  const play = recordedLine(name, tree);
  const system = recordedSystem(tree, { clock, play: { ...play, ...change(play) } });
  return { system, clock, bench: lineBench(system) };
}

/** A password that must turn up nowhere, but in pppd's options. */
export const password = new Secret('a password that is nowhere');

/** The line as it is dialled. */
export const dial: DialLine = {
  jack: 'enp1s0',
  vlan: { id: 10, egressPriority: [] },
  mac: null,
  parentMtu: 1508,
  prefixLength: 56,
  line: { service: null, hostUniq: null, refuse: [], mtu: 1500, username: 'klant@lab' },
};
/** Where else to ask. */
export const elsewhere = [null, 10, 7, 20, 0];

/** The person looks on to the end. */
export const never = new AbortController().signal;
