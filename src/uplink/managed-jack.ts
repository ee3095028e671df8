import type { System } from '../system/system.ts';

/**
 * The installer's NetworkManager asks for an address on every jack it knows, and
 * switches off what it lets go of. These two take a jack out of its hands and
 * give it back; where there is no NetworkManager nothing happens.
 */
export async function isManaged(system: System, jack: string): Promise<boolean> {
  const { code, stdout } = await system.run('nmcli', ['-t', '-f', 'DEVICE,STATE', 'device'], { timeout: 5_000 });
  if (code !== 0) return false;
  // fields are parted by colons; a jack's name has none
  const state = stdout.split('\n').find((line) => line.startsWith(`${jack}:`));
  return state !== undefined && !state.endsWith(':unmanaged');
}

/** Takes the jack out of NetworkManager's hands, or gives it back; what `isManaged` said before tells which. */
export async function setManaged(system: System, jack: string, managed: boolean): Promise<void> {
  await system.run('nmcli', ['device', 'set', jack, 'managed', managed ? 'yes' : 'no'], { timeout: 5_000 });
}
