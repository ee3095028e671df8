import { readFileSync } from 'node:fs';
import { sh, start, until } from './guest.ts';

/** What tcpdump saw: a line for each packet, with its MAC addresses and tags. */
export type Capture = {
  /** Ends it and gives what it saw. */
  readonly end: () => readonly string[];
};

const count = { captures: 0 };

/** Watches a device of a namespace for packets that a filter of tcpdump takes (`''` for all), from now on. */
export async function capture(namespace: string, device: string, filter = ''): Promise<Capture> {
  count.captures += 1;
  const name = `capture-${count.captures}`;
  const log = `/run/lab/${name}.log`;
  sh(`rm -f ${log}`);
  start(name, namespace, `bash -c 'echo $$ >/run/lab/${name}.pid; exec tcpdump -l -e -nn -i ${device} ${filter}'`);
  await until(30, () => sh(`cat ${log}`).includes('listening on'));
  return {
    end: () => {
      // a packet may be on its way to the file
      sh(`sleep 2; kill $(cat /run/lab/${name}.pid); sleep 1`);
      return readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => /^\d\d:\d\d:\d\d\./.test(line));
    },
  };
}
