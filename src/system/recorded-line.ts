import { basename } from 'node:path';
import lines from '../../assets/lines.json' with { type: 'json' };
import type { MachineTree } from './machine-tree.ts';
import type { Play, Stage } from './recorded-processes.ts';

/** The lines to the Internet that a recorded machine can have, by name: each is one way that the bench may end. */
export const recordedLines = Object.keys(lines.lines) as readonly RecordedLine[];
/** The name of one of them, as in assets/lines.json. */
export type RecordedLine = keyof typeof lines.lines;

type Line = {
  /** Whether the cable that was recorded as plugged in carries a signal. */
  readonly link: boolean;
  /** VLAN of the PPPoE concentrator and of the DHCP server, null untagged; left out where there is none. */
  readonly concentrator?: number | null;
  readonly dhcp?: number | null;
  /** Which of the recorded dials is played. */
  readonly dial: string;
  readonly tools: boolean;
};

/** What pppd wrote, with the milliseconds since its start, and its exit status; null where it stayed. */
type Dial = { readonly log: readonly (readonly [number, string])[]; readonly code: number | null };

/**
 * A line to the Internet played from recordings of the lab, for the wizard where
 * there is no hardware: the same code looks at it as at a real one. While cables
 * are watched, the one that is in is pulled and put back.
 */
export function recordedLine(name: RecordedLine, tree: MachineTree): Play {
  const line: Line = lines.lines[name];
  const jack = pluggedJack(tree);
  const vlans = new Map<string, number>();
  /** Whether a device is in a VLAN (null: a jack itself); nothing is where nobody answers. */
  const isOn = (device: string, vlan: number | null | undefined) =>
    vlan === null ? /^e[a-z0-9]+$/.test(device) : vlan !== undefined && vlans.get(device) === vlan;
  let session = false;
  let watched: number | null = null;
  return {
    text(path, now, written) {
      if (path === '/sys/class/net/naar-ppp/mtu') return session ? '1500\n' : null;
      if (path === '/sys/class/net/naar-ppp/address') return session ? '\n' : null;
      const device = /^\/sys\/class\/net\/(naar-v\d+)\/address$/.exec(path)?.[1];
      if (device !== undefined) return vlans.has(device) ? '00:0d:b9:00:00:01\n' : null;
      if (path !== `/sys/class/net/${jack}/carrier`) return undefined;
      const watching = written('/run/naar/bench/state.json')?.includes('"cables"') ?? false;
      watched = watching ? (watched ?? now) : null;
      const out = watched !== null && now - watched >= pulled && now - watched < put;
      return line.link && !out ? undefined : '0\n';
    },
    names(path) {
      if (path === '/run/current-system/sw/bin') return line.tools ? tools : [];
      return path === '/sys/class/net' ? [...vlans.keys(), ...(session ? ['naar-ppp'] : [])] : [];
    },
    perform(command, args, stage) {
      switch (basename(command)) {
        case 'ip':
          return args.includes('set') || args.includes('-batch') ? changeLinks(vlans, stage.input) : null;
        case 'resolvconf':
          return Promise.resolve(0);
        case 'ethtool':
          return stage.wait(5_000).then(() => 0);
        case 'stdbuf':
          return discover(isOn(args[args.indexOf('-I') + 1] ?? '', line.concentrator), stage);
        case 'dhcpcd':
          return args.includes('--ipv6only')
            ? offerPrefix(stage)
            : offerAddress(args.find((word) => isOn(word, line.dhcp)) ?? null, stage);
        case 'pppd': {
          const device = /^nic-(.*)$/m.exec(stage.read(args[1] ?? '') ?? '')?.[1] ?? '';
          const dial = isOn(device, line.concentrator) ? line.dial : 'no-answer';
          return play(dials[dial]!, stage, (up) => {
            session = up;
          });
        }
        default:
          return null;
      }
    },
  };
}

const dials: Readonly<Record<string, Dial>> = lines.dials as unknown as Readonly<Record<string, Dial>>;
const tools = ['pppd', 'pppoe-discovery', 'dhcpcd', 'ethtool', 'stdbuf'];
/** Milliseconds from the start of a watch until the cable is pulled, and until it is put back. */
const pulled = 4_000;
const put = 7_000;

function pluggedJack(tree: MachineTree): string {
  const found = Object.entries(tree).find(
    ([path, entry]) => /\/net\/[^/]+\/carrier$/.test(path) && 'text' in entry && entry.text.startsWith('1'),
  );
  return found?.[0].split('/').at(-2) ?? '';
}

async function changeLinks(vlans: Map<string, number>, batch: string): Promise<number> {
  for (const line of batch.split('\n')) {
    const [, made = '', id = ''] = /^link add .* name (\S+) type vlan id (\d+)/.exec(line) ?? [];
    if (made !== '') vlans.set(made, Number(id));
    vlans.delete(/^link delete dev (\S+)$/.exec(line)?.[1] ?? '');
  }
  return 0;
}

async function discover(answers: boolean, stage: Stage): Promise<number> {
  await stage.wait(250);
  if (answers && !stage.stopped()) for (const line of lines.discovery) stage.tell(line);
  await stage.wait(1_750);
  if (!answers) stage.tell('Timeout waiting for PADO packets');
  return answers ? 0 : 1;
}

async function offerAddress(device: string | null, stage: Stage): Promise<number> {
  await stage.wait(device === null ? 4_000 : 900);
  if (device === null || stage.stopped()) return 1;
  for (const line of [`interface='${device}'`, ...lines.offer]) stage.tell(line);
  return 0;
}

async function offerPrefix(stage: Stage): Promise<number> {
  await stage.wait(600);
  for (const line of lines.prefix) stage.tell(line);
  return 0;
}

async function play({ log, code }: Dial, stage: Stage, up: (up: boolean) => void): Promise<number> {
  const file = /^logfile (.*)$/m.exec(stage.read('/run/naar/bench/dial.options') ?? '')?.[1] ?? '';
  let written = '';
  const say = (text: string) => {
    written += `${text}\n`;
    stage.write(file, written);
  };
  let time = 0;
  for (const [at, text] of log) {
    await stage.wait(at - time);
    time = at;
    if (stage.stopped()) break;
    say(text);
    if (text.startsWith('local  IP address')) up(true);
  }
  if (code !== null && !stage.stopped()) return code;
  await stage.untilStopped();
  up(false);
  say('Terminating on signal 15');
  return 5;
}
