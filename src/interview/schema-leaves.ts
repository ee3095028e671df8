// zod/mini is zod without methods on every schema: it loads in half the time, and a command should answer at once.
import * as z from 'zod/mini';

type Words = { noun: string; allowed: string; secret?: true };

/**
 * Words for a value of the schema. `noun` completes "… is not", `allowed` says what is.
 * A registry of its own, so that they do not end up in the JSON Schema.
 */
export const words = z.registry<Words>();

/** Gives a schema its words. */
export function worded<Schema extends z.core.$ZodType>(schema: Schema, about: Words): Schema {
  words.add(schema as z.core.$ZodType, about);
  return schema;
}

/** Gives a schema a description that editors show. */
export function described<Schema extends z.core.$ZodType>(schema: Schema, description: string): Schema {
  z.globalRegistry.add(schema as z.core.$ZodType, { description });
  return schema;
}

/** A single-line text; `pattern` is only its outward form, rules judge the rest. */
export function text(noun: string, allowed: string, pattern: RegExp = plainText) {
  return described(worded(z.string().check(z.regex(pattern)), { noun, allowed }), sentence(allowed));
}

/** One word out of a few. */
export function choice<const T extends readonly [string, ...string[]]>(...options: T) {
  const allowed = options.join(', ');
  return worded(z.enum(options), { noun: `one of ${allowed}`, allowed });
}

/** As `choice`, where habits of YAML 1.1 turn `off` into false. */
export function choiceWithOff<const T extends readonly [string, ...string[]]>(...options: T) {
  const allowed = options.join(', ');
  return worded(z.literal<(T[number] | false)[]>([...options, false]), { noun: `one of ${allowed}`, allowed });
}

/** A whole number within bounds. */
export function whole(least: number, most: number) {
  const allowed = `a whole number from ${least} to ${most}`;
  return worded(z.int().check(z.minimum(least), z.maximum(most)), { noun: allowed, allowed });
}

/** A group of keys, each of which may be left out. */
export function optionalKeys<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.partial(z.strictObject(shape));
}

/** true or false. */
export const yesNo = worded(z.boolean(), { noun: 'true or false', allowed: 'true or false, without quotes' });

/** No control characters: no line break can slip into a file that we write. */
const plainText = /^[\t -~\u00a0-\uffff]*$/;

/** Any text on one line. */
export const freeText = text('a text on one line', 'a text on one line, without control characters');

/** A name that the person chose and that the other answers refer to. */
export const label = text('a label', 'a text of 1 to 32 printable characters', /^[ -~\u00a0-\uffff]{1,64}$/);

/** Names joined by dots. */
export const domainName = text(
  'a domain name',
  'labels of letters, digits and hyphens, joined by dots, such as home.arpa',
  /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/,
);

/** A MAC address; upper case is read, lower case is written. */
export const mac = text(
  'a MAC address',
  'six pairs of hexadecimal digits in quotes, such as "00:0d:b9:00:00:01"',
  /^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$/,
);

/** The outward form of an IPv4 address. */
export const ipv4 = text('an IPv4 address', 'an IPv4 address such as 192.168.20.10', /^\d{1,3}(\.\d{1,3}){3}$/);

/** The outward form of an address with its prefix length. */
export const ipv4WithPrefix = text(
  'an IPv4 address with its prefix length',
  'an IPv4 address with its prefix length, such as 192.168.20.1/24',
  /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/,
);

/** The outward form of an IPv4 or IPv6 address. */
export const anyIp = text('an IP address', 'an IP address such as 9.9.9.9 or "2620:fe::fe"', /^[0-9A-Fa-f:.]{2,45}$/);

/** A port or a range: `443`, `"6000-6010"`. */
export const ports = worded(
  z.union([
    whole(1, 65535),
    text('a port or a range of ports', 'a port such as 443 or a range such as "6000-6010"', /^\d{1,5}(-\d{1,5})?$/),
  ]),
  { noun: 'a port or a range of ports', allowed: 'a port such as 443 or a range such as "6000-6010"' },
);

function sentence(phrase: string): string {
  return `${phrase[0]?.toUpperCase()}${phrase.slice(1)}.`;
}
