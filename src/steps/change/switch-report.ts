import type { System } from '../../system/system.ts';
import { speaksOfFullDisk } from './full-disk.ts';

/** What a switch would do, by the words of switch-to-configuration. */
export type SwitchReport = {
  /** `would restart the following units: a.service, b.service` */
  readonly lines: readonly string[];
  /** Units that are stopped, restarted or started. */
  readonly units: readonly string[];
  /** Why this system cannot take over from the running one, in its own words; null where it can. */
  readonly inhibited: string | null;
};

/** Asks the new system what a switch to it would do; changes nothing. */
export async function switchReport(system: System, target: string): Promise<SwitchReport> {
  const { stdout, stderr } = await system.run(`${target}/bin/switch-to-configuration`, ['dry-activate'], {
    timeout: 180_000,
  });
  const text = `${stdout}\n${stderr}`;
  const lines = text.split('\n').filter((line) => /^would /.test(line));
  const units = lines.flatMap((line) =>
    /(?:re)?start|stop/.test(line) ? (line.split(':')[1] ?? '').split(',').map((unit) => unit.trim()) : [],
  );
  return { lines, units: units.filter((unit) => unit !== ''), inhibited: inhibitedBy(text) };
}

/**
 * Some parts cannot be exchanged while the system runs (the D-Bus daemon, for one): NixOS calls
 * that a switch inhibitor and refuses (nixos/modules/system/activation/switchable-system.nix).
 */
export function inhibitedBy(text: string): string | null {
  if (!/switch inhibitor|critical components|Switching into this system is not recommended/i.test(text)) return null;
  const reasons = text.split('\n').flatMap((line) => /^\s*[-*]\s*(\S.*)$/.exec(line)?.[1] ?? []);
  return reasons.join('; ') || 'a part that cannot be exchanged while it runs';
}

/** Why a switch failed, in a sentence, from what it printed; null where that is not known. */
export function switchFault(text: string): string | null {
  const reason = inhibitedBy(text);
  if (reason !== null) return `The new system cannot take over from the running one: ${reason}.`;
  if (/could not acquire lock/i.test(text)) return 'Another switch is going on.';
  if (speaksOfFullDisk(text)) return 'The disk is full.';
  const failed = [...text.matchAll(/the following units failed:(.*)$/gm)].flatMap(([, units = '']) =>
    units.split(',').map((unit) => unit.trim()),
  );
  return failed.length === 0 ? null : `Not started: ${[...new Set(failed)].join(', ')}.`;
}
