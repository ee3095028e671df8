import * as z from 'zod/mini';
import {
  anyIp,
  choice,
  domainName,
  freeText,
  ipv4,
  ipv4WithPrefix,
  label,
  mac,
  optionalKeys,
  text,
  whole,
  worded,
} from './schema-leaves.ts';
import { secret, textOrSecret } from './secret-schema.ts';

const priority = worded(z.union([whole(0, 7), optionalKeys({ data: whole(0, 7), control: whole(0, 7) })]), {
  noun: 'a priority',
  allowed: 'a whole number from 0 to 7, or { data: 0, control: 6 }',
});

const pppoe = optionalKeys({
  username: freeText,
  password: secret,
  service: freeText,
  hostUniq: freeText,
  auth: choice('pap', 'chap', 'any'),
  mtu: worded(z.union([z.literal('auto'), whole(1280, 1500)]), {
    noun: 'an MTU (the size of the largest packet)',
    allowed: 'auto, or a whole number from 1280 to 1500',
  }),
});

const dhcp = optionalKeys({
  clientId: textOrSecret,
  vendorClass: textOrSecret,
  userClass: textOrSecret,
  hostname: domainName,
  options: worded(
    z.record(text('an option code', 'a DHCP option code from 1 to 254', /^[1-9]\d{0,2}$/), textOrSecret),
    {
      noun: 'a group of DHCP options',
      allowed: '{ CODE: text }, with codes from 1 to 254',
    },
  ),
});

const ipv6 = worded(z.union([z.strictObject({ prefixLength: whole(48, 64) }), z.literal(['off', false])]), {
  noun: 'an IPv6 setting',
  allowed: '{ prefixLength: 48 to 64 } or off',
});

/** Judged by the rules, which name what is near; the JSON Schema lists all of them. */
export const presetId = text('a preset', 'the id of a preset, such as be-edpnet');

const line = z.strictObject({
  port: label,
  isp: z.optional(presetId),
  type: z.optional(choice('pppoe', 'dhcp', 'static')),
  vlan: z.nullish(whole(0, 4094)),
  priority: z.optional(priority),
  mac: z.optional(mac),
  pppoe: z.optional(pppoe),
  dhcp: z.optional(dhcp),
  static: z.optional(z.strictObject({ address: ipv4WithPrefix, gateway: ipv4, dns: z.optional(z.array(anyIp)) })),
  ipv6: z.optional(ipv6),
});

/** The way to the Internet: one section for each kind of line. */
export const wan = worded(line, {
  noun: 'a line',
  allowed: '{ port: LABEL, type: dhcp }, with type pppoe, dhcp or static; or isp: PRESET',
});
