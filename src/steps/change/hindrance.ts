import { basename } from 'node:path';
import type { System } from '../../system/system.ts';

/** Why a router cannot be switched to a system while it runs. */
export type Hindrance = {
  /** A sentence; where `atStart`, what stands behind "cannot take over from the running one:". */
  readonly words: string;
  /** Whether the system comes all the same when the box starts with it. */
  readonly atStart: boolean;
  /** What was printed about it. */
  readonly evidence: readonly string[];
};

/**
 * Asks a built system whether it may be switched to; changes nothing. NixOS has checks for that
 * (system.preSwitchChecks), and one of them knows the parts that cannot be exchanged while they run
 * (system.switch.inhibitors). A switch runs them when devices may be gone already, and a dry run none.
 */
export async function hindranceTo(system: System, target: string): Promise<Hindrance | null> {
  const { code, stdout, stderr } = await system.run(`${target}/bin/switch-to-configuration`, ['check'], {
    timeout: 180_000,
  });
  if (code === 0) return otherBus(system, target);
  const text = `${stdout}\n${stderr}`;
  return hindranceIn(text) ?? { words: 'It refuses the switch.', atStart: false, evidence: evidenceOf(text) };
}

/** What stands in the way of a switch, by the words of switch-to-configuration; null where they speak of no such thing. */
export function hindranceIn(text: string): Hindrance | null {
  const evidence = evidenceOf(text);
  const check = /^Pre-switch check '(.+)' failed$/m.exec(text)?.[1];
  if (check === 'switchInhibitors') {
    const parts = [...text.matchAll(/^(\S+) : (.*) -> (.*)$/gm)].map(
      ([, part, from, to]) => `${part}: ${from} becomes ${to}`,
    );
    const words = parts.join('; ') || 'a part of it cannot be exchanged while it runs';
    return { words, atStart: true, evidence };
  }
  if (check !== undefined) return { words: `Its check "${check}" refuses the switch.`, atStart: false, evidence };
  if (/could not acquire lock/i.test(text)) return { words: 'Another switch is going on.', atStart: false, evidence };
  if (/incompatible with the current configuration/.test(text))
    return { words: 'its init is of another kind', atStart: true, evidence };
  return null;
}

/**
 * D-Bus cannot become another program while it runs. An inhibitor since 26.05, whose default is the other
 * one; a system from before 26.05 names none, and so that switch is not refused by its checks.
 */
async function otherBus(system: System, target: string): Promise<Hindrance | null> {
  const bus = async (root: string) => {
    const unit = await system.run('readlink', ['-f', `${root}/etc/systemd/system/dbus.service`]);
    // as an alias or not, dbus-daemon had several names
    return basename(unit.stdout.trim()) === 'dbus-broker.service' ? 'dbus-broker' : 'dbus-daemon';
  };
  const [running, next] = [await bus('/run/current-system'), await bus(target)];
  if (running === next) return null;
  return { words: `its D-Bus is ${next}, and ${running} runs`, atStart: true, evidence: [] };
}

function evidenceOf(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-12);
}
