import * as z from 'zod';
import {
  anyIp,
  choice,
  domainName,
  freeText,
  ipv4,
  ipv4WithPrefix,
  label,
  mac,
  secret,
  text,
  textOrSecret,
  whole,
  words,
} from './schema-leaves.ts';

/** The way to the Internet: one section for each kind of line. */
export const wan = z.strictObject({
  port: label,
  isp: text('a preset', 'the id of a preset, such as be-edpnet').optional(),
  type: choice('pppoe', 'dhcp', 'static').optional(),
  vlan: whole(0, 4094).nullable().optional(),
  priority: z
    .union([whole(0, 7), z.strictObject({ data: whole(0, 7).optional(), control: whole(0, 7).optional() })])
    .register(words, { noun: 'a priority', allowed: 'a whole number from 0 to 7, or { data: 0, control: 6 }' })
    .optional(),
  mac: mac.optional(),
  pppoe: z
    .strictObject({
      username: freeText.optional(),
      password: secret.optional(),
      service: freeText.optional(),
      hostUniq: freeText.optional(),
      auth: choice('pap', 'chap', 'any').optional(),
      mtu: z
        .union([z.literal('auto'), whole(1280, 1500)])
        .register(words, { noun: 'an MTU', allowed: 'auto, or a whole number from 1280 to 1500' })
        .optional(),
    })
    .optional(),
  dhcp: z
    .strictObject({
      clientId: textOrSecret.optional(),
      vendorClass: textOrSecret.optional(),
      userClass: textOrSecret.optional(),
      hostname: domainName.optional(),
      options: z
        .record(text('an option code', 'a DHCP option code from 1 to 254', /^[1-9]\d{0,2}$/), textOrSecret)
        .optional(),
    })
    .optional(),
  static: z.strictObject({ address: ipv4WithPrefix, gateway: ipv4, dns: z.array(anyIp).optional() }).optional(),
  ipv6: z
    .union([z.strictObject({ prefixLength: whole(48, 64) }), z.literal(['off', false])])
    .register(words, { noun: 'an IPv6 setting', allowed: '{ prefixLength: 48 to 64 } or off' })
    .optional(),
});
