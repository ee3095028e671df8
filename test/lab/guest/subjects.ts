import { advertisements } from './checks/advertisements.ts';
import { dhcpNames, dnsRedirect } from './checks/dhcp-names.ts';
import { forwards } from './checks/forwards.ts';
import { mdns } from './checks/mdns.ts';
import { pathMtu, segmentSizes } from './checks/mtu.ts';
import { reflectorReturns } from './checks/reflector.ts';
import { scan } from './checks/scan.ts';
import { time } from './checks/time.ts';
import { networkdRestart, redialSmaller, reloads } from './checks/upheaval.ts';
import { zoneMatrix } from './checks/zone-matrix.ts';
import type { House } from './house.ts';

/** What is looked at in a house that is lived in, in this order: what changes it comes last. */
export const subjects = {
  names: async (house: House) => {
    await dhcpNames(house);
    await dnsRedirect(house);
  },
  announcements: advertisements,
  zones: zoneMatrix,
  'port forwards': forwards,
  time,
  'path MTU': async (house: House) => {
    await segmentSizes(house, 1500);
    await pathMtu(house, 1500);
  },
  mDNS: async (house: House) => {
    await reflectorReturns();
    await mdns(house);
  },
  'from outside': scan,
  reloads,
  networkd: networkdRestart,
  redial: async (house: House) => {
    await redialSmaller(house);
    await segmentSizes(house, 1492);
    await pathMtu(house, 1492);
  },
} as const satisfies Readonly<Record<string, (house: House) => Promise<void>>>;
