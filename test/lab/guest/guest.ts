import { execFileSync, spawn } from 'node:child_process';
import { openSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What runs inside the virtual machine. These files are carried into it as they are and run by the project's own
 * Node, so they import only each other and what Node has.
 */

/** Says how a check went. One that throws has failed, and its message is the reason; what it returns is shown beside it. */
export async function check(name: string, test: () => unknown): Promise<void> {
  try {
    const detail = await test();
    say({ name, ok: true, detail: typeof detail === 'string' ? detail : '' });
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    say({ name, ok: false, detail: why.trim() });
  }
}

type Said = { readonly name: string; readonly ok: boolean; readonly detail: string };
const rehearsal = { heard: null as Said[] | null };

/** Runs checks without telling anybody, and gives those that failed: for a router that was broken on purpose. */
export async function failuresOf(run: () => Promise<unknown>): Promise<readonly Said[]> {
  const heard: Said[] = [];
  rehearsal.heard = heard;
  await run().finally(() => {
    rehearsal.heard = null;
  });
  return heard.filter(({ ok }) => !ok);
}

function say(said: Said): void {
  if (rehearsal.heard === null) tell({ kind: 'check', ...said });
  else rehearsal.heard.push(said);
}

/** A file that the host keeps beside the log of this run. */
export function keepFile(name: string, content: string): void {
  tell({ kind: 'file', name, text: content });
}

/** How the router stands and what the programs of the lab said, for a reader of a failure. */
export function keepState(prefix = ''): void {
  const logs = sh('cd /run/lab 2>/dev/null && ls | grep log$; true').trim().split('\n');
  for (const log of logs.filter((name) => name !== ''))
    keepFile(`${prefix}${log.replace(/log$/, 'txt')}`, sh(`cat /run/lab/${log}`));
  keepFile(`${prefix}dmesg.txt`, sh('dmesg'));
  keepFile(`${prefix}ruleset.txt`, sh('nft list ruleset'));
  keepFile(`${prefix}addresses.txt`, sh('ip addr; ip route; ip -6 route'));
}

/** The last word: without it the run counts as broken off. */
export function finish(): void {
  tell({ kind: 'end' });
}

/** The box starts again: the host knows that this is not the end. */
export function goOn(): void {
  tell({ kind: 'again', cut: false });
}

/** The host takes the power away, now. */
export async function cutPower(): Promise<never> {
  tell({ kind: 'again', cut: true });
  for (;;) await sleep(1000);
}

/** Runs a line of bash and gives what it printed. Throws with what it complained about. `limit` is in seconds of a quiet machine. */
export function sh(line: string, limit = 60): string {
  try {
    return execFileSync('bash', ['-c', line], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limit * patience * 1000,
      maxBuffer: 1 << 26,
    });
  } catch (failure) {
    const { stdout = '', stderr = '', code = '' } = failure as { stdout?: string; stderr?: string; code?: string };
    throw new Error(`${line}: ${`${code} ${stderr}${stdout}`.trim().slice(-600)}`);
  }
}

/** What a command with JSON output says, or null where it fails. */
export function json(line: string): unknown {
  return JSON.parse(sh(line));
}

/** The same line of bash in the network of a namespace. */
export function inside(namespace: string, line: string, limit = 60): string {
  return sh(`ip netns exec ${namespace} bash -c ${quoted(line)}`, limit);
}

/** Loads a table of the lab's own beside the router's, anew: `content` is what stands between its braces. */
export function loadTable(name: string, content: string): void {
  const file = `/run/lab/${name}.nft`;
  sh('mkdir -p /run/lab');
  writeFileSync(file, `table inet ${name}\ndelete table inet ${name}\ntable inet ${name} {\n${content}\n}\n`);
  sh(`nft -f ${file}`);
}

/** Starts something that stays; its output goes to a file under /run/lab. */
export function start(name: string, namespace: string | null, line: string): void {
  sh('mkdir -p /run/lab');
  const log = openSync(`/run/lab/${name}.log`, 'a');
  // all of the line, also what stands behind a pipe
  const whole = namespace === null ? line : `exec ip netns exec ${namespace} bash -c ${quoted(line)}`;
  spawn('bash', ['-c', whole], { detached: true, stdio: ['ignore', log, log] }).unref();
}

/** Seconds of a quiet machine become this many: an emulated box on a busy one is that much slower. */
const patience = 3;

/**
 * Tries again until it does not throw and gives something else than false. Throws the last reason when it was too long:
 * `seconds` are those of a quiet machine.
 */
export async function until<Result>(seconds: number, attempt: () => Result): Promise<Exclude<Result, false>> {
  const end = Date.now() + seconds * patience * 1000;
  for (;;) {
    let why: unknown = new Error(`not within ${seconds} s`);
    try {
      const result = attempt();
      if (result !== false) return result as Exclude<Result, false>;
    } catch (failure) {
      why = failure;
    }
    if (Date.now() > end) throw why;
    await sleep(500);
  }
}

/** Throws with both values where they differ; of long ones with what stands where they begin to. */
export function same(found: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(found) ?? '', JSON.stringify(expected) ?? ''];
  if (left === right) return;
  const first = [...left].findIndex((letter, index) => letter !== right[index]);
  const from = Math.max(0, (first === -1 ? left.length : first) - 100);
  const part = (whole: string) => (whole.length < 400 ? whole : `… ${whole.slice(from, from + 300)} …`);
  throw new Error(`${what}: ${part(left)}, expected ${part(right)}`);
}

/** Throws where a condition does not hold. */
export function that(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** naar as one file, run by the project's own Node. */
export const naar = '/usr/local/bin/node /lab/job/naar.mjs';

/** A text as one word of bash. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/** Name of the network device that has a MAC address. */
export function deviceOf(mac: string): string {
  const links = json('ip -j link') as { readonly ifname: string; readonly address?: string }[];
  const link = links.find(({ address }) => address === mac);
  if (link === undefined) throw new Error(`no device has the address ${mac}`);
  return link.ifname;
}

const line = { descriptor: null as number | null };

function tell(entry: object): void {
  line.descriptor ??= openSync('/dev/virtio-ports/lab.results', 'w');
  const bytes = Buffer.from(`${JSON.stringify(entry)}\n`);
  let sent = 0;
  while (sent < bytes.length) sent += writeSync(line.descriptor, bytes, sent);
}
