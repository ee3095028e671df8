import { join } from 'node:path';
import { inside, sh, start, that, until } from './guest.ts';

/** A TCP connection that is talked over all the time. */
export type Flow = {
  /** It still talks: waits for three further answers. Gives their number so far and the longest wait for one, in seconds. */
  readonly alive: () => Promise<{ readonly answers: number; readonly longest: number }>;
};

const program = join(import.meta.dirname, 'flow.py');
const port = 7777;
const count = { flows: 0 };

/** Lets a host of the Internet answer to flows. */
export async function answerFlows(): Promise<void> {
  start('flow-server', 'isp', `python3 ${program} serve ${port}`);
  await until(30, () => inside('isp', `ss -Hltn "sport = :${port}"`) !== '');
}

/** Opens a connection of a station to an address that answers to flows. */
export async function openFlow(station: string, address: string): Promise<Flow> {
  count.flows += 1;
  const log = `/run/lab/flow-${count.flows}.txt`;
  start(`flow-${count.flows}`, station, `python3 ${program} talk ${address} ${port} ${log}`);
  const read = () => {
    const lines = sh(`cat ${log} 2>/dev/null; true`).trim().split('\n');
    const broken = lines.find((line) => line.startsWith('broken'));
    that(broken === undefined, `the connection of ${station} to ${address} is ${broken}`);
    const waits = lines.filter((line) => line !== '').map((line) => Number(line.split(' ')[1]));
    return { answers: waits.length, longest: Math.max(0, ...waits) };
  };
  await until(60, () => read().answers >= 3);
  return {
    alive: async () => {
      const before = read().answers;
      await until(60, () => read().answers >= before + 3);
      return read();
    },
  };
}
