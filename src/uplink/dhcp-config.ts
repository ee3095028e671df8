import type { DhcpLine } from '../plan/router-plan.ts';
import { hexDigits } from '../render/quoting.ts';
import { Secret } from '../system/secret.ts';

/** What is sent besides the question: the provider's classes and identifier, as the router will send them. */
export type DhcpWords = Pick<DhcpLine, 'hostname' | 'options'>;

/** Values of options that are secrets, by code. */
export type OptionSecrets = ReadonlyMap<number, Secret>;

/** A file of its own for dhcpcd: the system's may ask and send what it likes, and NixOS has none. `own` are the lines that each purpose has. */
export function dhcpConfig(own: readonly string[], words: DhcpWords | null, secrets: OptionSecrets = none): Secret {
  const hostname = words === null || words.hostname === null ? [] : [`hostname "${words.hostname}"`];
  const lines = [...always, ...own, ...hostname].map((line) => new Secret(line));
  const options = (words?.options ?? []).flatMap((option) => optionLine(option, secrets) ?? []);
  return [...lines, ...options].reduce((text, line) => text.and(line.map((plain) => `${plain}\n`)), new Secret(''));
}

/** Codes of the options that cannot be sent from here: dhcpcd has no word for them, or the value lies in a file of the router. */
export function unsentOptions(words: DhcpWords | null, secrets: OptionSecrets = none): readonly number[] {
  return (words?.options ?? []).filter((option) => optionLine(option, secrets) === null).map(({ code }) => code);
}

/** No waiting, no address of its own making, no class but the one given; the identifier is the MAC, as networkd sends it. */
const always = ['nodelay', 'noipv4ll', 'noarp', 'clientid', 'vendorclassid'];

const none: OptionSecrets = new Map();

const names: Readonly<Record<number, string>> = { 60: 'vendorclassid', 61: 'clientid', 77: 'msuserclass' };

/** dhcpcd takes bytes as a row of hexadecimal digits, two bytes at least. The last newline of a secret's file is not sent, as on the router. */
function optionLine({ code, value }: DhcpWords['options'][number], secrets: OptionSecrets): Secret | null {
  const name = names[code];
  if (name === undefined) return null;
  if (value.kind === 'secretFile')
    return secrets.get(code)?.map((text) => `${name} ${hexDigits(text.replace(/\r?\n$/, ''))}`) ?? null;
  const digits = value.kind === 'hex' ? value.digits : hexDigits(value.text);
  return digits.length < 4 ? null : new Secret(`${name} ${digits}`);
}
