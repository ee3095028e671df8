import type { System } from '../system/system.ts';
import { runDirectory } from './bench-file.ts';
import { findTool } from './find-tool.ts';
import { sayable } from './sayable.ts';

/** The IPv6 prefix that the provider offers, such as `2001:db8:1200::/56`, or null and why. It was not taken. */
export type PrefixOffer =
  | { readonly prefix: string; readonly why: null }
  | { readonly prefix: null; readonly why: 'not-wanted' | 'no-ipv6' | 'no-offer' | 'no-tool' };

/** Asks by DHCPv6 for a prefix of that length (a SOLICIT, by dhcpcd's test mode), for so many whole seconds at most. */
export async function askPrefix(
  system: System,
  device: string,
  length: number,
  seconds: number,
  stop: AbortSignal,
): Promise<PrefixOffer> {
  const dhcpcd = await findTool(system, 'dhcpcd');
  if (dhcpcd === null) return { prefix: null, why: 'no-tool' };
  const config = `${runDirectory}/dhcpcd6.conf`;
  let prefix: string | null = null;
  await system.write(config, `nodelay\nnoipv6rs\nia_pd 1/::/${length}\n`, 0o600);
  try {
    const args = ['--test', '--ipv6only', '--config', config, '--timeout', `${seconds}`, device];
    const read = prefixReader((found) => {
      prefix = found;
    });
    await (await system.start(dhcpcd, args, { tell: read, stop, timeout: seconds * 1_500 })).ended;
  } finally {
    await system.remove(config);
  }
  return prefix === null ? { prefix, why: 'no-offer' } : { prefix, why: null };
}

/** Reads what dhcpcd's test mode prints of DHCPv6: address and length of the first prefix come on lines of their own. */
export function prefixReader(tell: (prefix: string) => void): (line: string) => void {
  let address = '';
  let length = '';
  return (line) => {
    const [, name = '', value = ''] = /^new_dhcp6_ia_pd1_prefix1(_length)?='?([^']*)'?$/.exec(line) ?? [];
    if (value === '') return;
    if (name === '') address = sayable(value, 45);
    else length = sayable(value, 3);
    if (address !== '' && length !== '') tell(`${address}/${length}`);
  };
}
