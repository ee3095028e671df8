import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './image.ts';
import { box, type Job, program, text } from './vm.ts';

/** One run of the virtual box: what it is for, the job it is given, and how many seconds it may take at the most. */
export type Scenario = {
  readonly name: string;
  readonly title: string;
  readonly limit: number;
  /** Throws where the job cannot be made: then the scenario has failed. */
  readonly job: () => Promise<Job>;
};

/** What every job has: the first program, the unit that runs the checks, the checks themselves and naar as one file. */
export function commonJob(scenario: string): Job {
  const guest = join(import.meta.dirname, 'guest');
  const checks = readdirSync(guest).filter((name) => name.endsWith('.ts'));
  return {
    init: program(readFileSync(join(guest, 'init'))),
    scenario: text(scenario),
    'box.json': text(JSON.stringify(box)),
    'naar.mjs': program(readFileSync(join(projectRoot, 'dist', 'naar.mjs'))),
    ...Object.fromEntries(checks.map((name) => [`guest/${name}`, text(readFileSync(join(guest, name), 'utf8'))])),
    'root/etc/systemd/system/lab.service': text(readFileSync(join(guest, 'lab.service'), 'utf8')),
    'root/etc/systemd/system/lab-journal.service': text(readFileSync(join(guest, 'lab-journal.service'), 'utf8')),
  };
}
