import type { System } from '../system/system.ts';
import { runDirectory } from './bench-file.ts';
import { type DhcpWords, dhcpConfig } from './dhcp-config.ts';
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
  await system.write(config, dhcpConfig(['option subnet_mask, routers'], words), 0o600);
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
