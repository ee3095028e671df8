import type {
  AdminPassword,
  Answers,
  DeviceAnswers,
  DiskAnswers,
  ForwardAnswers,
  NetworkAnswers,
  PortAnswer,
  SystemAnswers,
} from './answers.ts';
import { defaultPool } from './default-pool.ts';
import type { DeviceInquiry, Inquiry, NetworkInquiry } from './inquiry.ts';
import { formatIpv4, parseIpv4, parseSubnet } from './ipv4.ts';
import { keptText } from './kept-text.ts';
import { findProfile } from './profiles.ts';
import { parsePorts, parseRate, parseSize } from './quantities.ts';
import { reservations } from './rules/network-rules.ts';
import type { AnswersFile } from './schema.ts';
import { canonicalUla, derivedUla, releaseOf } from './system-defaults.ts';
import { wanAnswers } from './wan-answers.ts';

/** A jack that is only known by name, at a desk without the machine (`check`): such answers are never rendered. */
export const unknownMac = '00:00:00:00:00:00';

/** Fills in every default. Only for a file in which neither shape nor rules found an error. */
export function completeAnswers(inquiry: Inquiry): Answers {
  const { facts, ports, networks, devices } = inquiry;
  const file = inquiry.draft as AnswersFile;
  const jacks = new Map<string, PortAnswer>(
    ports.map(({ label, answer, jack }) => [
      label,
      { mac: jack?.mac ?? answer.mac?.toLowerCase() ?? unknownMac, name: jack?.name ?? answer.name ?? null },
    ]),
  );
  const macs =
    facts?.jacks.map((jack) => jack.mac) ??
    [...jacks.values()].map((jack) => jack.mac).filter((mac) => mac !== unknownMac);
  const answers = {
    system: systemAnswers(file.system ?? {}, inquiry, macs),
    disk: diskAnswers(file.disk ?? {}, inquiry),
    ports: jacks,
    wan: wanAnswers(file.wan, inquiry.preset, inquiry.wanMac),
    networks: new Map(networks.map((network) => [network.name, networkAnswers(network, inquiry)])),
    devices: new Map(devices.map((device) => [device.name, deviceAnswers(device, inquiry)])),
    forwards: (file.forwards ?? []).map((forward) => forwardAnswers(forward, inquiry)),
    dns: { upstream: upstream(file.dns?.upstream) },
    tuning: tuningAnswers(file.tuning ?? {}),
  };
  let text: string | null = null;
  return {
    ...answers,
    // Written on first use: `check` has none for it, and should answer at once.
    get keptText() {
      text ??= keptText(inquiry, answers);
      return text;
    },
  };
}

function systemAnswers(
  system: NonNullable<AnswersFile['system']>,
  { facts }: Inquiry,
  macs: readonly string[],
): SystemAnswers {
  const release = releaseOf(system.release, facts);
  const { user = 'admin', sshKeys = [], password } = system.admin ?? {};
  return {
    hostName: system.hostName ?? 'router',
    // one spelling, for programs that compare by letter
    domain: system.domain?.toLowerCase() ?? 'home.arpa',
    timeZone: system.timeZone ?? 'UTC',
    release,
    stateVersion: system.stateVersion ?? release,
    ula: (system.ula === undefined ? null : canonicalUla(system.ula)) ?? derivedUla(macs),
    keyMap: system.keyMap ?? 'us',
    boot: system.boot ?? facts?.firmware ?? 'bios',
    admin: { user, sshKeys: sshKeys.map((key) => key.trim()), password: adminPassword(password) },
  };
}

function adminPassword(given: NonNullable<NonNullable<AnswersFile['system']>['admin']>['password']): AdminPassword {
  if (given === undefined) return { kind: 'none' };
  if ('hash' in given) return { kind: 'hash', hash: given.hash };
  if ('path' in given) return { kind: 'path', path: given.path };
  return { kind: 'secret', source: given };
}

function diskAnswers(disk: NonNullable<AnswersFile['disk']>, { facts }: Inquiry): DiskAnswers {
  const spare = facts !== null && facts.memoryBytes < 4e9 ? '2G' : 'none';
  const swap = disk.swap ?? spare;
  return {
    device: disk.device ?? null,
    erase: disk.erase ?? false,
    filesystem: disk.filesystem ?? 'ext4',
    swapBytes: swap === 'none' ? null : parseSize(swap),
  };
}

function networkAnswers({ name, answer, subnet }: NetworkInquiry, inquiry: Inquiry): NetworkAnswers {
  const { zone, vlan = null, address, ports, dnsRedirect } = answer as AnswersFile['networks'][string];
  return {
    zone,
    vlan,
    address,
    ports: new Map(
      inquiry
        .order(['networks', name, 'ports'])
        .flatMap((label) => (ports[label] ? [[label, ports[label]] as const] : [])),
    ),
    dhcp: pool(answer.dhcp, subnet ?? parseSubnet(address), reservations(name, inquiry)),
    dnsRedirect: dnsRedirect ?? zone !== 'trusted',
  };
}

function pool(
  dhcp: NetworkInquiry['answer']['dhcp'],
  subnet: NetworkInquiry['subnet'],
  reserved: readonly number[],
): NetworkAnswers['dhcp'] {
  if (dhcp === 'off' || dhcp === false || subnet === null) return null;
  const { from, to, lease = '12h' } = dhcp ?? {};
  if (from !== undefined && to !== undefined) return { from, to, lease };
  const free = defaultPool(subnet, reserved);
  return free === null ? null : { from: formatIpv4(free.from), to: formatIpv4(free.to), lease };
}

function deviceAnswers({ answer }: DeviceInquiry, { networks }: Inquiry): DeviceAnswers {
  const { network, mac, address, profile, allow } = answer as NonNullable<AnswersFile['devices']>[string];
  return {
    network,
    mac: mac.toLowerCase(),
    address: address ?? null,
    profile: profile === undefined ? null : findProfile(profile),
    allow: (allow ?? []).map(({ from, to, protocol, port }) => {
      const name = from ?? to ?? '';
      const kind = networks.some((one) => one.name === name) ? 'network' : 'device';
      return {
        direction: from === undefined ? 'to' : 'from',
        peer: { kind, name },
        protocol,
        ports: parsePorts(port) ?? { first: 0, last: 0 },
      };
    }),
  };
}

function forwardAnswers(
  { protocol, port, to, toPort }: NonNullable<AnswersFile['forwards']>[number],
  { devices }: Inquiry,
): ForwardAnswers {
  const device = parseIpv4(to) === null ? devices.find((one) => one.name === to) : undefined;
  return {
    protocol,
    ports: parsePorts(port) ?? { first: 0, last: 0 },
    to: device?.answer.address ?? to,
    toPort: toPort ?? null,
  };
}

function upstream(given: NonNullable<AnswersFile['dns']>['upstream']): Answers['dns']['upstream'] {
  if (!Array.isArray(given)) return given ?? 'recursive';
  return given.map(({ address, tls }) => ({ address, tls: tls ?? null }));
}

function tuningAnswers({
  interrupts,
  rps,
  flowOffload,
  shaper,
}: NonNullable<AnswersFile['tuning']>): Answers['tuning'] {
  return {
    interrupts: interrupts === false ? 'off' : (interrupts ?? 'auto'),
    rps: rps === false ? 'off' : (rps ?? 'auto'),
    flowOffload: flowOffload === false ? 'off' : (flowOffload ?? 'auto'),
    shaper: shaper ? { down: parseRate(shaper.down), up: parseRate(shaper.up) } : null,
  };
}
