import * as z from 'zod';

/**
 * Words for a value of the schema. `noun` completes "… is not", `allowed` says what is.
 * A separate registry, so that they do not end up in the JSON Schema.
 */
export const words = z.registry<{ noun: string; allowed: string; secret?: true }>();

/** A single-line text; `pattern` is only its outward form, rules judge the rest. */
export function text(noun: string, allowed: string, pattern: RegExp = plainText) {
  return z.string().regex(pattern).describe(capital(allowed)).register(words, { noun, allowed });
}

/** One word out of a few. */
export function choice<const T extends readonly [string, ...string[]]>(...options: T) {
  const allowed = options.join(', ');
  return z.enum(options).register(words, { noun: `one of ${allowed}`, allowed });
}

/** As `choice`, where YAML 1.1 habits turn `off` into false. */
export function choiceWithOff<const T extends readonly [string, ...string[]]>(...options: T) {
  const allowed = options.join(', ');
  const schema = z.literal<(T[number] | false)[]>([...options, false]);
  words.add(schema as z.core.$ZodType, { noun: `one of ${allowed}`, allowed });
  return schema;
}

/** A whole number within bounds. */
export function whole(least: number, most: number) {
  const allowed = `a whole number from ${least} to ${most}`;
  return z.int().min(least).max(most).describe(capital(allowed)).register(words, { noun: allowed, allowed });
}

export const yesNo = z.boolean().register(words, { noun: 'true or false', allowed: 'true or false, without quotes' });

/** No control characters: no line break can slip into a file that we write. */
const plainText = /^[\t -~\u00a0-\uffff]*$/;

export const freeText = text('a text on one line', 'a text on one line, without control characters');

export const mac = text(
  'a MAC address',
  'six pairs of hexadecimal digits in quotes, such as "00:0d:b9:00:00:01"',
  /^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$/,
);

export const ipv4 = text('an IPv4 address', 'an IPv4 address such as 192.168.20.10', /^\d{1,3}(\.\d{1,3}){3}$/);

export const ipv4WithPrefix = text(
  'an IPv4 address with its prefix length',
  'an IPv4 address with its prefix length, such as 192.168.20.1/24',
  /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/,
);

export const anyIp = text('an IP address', 'an IP address such as 9.9.9.9 or "2620:fe::fe"', /^[0-9A-Fa-f:.]{2,45}$/);

/** A port or a range: `443`, `"6000-6010"`. */
export const ports = z
  .union([
    whole(1, 65535),
    text('a port or a range of ports', 'a port such as 443 or a range such as "6000-6010"', /^\d{1,5}(-\d{1,5})?$/),
  ])
  .register(words, {
    noun: 'a port or a range of ports',
    allowed: 'a port such as 443 or a range such as "6000-6010"',
  });

/** A name that the person chose and that the other answers refer to. */
export const label = text('a label', 'a text of 1 to 32 printable characters', /^[ -~\u00a0-\uffff]{1,64}$/);

export const domainName = text(
  'a domain name',
  'labels of letters, digits and hyphens, joined by dots, such as home.arpa',
  /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/,
);

const file = z.strictObject({ file: freeText }).describe('A file beside the answers file.');
const env = z.strictObject({
  env: text(
    'a variable name',
    'the name of an environment variable, such as PPPOE_PASSWORD',
    /^[A-Za-z_][A-Za-z0-9_]*$/,
  ),
});
const prompt = z.strictObject({ prompt: z.literal(true).register(words, { noun: 'true', allowed: 'true' }) });
const path = z.strictObject({
  path: text(
    'an absolute path',
    'an absolute path on the router, such as /run/secrets/pppoe',
    /^\/[ -~\u00a0-\uffff]+$/,
  ),
});
const hash = z.strictObject({
  hash: text(
    'a password hash',
    'a hash made by "mkpasswd -m yescrypt"',
    /^\$(y|gy|7|2b|6|5)\$[./A-Za-z0-9$,=]{10,200}$/,
  ).register(words, {
    noun: 'a password hash',
    allowed: 'a hash made by "mkpasswd -m yescrypt"',
    secret: true,
  }),
});

const secretWays = '{ file: PATH }, { env: NAME }, { prompt: true } or { path: /run/… }';

/** Where a secret is to be found; its value never stands in the answers. */
export const secret = z
  .union([file, env, prompt, path])
  .describe('A secret: never the value itself, but where it is.')
  .register(words, { noun: 'a place of a secret', allowed: secretWays, secret: true });

export const adminPassword = z
  .union([file, env, prompt, path, hash])
  .describe('A secret: never the value itself, but where it is, or its hash.')
  .register(words, { noun: 'a place of a secret', allowed: `${secretWays}; or { hash: "$y$…" }`, secret: true });

/** A text given openly, or a secret. */
export const textOrSecret = z
  .union([freeText, file, env, prompt, path])
  .register(words, { noun: 'a text or a secret', allowed: `a text, or for a secret ${secretWays}` });

function capital(phrase: string): string {
  return `${phrase[0]?.toUpperCase()}${phrase.slice(1)}.`;
}
