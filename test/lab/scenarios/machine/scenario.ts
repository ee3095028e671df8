import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../image.ts';
import { text } from '../../pack-job.ts';
import type { Scenario } from '../../scenario.ts';

/** The box without a router: what naar detects, and what the tuning script does to real interrupts. */
export const scenario: Scenario = {
  title: 'The bare box: detection and interrupts',
  limit: 1800,
  files: async () => ({
    'answers.yaml': text(readFileSync(join(projectRoot, 'test', 'scenarios', 'edpnet', 'answers.yaml'), 'utf8')),
  }),
};
