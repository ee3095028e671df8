import type { DeviceChanges } from './device-changes.ts';

/** In front of the switch: what is in the way of the devices to come. A device that is not there is no failure. */
export function clearDevices({ deleted, unshaped, plainMtu }: DeviceChanges): string {
  const quiet = (command: string) => `${command} 2>/dev/null\n`;
  return [
    ...deleted.map((device) => quiet(`ip link delete dev ${device}`)),
    ...unshaped.flatMap((device) => [
      quiet(`tc qdisc del dev ${device} ingress`),
      quiet(`tc qdisc del dev ${device} root`),
    ]),
    ...plainMtu.map((jack) => quiet(`ip link set dev ${jack} mtu 1500`)),
  ].join('');
}

/** Behind the switch: the .link files count at boot only. A chip that does not change its address while it is up is put down for it. */
export function showAddresses({ addresses }: DeviceChanges): string {
  return addresses
    .map(({ jack, mac }) => {
      const set = `ip link set dev ${jack}`;
      return `${set} address ${mac} 2>/dev/null || { ${set} down; ${set} address ${mac}; ${set} up; }\n`;
    })
    .join('');
}
