import { join } from 'node:path';
import type { System } from '../system/system.ts';

/** A program that the bench needs and that the machine may lack. */
export type Tool = 'pppd' | 'pppoe-discovery' | 'dhcpcd' | 'ethtool';

/** Path of a program, or null where it is not installed. Looked for, not run: some of them act when they are run. */
export async function findTool(system: System, name: string): Promise<string | null> {
  for (const directory of [...(system.env('PATH') ?? '').split(':').filter((entry) => entry.startsWith('/')), ...usual])
    if ((await system.list(directory)).includes(name)) return join(directory, name);
  return null;
}

/** What a missing program is for and how it comes here, in sentences for the person. */
export function howToGet(tool: Tool): string {
  const { what, nix } = tools[tool];
  return (
    `${what} needs ${tool}, which is not on this system. naar's own installer has it; ` +
    `elsewhere on NixOS \`nix-shell -p ${nix}\` brings it, if this box has another way to the Internet.`
  );
}

/** An ordinary user's PATH may lack the places of the system's own programs. */
const usual = ['/run/wrappers/bin', '/run/current-system/sw/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const tools: Record<Tool, { readonly what: string; readonly nix: string }> = {
  pppd: { what: 'The trial dial', nix: 'ppp' },
  'pppoe-discovery': { what: 'Asking for the provider on each VLAN', nix: 'ppp' },
  dhcpcd: { what: 'Asking by DHCP', nix: 'dhcpcd' },
  ethtool: { what: "Blinking a jack's light", nix: 'ethtool' },
};
