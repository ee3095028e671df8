/** systemd's unit for a network device: `sys-subsystem-net-devices-enp1s0.device`. */
export function deviceUnit(device: string): string {
  return `sys-subsystem-net-devices-${unitName(device)}.device`;
}

/** A device name inside a unit name: systemd writes `-` as \\x2d there (systemd-escape). */
export function unitName(device: string): string {
  return device.replace(
    /[^A-Za-z0-9:_.]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
