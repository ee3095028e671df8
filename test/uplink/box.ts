import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Verdict } from '../../src/uplink/verdict.ts';
import { removeFolder } from '../remove-folder.ts';
import type { Order } from './bench.ts';

/**
 * A box in a namespace with two jacks, `jack1` and `jack2`, and the far ends of their cables, `far1` and `far2`, in
 * another: a far end that is switched off is a cable that is out. Close it, also after a failure. The bench runs there as
 * it does on a machine, by its real programs, with a /run of its own.
 */
export type Box = {
  readonly folder: string;
  readonly inside: string;
  readonly outside: string;
  /** Runs a line of sh in a namespace and gives what it printed; throws where it fails. */
  sh(namespace: string, line: string): string;
  /** Starts something there that is ended with the box. */
  start(namespace: string, line: string): void;
  /** Puts a cable in or pulls it out. */
  plug(cable: 1 | 2, how: 'up' | 'down'): void;
  /** A program that the bench finds before the system's own. */
  program(name: string, text: string): void;
  bench(order: Order): Look;
  close(): void;
};

/** One run of the bench: what it has said so far, and its end. */
export type Look = {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly events: Event[];
  /** All it printed, for what must not be in it. */
  said(): string;
  until(kind: string, holds?: (event: Event) => boolean): Promise<Event>;
  readonly ended: Promise<{ readonly result: Event; readonly verdict: Verdict; readonly at: number }>;
};

type Event = { readonly kind: string; readonly [key: string]: unknown };

let serial = 0;

/** Why it cannot be tried here, or null: namespaces and the programs are wanted. */
export function noBox(): string | null {
  const name = `naar-box-try-${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  spawnSync('ip', ['netns', 'delete', name]);
  if (made.status !== 0) return `network namespaces cannot be made: ${made.stderr ?? made.error}`;
  const lacking = ['pppoe-discovery', 'pppoe-server', 'dhcpcd', 'dnsmasq', 'ethtool'].filter(
    (tool) => !['/usr/sbin', '/usr/bin', '/sbin'].some((place) => existsSync(join(place, tool))),
  );
  return lacking.length === 0 ? null : `${lacking.join(', ')} is not here`;
}

export function openBox(): Box {
  serial += 1;
  const folder = mkdtempSync(join(tmpdir(), 'naar-box-'));
  const inside = `naar-box-${process.pid}-${serial}`;
  const outside = `naar-street-${process.pid}-${serial}`;
  const started: ReturnType<typeof spawn>[] = [];
  mkdirSync(join(folder, 'run'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'passwd'), readFileSync('/etc/passwd', 'utf8').replace(/^dhcpcd:.*\n/m, ''));
  writeFileSync(join(folder, 'dhcpcd.conf'), '');
  const sh = (namespace: string, line: string) => {
    const run = spawnSync('ip', ['netns', 'exec', namespace, 'sh', '-c', line], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`${line}: ${run.stderr}`);
    return run.stdout;
  };
  for (const name of [inside, outside]) spawnSync('ip', ['netns', 'add', name]);
  for (const n of [1, 2]) {
    const made = spawnSync(
      'ip',
      ['link', 'add', `jack${n}`, 'netns', inside, 'type', 'veth', 'peer', 'name', `far${n}`, 'netns', outside],
      { encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(made.stderr);
  }
  // the far ends say nothing by themselves
  sh(outside, 'for d in far1 far2; do ip link set $d addrgenmode none; done');
  return {
    folder,
    inside,
    outside,
    sh,
    start(namespace, line) {
      started.push(spawn('ip', ['netns', 'exec', namespace, 'sh', '-c', `exec ${line}`], { stdio: 'ignore' }));
    },
    plug(cable, how) {
      sh(outside, `ip link set far${cable} ${how}`);
    },
    program(name, text) {
      writeFileSync(join(folder, 'bin', name), text, { mode: 0o755 });
    },
    bench: (order) => look(folder, inside, order),
    close() {
      for (const child of started) child.kill();
      for (const name of [inside, outside]) {
        // what a test left running would keep the namespace alive
        const left = spawnSync('ip', ['netns', 'pids', name], { encoding: 'utf8' }).stdout.trim().split('\n');
        for (const process of left.map(Number).filter((number) => number > 0)) spawnSync('kill', ['-9', `${process}`]);
        spawnSync('ip', ['netns', 'delete', name]);
      }
      removeFolder(folder);
    },
  };
}

/** dhcpcd: no configuration of Debian's, which asks for more; no user, so that it stays one process; its own leases. */
const asOnNixos = { taken: '/var/lib/dhcpcd', passwd: '/etc/passwd', 'dhcpcd.conf': '/etc/dhcpcd.conf' };

function look(folder: string, namespace: string, order: Order): Look {
  const file = join(folder, `order-${performance.now()}.json`);
  writeFileSync(file, JSON.stringify(order));
  const program = join(import.meta.dirname, 'bench.ts');
  const places = { run: '/run', ...(order.look === 'uplink' ? asOnNixos : {}) };
  const mounts = Object.entries(places)
    .filter(([, place]) => existsSync(place))
    .map(([own, place]) => `mount --bind '${folder}/${own}' ${place} && `)
    .join('');
  const line = `${mounts}PATH='${folder}/bin':$PATH exec '${process.execPath}' '${program}' '${file}'`;
  const child = spawn('ip', ['netns', 'exec', namespace, 'sh', '-c', line], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const events: Event[] = [];
  const over = Promise.withResolvers<never>();
  const read = (bytes: Buffer) => {
    said += bytes;
    events.splice(0, events.length, ...entries(said).flatMap(({ event }) => event ?? []));
  };
  child.stdout.on('data', read);
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes;
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ended = closed.then(() => {
    const last = entries(said).findLast(({ result }) => result !== undefined);
    if (last === undefined) throw new Error(`the bench broke off: ${said}`);
    return last as unknown as Awaited<Look['ended']>;
  });
  ended.catch(over.reject);
  over.promise.catch(() => {});
  return {
    process: child,
    events,
    said: () => said,
    async until(kind, holds = () => true) {
      for (let tries = 0; tries < 600; tries += 1) {
        const found = events.find((event) => event.kind === kind && holds(event));
        if (found !== undefined) return found;
        await Promise.race([pause(50), over.promise]);
      }
      return expect.fail(`no event ${kind} came: ${said}`);
    },
    ended,
  };
}

function entries(said: string): readonly { readonly event?: Event; readonly result?: unknown }[] {
  return said.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** What a jack is set to: to be the same after a look as before it. */
export function jackState(box: Box, jack: string): string {
  const [link] = JSON.parse(box.sh(box.inside, `ip -j -d link show dev ${jack}`)) as Record<string, unknown>[];
  const { flags, mtu, address, inet6_addr_gen_mode: mode } = link ?? {};
  return JSON.stringify({ on: (flags as string[]).includes('UP'), mtu, address, mode });
}

export function read(file: string): string {
  return readFileSync(file, 'utf8');
}
