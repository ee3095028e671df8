import * as z from 'zod';
import {
  adminPassword,
  anyIp,
  choice,
  choiceWithOff,
  domainName,
  freeText,
  ipv4,
  ipv4WithPrefix,
  label,
  mac,
  ports,
  text,
  whole,
  words,
  yesNo,
} from './schema-leaves.ts';
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

const system = z.strictObject({
  hostName: hostLabel.optional(),
  domain: domainName.optional(),
  timeZone: text('a time zone', 'a name of the tz database, such as Europe/Brussels or UTC').optional(),
  release: choice('25.11', '26.05', '26.11').describe('NixOS release the files are for.').optional(),
  stateVersion: text(
    'a NixOS release',
    'a release such as "26.05"; naar writes it once and keeps it',
    /^\d\d\.(05|11)$/,
  ).optional(),
  ula: text('a ULA prefix', 'a /48 below fd00::/8, such as "fd12:3456:789a::/48"', /^[0-9A-Fa-f:]+\/48$/).optional(),
  keyMap: text(
    'a key map',
    'a console key map such as us or be-latin1',
    /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/,
  ).optional(),
  boot: choice('bios', 'uefi').optional(),
  admin: z
    .strictObject({
      user: text(
        'a login name',
        'up to 32 lower-case letters, digits, "_" and "-", a letter first',
        /^[a-z_][a-z0-9_-]{0,31}$/,
      ).optional(),
      sshKeys: z.array(z.string().describe('An OpenSSH public key on one line.')).optional(),
      password: adminPassword.optional(),
    })
    .optional(),
});

const disk = z.strictObject({
  device: text('a disk', 'a whole disk, such as /dev/disk/by-id/ata-…', /^\/dev\/[!-~\u00a0-\uffff]+$/).optional(),
  erase: yesNo.describe('Consent to erase the disk, for one run.').optional(),
  filesystem: choice('ext4', 'btrfs').optional(),
  swap: text('a size', 'a size such as 2G or 512M, or none', /^(none|[1-9]\d{0,6}[MG])$/).optional(),
});

const port = z
  .union([
    z.strictObject({ mac }),
    z.strictObject({ name: text('an interface name', 'a name such as enp1s0', /^[!-.0-9;-~]{1,15}$/) }),
  ])
  .register(words, { noun: 'a jack', allowed: '{ mac: "00:0d:b9:00:00:01" } or { name: enp1s0 }' });

const network = z.strictObject({
  zone: choice('trusted', 'guest', 'isolated'),
  vlan: whole(1, 4094).nullable().optional(),
  address: ipv4WithPrefix,
  ports: z.record(label, choice('tagged', 'untagged')).describe('Jacks of this network.'),
  dhcp: z
    .union([
      z.strictObject({ from: ipv4.optional(), to: ipv4.optional(), lease: leaseTime().optional() }),
      z.literal(['off', false]),
    ])
    .register(words, { noun: 'a DHCP setting', allowed: '{ from: ADDRESS, to: ADDRESS, lease: 12h } or off' })
    .optional(),
  dnsRedirect: yesNo.describe('Answer DNS that is sent to any address.').optional(),
});

function leaseTime() {
  return text('a time', 'a time such as 12h, 30m or 7d, at least 2m, or infinite', /^(infinite|[1-9]\d{0,6}[mhd])$/);
}

const protocol = choice('tcp', 'udp', 'both');

const device = z.strictObject({
  network: text('a network', 'the name of a network'),
  mac,
  address: ipv4.optional(),
  profile: text('a profile', 'the id of a device profile, such as google-cast').optional(),
  allow: z
    .array(z.strictObject({ from: freeText.optional(), to: freeText.optional(), protocol, port: ports }))
    .describe('Openings across networks: from or to a network or device.')
    .optional(),
});

const forward = z.strictObject({
  protocol,
  port: ports,
  to: freeText.describe('A device with an address, or an address.'),
  toPort: whole(1, 65535).optional(),
});

const upstream = z
  .union([choice('recursive', 'isp'), z.array(z.strictObject({ address: anyIp, tls: domainName.optional() })).min(1)])
  .register(words, {
    noun: 'a DNS upstream',
    allowed: 'recursive, isp, or a list of { address: 9.9.9.9, tls: dns.quad9.net }',
  });

const tuning = z.strictObject({
  interrupts: choiceWithOff('auto', 'off').optional(),
  rps: choiceWithOff('auto', 'off').optional(),
  flowOffload: choiceWithOff('auto', 'on', 'off').optional(),
  shaper: z.strictObject({ down: rate, up: rate }).nullable().optional(),
});

/**
 * The shape of an answers file (contract, "Answers file"): keys, kinds of values and
 * their outward form. What answers mean to each other is judged by the rules.
 * A group that has a default may stand there empty, as it does when its lines are commented out.
 */
export const answersFile = z.strictObject({
  version: z.literal(1).register(words, { noun: '1', allowed: '1' }),
  system: system.nullable().optional(),
  disk: disk.nullable().optional(),
  ports: z.record(label, port).describe('The jacks, under labels of your own.'),
  wan,
  networks: z.record(networkName, network),
  devices: z.record(hostLabel, device).nullable().optional(),
  forwards: z.array(forward).nullable().optional(),
  dns: z.strictObject({ upstream: upstream.optional() }).nullable().optional(),
  tuning: tuning.nullable().optional(),
});

/** An answers file whose shape is right. */
export type AnswersFile = z.input<typeof answersFile>;

/** What is left of a file once everything of a wrong shape is taken out: any part may be missing. */
export type Draft = Partly<AnswersFile>;

export type Partly<T> = T extends readonly (infer Item)[]
  ? readonly (Partly<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Partly<T[Key]> | undefined }
    : T;
