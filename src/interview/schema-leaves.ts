// zod/mini is zod without methods on every schema: it loads in half the time, and a command should answer at once.
import * as z from 'zod/mini';
import { either } from './finding.ts';

/** `secret`: never repeat what stands there, or (where a text may stand there openly) not the keys of a group. */
type Words = { noun: string; allowed: string; secret?: 'always' | 'in groups' };

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
export function text(noun: string, allowed: string, pattern: RegExp = oneLine, secret?: Words['secret']) {
  const about = secret === undefined ? { noun, allowed } : { noun, allowed, secret };
  return described(worded(z.string().check(z.regex(pattern)), about), sentence(allowed));
}

/** One word out of a few. */
export function choice<const T extends readonly [string, ...string[]]>(...options: T) {
  return worded(z.enum(options), oneOf(options));
}

/** As `choice`, where habits of YAML 1.1 turn `off` into false. */
export function choiceWithOff<const T extends readonly [string, ...string[]]>(...options: T) {
  return worded(z.literal<(T[number] | false)[]>([...options, false]), oneOf(options));
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
const oneLine = /^[\t -~\u00a0-\uffff]*$/;

/** The same, and not nothing. */
export const nonEmpty = /^[\t -~\u00a0-\uffff]+$/;

/** Any text on one line. */
export const freeText = text('a text on one line', 'a text on one line, without control characters');

/** A name of a jack that the person chose and that other answers refer to; its form is judged where it is given. */
export const label = described(
  worded(z.string(), { noun: 'a label', allowed: 'the label of a jack in ports' }),
  'The label of a jack: 1 to 32 printable characters.',
);

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

/** Words that look like numbers are texts only in quotes. */
function oneOf(options: readonly string[]): Words {
  const quoted = options.some((option) => Number.isFinite(Number(option)));
  const allowed = quoted ? `${either(options.map((option) => `"${option}"`))}, in quotes` : either(options);
  return { noun: `one of ${options.join(', ')}`, allowed };
}

function sentence(phrase: string): string {
  return `${phrase[0]?.toUpperCase()}${phrase.slice(1)}.`;
}
