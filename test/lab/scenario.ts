import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabDisk } from './disks.ts';
import type { Job } from './pack-job.ts';

/**
 * One run of the virtual box. A scenario is a folder in scenarios/, found and not listed: `scenario.ts` exports this as
 * `scenario`, `holds.ts` exports `run(plan)`, which runs inside the guest and says what must hold. Where the box starts
 * several times, `boots` in place of `run` is a list with one such function for each start.
 */
export type Scenario = {
  readonly title: string;
  /** Seconds it may take at the most on a machine that is busy. */
  readonly limit: number;
  /** Part of `npm run lab -- --quick`. */
  readonly quick?: true;
  /** The router that is activated before the guest starts; without one it is the bare box. */
  readonly router?: RouterSource;
  /** A second router, into which the first may be changed while it runs (`switchTo` in the guest). */
  readonly later?: RouterSource;
  /** Further routers by name, whose files wait under `others/NAME/` in the job. */
  readonly others?: Readonly<Record<string, RouterSource>>;
  /** How often the box starts. At each start after the first it has the disk that the one before left behind. */
  readonly boots?: number;
  /** Further disks. With them each start is as after a power cut: what is on them is left, and nothing else. */
  readonly disks?: readonly LabDisk[];
  /** Further files for the guest, by path as in a job. */
  readonly files?: () => Promise<Job>;
  /** Who sits at the far end of the serial line meanwhile. */
  readonly atTheLine?: AtTheLine;
};

/**
 * Somebody outside the box, on this machine: `line` is the socket of the serial line, `kept` waits for a file that the guest
 * keeps (`keepFile`), `check` says how a check went, as the one in the guest does. When it throws the box is ended.
 */
export type AtTheLine = (desk: {
  readonly line: string;
  readonly folder: string;
  kept(name: string): Promise<string>;
  check(name: string, test: () => unknown): Promise<void>;
}) => Promise<void>;

/** Where a router comes from: answers as a person would write them, rendered by naar for a recorded machine. */
export type RouterSource = {
  /** A folder of test/scenarios whose answers.yaml is used, or the text itself; without it the scenario's own answers.yaml. */
  readonly answers?: string | { readonly text: string };
  /** Text to put in place of other text in the answers: what the lab needs otherwise (`203.0.113.9` to `45.90.0.1`). */
  readonly instead?: Readonly<Record<string, string>>;
  /** Name of a recorded machine whose jacks have the MAC addresses of the virtual box. */
  readonly machine: string;
  /** Files beside the answers, such as a password, by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
};

export type FoundScenario = Scenario & { readonly name: string; readonly folder: string };

/** Every scenario there is, by name. */
export async function findScenarios(): Promise<readonly FoundScenario[]> {
  const all = join(import.meta.dirname, 'scenarios');
  const names = readdirSync(all)
    .filter((name) => existsSync(join(all, name, 'scenario.ts')))
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const folder = join(all, name);
      const { scenario } = (await import(join(folder, 'scenario.ts'))) as { readonly scenario: Scenario };
      return { ...scenario, name, folder };
    }),
  );
}
