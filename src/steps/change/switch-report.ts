import type { System } from '../../system/system.ts';
import { failedBeforeWords } from './failed-units-script.ts';
import { speaksOfFullDisk } from './full-disk.ts';
import { type Hindrance, hindranceIn, hindranceTo } from './hindrance.ts';

/** What a switch would do, by the words of switch-to-configuration. */
export type SwitchReport = {
  /** `would restart the following units: a.service, b.service` */
  readonly lines: readonly string[];
  /** Units that are stopped, restarted or started. */
  readonly units: readonly string[];
  /** Why this system cannot be switched to; null where it can. */
  readonly hindrance: Hindrance | null;
};

/** Asks the new system what a switch to it would do, and whether there may be one; changes nothing. */
export async function switchReport(system: System, target: string): Promise<SwitchReport> {
  const hindrance = await hindranceTo(system, target);
  if (hindrance !== null) return { lines: [], units: [], hindrance };
  const { code, stdout, stderr } = await system.run(`${target}/bin/switch-to-configuration`, ['dry-activate'], {
    timeout: 180_000,
  });
  const text = `${stdout}\n${stderr}`;
  const lines = text.split('\n').filter((line) => /^would /.test(line));
  // not those that it "would NOT stop"
  const units = lines.flatMap((line) =>
    (/^would (?:stop|restart|start) the following units: (.*)$/.exec(line)?.[1] ?? '').split(', '),
  );
  return { lines, units: units.filter((unit) => unit !== ''), hindrance: code === 0 ? null : hindranceIn(text) };
}

/** Why a switch failed, in a sentence, from what it printed; null where that is not known. */
export function switchFault(text: string): string | null {
  const hindrance = hindranceIn(text);
  if (hindrance?.atStart) return `The new system cannot take over from the running one: ${hindrance.words}.`;
  if (hindrance !== null) return hindrance.words;
  if (speaksOfFullDisk(text)) return 'The disk is full.';
  const before = failedBefore(text);
  const fresh = (pattern: RegExp) => [
    ...new Set(
      [...text.matchAll(pattern)]
        .flatMap(([, units = '']) => units.split(','))
        .map((unit) => unit.trim())
        .filter((unit) => !before.includes(unit)),
    ),
  ];
  const failed = fresh(/^(?:warning: the following units failed:|Failed to (?:re)?start) ([^:\n]*)/gm);
  const stale = fresh(/^Failed to reload ([^ :\n]+)/gm);
  const sentences = [
    ...(failed.length === 0 ? [] : [`Not started: ${failed.join(', ')}.`]),
    ...(stale.length === 0 ? [] : [`Not reloaded: ${stale.join(', ')}.`]),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** Units that failed at the switch, and had failed before it. */
export function failedBefore(text: string): readonly string[] {
  const line = text.split('\n').find((one) => one.startsWith(failedBeforeWords)) ?? '';
  return line
    .slice(failedBeforeWords.length)
    .split(' ')
    .filter((unit) => unit !== '');
}
