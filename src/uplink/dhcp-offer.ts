import type { DhcpLine } from '../plan/router-plan.ts';
import { hexDigits } from '../render/quoting.ts';
import type { System } from '../system/system.ts';
import { runDirectory } from './bench-file.ts';
import { sayable } from './sayable.ts';

/** An address that someone offered; it was not taken. */
export type DhcpOffer = {
  readonly device: string;
  readonly address: string;
  /** Length of the subnet's prefix; null where it was not told. */
  readonly prefixLength: number | null;
  readonly server: string;
  readonly router: string | null;
};

/** What is sent besides the question: the provider's classes and identifier, as the router will send them. */
export type DhcpWords = Pick<DhcpLine, 'hostname' | 'options'>;

/**
 * Asks for an address on several devices at once (DHCPDISCOVER) and takes none:
 * dhcpcd's test mode configures nothing. It ends with the first offer, or after
 * so many whole seconds. One process for all: two of them in test mode get in each other's
 * way (github.com/NetworkConfiguration/dhcpcd/issues/396).
 */
export async function askDhcp(
  system: System,
  dhcpcd: string,
  devices: readonly string[],
  words: DhcpWords | null,
  seconds: number,
  tell: (offer: DhcpOffer) => void,
  stop: AbortSignal,
): Promise<void> {
  const config = `${runDirectory}/dhcpcd.conf`;
  await system.write(config, dhcpConfig(words), 0o600);
  try {
    const running = await system.start(
      dhcpcd,
      ['--test', '--ipv4only', '--config', config, '--timeout', `${seconds}`, ...devices],
      { tell: offerReader(tell), stop, timeout: seconds * 1_500 },
    );
    await running.ended;
  } finally {
    await system.remove(config);
  }
}

/** Codes of the options that this probe cannot send: dhcpcd has no word for them, or the value lies in a file of the router. */
export function unsentOptions(words: DhcpWords | null): readonly number[] {
  return (words?.options ?? []).filter((option) => optionLine(option) === null).map(({ code }) => code);
}

/** Reads what dhcpcd's test mode prints: shell variables, of one offer between two lines `interface=`. */
export function offerReader(tell: (offer: DhcpOffer) => void): (line: string) => void {
  let seen: Record<string, string> = {};
  return (line) => {
    const [, name = '', value = ''] = /^(\w+)='?([^']*)'?$/.exec(line) ?? [];
    if (name === 'interface') seen = {};
    seen[name] = sayable(value, 40);
    const { interface: device, new_ip_address: address, new_dhcp_server_identifier: server } = seen;
    // the mask comes last: the variables are sorted by name
    if (name !== 'new_subnet_mask' || device === undefined || address === undefined) return;
    tell({
      device,
      address,
      prefixLength: seen.new_subnet_cidr === undefined ? null : Number(seen.new_subnet_cidr),
      server: server ?? '',
      router: seen.new_routers?.split(' ')[0] ?? null,
    });
  };
}

/** No waiting, no address of its own making, no class but the one given; the identifier is the MAC, as networkd sends it. */
function dhcpConfig(words: DhcpWords | null): string {
  const lines = [
    ...['nodelay', 'noipv4ll', 'noarp', 'clientid', 'vendorclassid', 'option subnet_mask, routers'],
    ...(words === null || words.hostname === null ? [] : [`hostname "${words.hostname}"`]),
    ...(words?.options ?? []).flatMap((option) => optionLine(option) ?? []),
  ];
  return `${lines.join('\n')}\n`;
}

const names: Readonly<Record<number, string>> = { 60: 'vendorclassid', 61: 'clientid', 77: 'msuserclass' };

/** dhcpcd takes bytes as a row of hexadecimal digits, two bytes at least. */
function optionLine({ code, value }: DhcpWords['options'][number]): string | null {
  const name = names[code];
  if (name === undefined || value.kind === 'secretFile') return null;
  const digits = value.kind === 'hex' ? value.digits : hexDigits(value.text);
  return digits.length < 4 ? null : `${name} ${digits}`;
}
