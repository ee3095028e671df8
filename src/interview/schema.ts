import * as z from 'zod/mini';
import {
  anyIp,
  choice,
  choiceWithOff,
  described,
  domainName,
  freeText,
  ipv4,
  ipv4WithPrefix,
  label,
  mac,
  optionalKeys,
  ports,
  text,
  whole,
  worded,
  yesNo,
} from './schema-leaves.ts';
import { adminPassword } from './secret-schema.ts';
import { wan } from './wan-schema.ts';

const networkName = text(
  'a network name',
  'a lower-case letter, then up to 14 lower-case letters, digits or hyphens',
  /^[a-z][a-z0-9-]{0,14}$/,
);
const hostLabel = text(
  'a host name',
  '1 to 63 letters, digits and hyphens, with no hyphen at either end',
  /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
);
const rate = text('a rate', 'a rate such as 90M, 500k or 1G (bits per second)', /^\d{1,6}(\.\d{1,3})?[kMG]$/);
const lease = text(
  'a time',
  'a time such as 12h, 30m or 7d, at least 2m, or infinite',
  /^(infinite|[1-9]\d{0,6}[mhd])$/,
);
const protocol = choice('tcp', 'udp', 'both');

const admin = optionalKeys({
  user: text(
    'a login name',
    'up to 32 lower-case letters, digits, "_" and "-", a letter first',
    /^[a-z_][a-z0-9_-]{0,31}$/,
  ),
  sshKeys: z.array(described(z.string(), 'An OpenSSH public key on one line.')),
  password: adminPassword,
});

const system = optionalKeys({
  hostName: hostLabel,
  domain: domainName,
  timeZone: text('a time zone', 'a name of the tz database, such as Europe/Brussels or UTC'),
  release: described(choice('25.11', '26.05', '26.11'), 'NixOS release the files are for.'),
  stateVersion: text(
    'a NixOS release',
    'a release such as "26.05"; naar writes it once and keeps it',
    /^\d\d\.(05|11)$/,
  ),
  ula: text('a ULA prefix', 'a /48 below fd00::/8, such as "fd12:3456:789a::/48"', /^[0-9A-Fa-f:]+\/48$/),
  keyMap: text('a key map', 'a console key map such as us or be-latin1', /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/),
  boot: choice('bios', 'uefi'),
  admin,
});

const disk = optionalKeys({
  device: text('a disk', 'a whole disk, such as /dev/disk/by-id/ata-...', /^\/dev\/[!-~\u00a0-\uffff]+$/),
  erase: described(
    worded(z.boolean(), { noun: 'true or false', allowed: 'true or false, without quotes' }),
    'Consent for one run.',
  ),
  filesystem: choice('ext4', 'btrfs'),
  swap: text('a size', 'a size such as 2G or 512M, or none', /^(none|[1-9]\d{0,6}[MG])$/),
});

const port = worded(
  z.union([
    z.strictObject({ mac }),
    z.strictObject({ name: text('an interface name', 'a name such as enp1s0', /^[!-.0-9;-~]{1,15}$/) }),
  ]),
  {
    noun: 'a jack',
    allowed: '{ mac: "00:0d:b9:00:00:01" } or { name: enp1s0 }',
  },
);

const pool = worded(z.union([optionalKeys({ from: ipv4, to: ipv4, lease }), z.literal(['off', false])]), {
  noun: 'a DHCP setting',
  allowed: '{ from: ADDRESS, to: ADDRESS, lease: 12h } or off',
});

const network = z.strictObject({
  zone: choice('trusted', 'guest', 'isolated'),
  vlan: z.nullish(whole(1, 4094)),
  address: ipv4WithPrefix,
  ports: described(
    worded(z.record(label, choice('tagged', 'untagged')), {
      noun: 'a group of jacks',
      allowed: '{ LABEL: untagged } or { LABEL: tagged }',
    }),
    'Jacks of this network.',
  ),
  dhcp: z.optional(pool),
  dnsRedirect: z.optional(yesNo),
});

const opening = worded(
  z.strictObject({ from: z.optional(freeText), to: z.optional(freeText), protocol, port: ports }),
  { noun: 'an opening', allowed: '{ from: lan, protocol: tcp, port: 631 }, or with to in place of from' },
);

/** Judged by the rules, which name what is near; the JSON Schema lists all of them. */
export const profileId = text('a profile', 'the id of a device profile, such as google-cast');

const device = z.strictObject({
  network: text('a network', 'the name of a network'),
  mac,
  address: z.optional(ipv4),
  profile: z.optional(profileId),
  allow: z.optional(described(z.array(opening), 'Openings across networks: from or to a network or device.')),
});

const devices = described(
  worded(z.record(hostLabel, device), {
    noun: 'a group of devices',
    allowed: 'NAME: { network: NETWORK, mac: "00:11:22:33:44:55" }',
  }),
  'The devices that have a name, an address, a profile or openings of their own.',
);

const forward = worded(
  z.strictObject({
    protocol,
    port: ports,
    to: text('a target', 'a device with an address, or an IPv4 address in one of the networks'),
    toPort: z.optional(whole(1, 65535)),
  }),
  { noun: 'a port forward', allowed: '{ protocol: tcp, port: 443, to: DEVICE }' },
);

const nameServer = worded(z.strictObject({ address: anyIp, tls: z.optional(domainName) }), {
  noun: 'a name server',
  allowed: '{ address: 9.9.9.9 } or { address: 9.9.9.9, tls: dns.quad9.net }',
});

const upstream = worded(z.union([choice('recursive', 'isp'), z.array(nameServer).check(z.minLength(1))]), {
  noun: 'a DNS upstream (who is asked for names)',
  allowed: 'recursive, isp, or a list of { address: 9.9.9.9, tls: dns.quad9.net }',
});

const tuning = optionalKeys({
  interrupts: choiceWithOff('auto', 'off'),
  rps: choiceWithOff('auto', 'off'),
  flowOffload: choiceWithOff('auto', 'on', 'off'),
  shaper: z.nullable(
    worded(z.strictObject({ down: rate, up: rate }), { noun: 'a shaper', allowed: '{ down: 90M, up: 40M }' }),
  ),
});

/**
 * The shape of an answers file (contract, "Answers file"): keys, kinds of values and
 * their outward form. What answers mean to each other is judged by the rules.
 * A group that has a default may stand there empty, as it does when its lines are commented out.
 */
export const answersFile = z.strictObject({
  version: worded(z.literal(1), { noun: 'a version that this naar reads', allowed: '1' }),
  system: z.nullish(system),
  disk: z.nullish(disk),
  ports: described(
    worded(z.record(label, port), { noun: 'a group of jacks', allowed: 'LABEL: { mac: "00:0d:b9:00:00:01" }' }),
    'The jacks, under labels of your own.',
  ),
  wan,
  networks: described(
    worded(z.record(networkName, network), {
      noun: 'a group of networks',
      allowed: 'NAME: { zone: trusted, address: 192.168.20.1/24, ports: { LABEL: untagged } }',
    }),
    'The networks, under names of your own.',
  ),
  devices: z.nullish(devices),
  forwards: z.nullish(z.array(forward)),
  dns: z.nullish(optionalKeys({ upstream })),
  tuning: z.nullish(tuning),
});

/** An answers file whose shape is right. */
export type AnswersFile = z.input<typeof answersFile>;

/** What is left of a file once everything of a wrong shape is taken out: any part may be missing. */
export type Draft = Partly<AnswersFile>;

/** As the type, with any part missing. */
export type Partly<T> = T extends readonly (infer Item)[]
  ? readonly (Partly<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Partly<T[Key]> | undefined }
    : T;
