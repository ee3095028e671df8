/** How big a home: named devices, and networks for them to live in. */
export type HomeSize = { readonly devices: number; readonly networks: number };

/**
 * An answers file for a home of any size, the same text for the same size.
 * The first network holds devices; the second, where there is one, is the
 * family's own; of the rest every second one holds devices and the others are
 * for guests. The last device is a Chromecast: it may use TCP and UDP.
 * Throws where the devices do not fit.
 */
export function homeAnswers({ devices, networks }: HomeSize): string {
  const zones = Array.from({ length: networks }, (_, index) => zoneOf(index));
  const homes = zones.flatMap((zone, index) => (zone === 'isolated' ? [index] : []));
  const length = prefixLength(Math.ceil(devices / homes.length));
  return [
    ...head,
    'networks:',
    ...zones.map((zone, index) => networkLine(index, zone, length)),
    'devices:',
    ...Array.from({ length: devices }, (_, index) => {
      const home = homes[index % homes.length]!;
      const host = 10 + Math.floor(index / homes.length);
      const profile = kinds[(devices - 1 - index) % kinds.length]!;
      return `  ${deviceName(index)}: { network: ${networkName(home)}, mac: "${deviceMac(index)}", address: ${address(home, length, host)}, profile: ${profile} }`;
    }),
    '',
  ].join('\n');
}

/** The jacks are those of an APU; every network is a VLAN on the second one. */
const head = [
  'version: 1',
  'system: { admin: { sshKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me"], password: { file: ./admin-password } } }',
  'ports: { uplink: { name: enp1s0 }, switch: { name: enp2s0 } }',
  'wan: { port: uplink, type: pppoe, vlan: 10, pppoe: { username: someone, password: { file: ./pppoe-password } } }',
];

const kinds = ['google-cast', 'philips-hue', 'ring', 'xbox', 'homekit', 'tuya', 'lg-tv'];

function zoneOf(index: number): 'isolated' | 'trusted' | 'guest' {
  if (index === 1) return 'trusted';
  return index % 2 === 0 ? 'isolated' : 'guest';
}

/** Name of the network at that place: `iot`, `lan`, then `iot3`, `guest4`… */
export function networkName(index: number): string {
  if (index === 0) return 'iot';
  if (index === 1) return 'lan';
  return `${zoneOf(index) === 'guest' ? 'guest' : 'iot'}${index + 1}`;
}

/** Addresses of devices fill the lower half of a subnet, the pool is the upper half. */
function prefixLength(hosts: number): number {
  const length = [24, 22, 20, 18].find((candidate) => hosts + 10 < 2 ** (31 - candidate));
  if (length === undefined) throw new Error(`${hosts} devices do not fit into one network of the bench.`);
  return length;
}

function networkLine(index: number, zone: string, length: number): string {
  return `  ${networkName(index)}: { zone: ${zone}, vlan: ${100 + index}, address: ${address(index, length, 1)}/${length}, ports: { switch: tagged } }`;
}

/** Networks lie one after another from 10.0.0.0 on. */
function address(network: number, length: number, host: number): string {
  const value = 10 * 2 ** 24 + network * 2 ** (32 - length) + host;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

function deviceName(index: number): string {
  return `device-${String(index + 1).padStart(4, '0')}`;
}

function deviceMac(index: number): string {
  return `54:60:09:aa:${[index >> 8, index & 255].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`;
}
