import type { Facts } from '../facts/facts.ts';
import type { Answers } from '../interview/answers.ts';
import type { BootPlan } from './router-plan.ts';

/**
 * GRUB on BIOS, systemd-boot on UEFI. PC Engines boards have no screen: their
 * console is the serial port only. Unknown machines are treated like them, so
 * that the serial cable always works.
 */
export function planBoot(facts: Facts | null, answers: Answers): BootPlan {
  const vendor = facts?.board.vendor ?? '';
  return {
    loader: answers.system.boot === 'uefi' ? { kind: 'systemd-boot' } : { kind: 'grub', disk: answers.disk.device },
    serialOnly: facts === null || /pc engines/i.test(vendor),
    cpuVendor: cpuVendor(facts?.cpu.model ?? ''),
    boardName: facts === null || facts.board.product === '' ? null : `${vendor} ${facts.board.product}`.trim(),
  };
}

function cpuVendor(model: string): 'amd' | 'intel' | null {
  if (/\bAMD\b/i.test(model)) return 'amd';
  if (/\bIntel\b/i.test(model)) return 'intel';
  return null;
}
