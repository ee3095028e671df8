import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../image.ts';
import { commonJob, type Scenario } from '../scenario.ts';
import { text } from '../vm.ts';

/** The bare box, without a router on it: what naar detects there, and what the tuning script does to real interrupts. */
export const machine: Scenario = {
  name: 'machine',
  title: 'The bare box: detection and interrupts',
  limit: 240,
  job: async () => ({
    ...commonJob('machine'),
    'answers.yaml': text(readFileSync(join(projectRoot, 'test', 'scenarios', 'edpnet', 'answers.yaml'), 'utf8')),
  }),
};
