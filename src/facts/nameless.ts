import type { System } from '../system/system.ts';
import { leasesPath, probeDevices, sightingCommands } from './probe-devices.ts';
import { probeFacts } from './probe-facts.ts';
import { isMadeUp } from './seen-devices.ts';

/** All that naar can learn of a machine: for a recording. */
export async function probeAll(system: System): Promise<void> {
  const { os } = await probeFacts(system);
  if (os.role === 'router') await probeDevices(system);
}

/**
 * The same machine with the devices of the household made unrecognisable, for a recording that
 * others will see: who made a device stays, which one it is and what it is called does not.
 * Addresses inside the home stay, those of IPv6 are left out.
 */
export function nameless(system: System): System {
  const numbers = new Map<string, number>();
  const numberOf = (mac: string) => {
    const number = numbers.get(mac.toLowerCase()) ?? numbers.size + 1;
    numbers.set(mac.toLowerCase(), number);
    return number;
  };
  const hide = (mac: string) => {
    const maker = isMadeUp(mac) ? '02:00:00' : mac.slice(0, 8).toLowerCase();
    const number = numberOf(mac).toString(16).padStart(4, '0');
    return `${maker}:00:${number.slice(-4, -2)}:${number.slice(-2)}`;
  };
  const hidden: Readonly<Record<string, (text: string) => string>> = {
    [sightingCommands.neighbours.flat().join(' ')]: (text) =>
      records(text, ({ dst, dev, lladdr, state }) =>
        typeof lladdr === 'string' && !String(dst).includes(':') ? { dst, dev, lladdr: hide(lladdr), state } : null,
      ),
    [sightingCommands.addresses.flat().join(' ')]: (text) =>
      records(text, ({ ifname, addr_info }) => ({
        ifname,
        addr_info: (Array.isArray(addr_info) ? addr_info : [])
          .filter(({ local }) => isPrivate(String(local)))
          .map(({ local, prefixlen }) => ({ local, prefixlen })),
      })),
    // what devices announce is full of names
    [sightingCommands.announced.flat().join(' ')]: () => '',
  };
  return {
    ...system,
    async readText(path, limit) {
      const text = await system.readText(path, limit);
      if (path !== leasesPath || text === null) return text;
      return text
        .split('\n')
        .map((line) => line.split(' '))
        .filter(([, mac = '']) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac))
        .map(
          ([end, mac = '', address, name]) =>
            `${end} ${hide(mac)} ${address} ${name === '*' ? '*' : `device-${numberOf(mac)}`} *\n`,
        )
        .join('');
    },
    async run(command, args, options) {
      const result = await system.run(command, args, options);
      const hiding = hidden[[command, ...args].join(' ')];
      return hiding === undefined ? result : { ...result, stdout: hiding(result.stdout) };
    },
  };
}

type Entry = Readonly<Record<string, unknown>>;

function records(text: string, keep: (entry: Entry) => Entry | null): string {
  try {
    const read = JSON.parse(text) as readonly Entry[];
    return `${JSON.stringify(read.map(keep).filter((entry) => entry !== null))}\n`;
  } catch {
    return '';
  }
}

/** RFC 1918, and what providers share among many customers (RFC 6598). */
function isPrivate(address: string): boolean {
  return /^(10|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(address);
}
