import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../image.ts';
import { program } from '../../pack-job.ts';
import type { Scenario } from '../../scenario.ts';

/** The line on the bench, before there is a router: the sweep and the trial dial against a concentrator of every temper. */
export const scenario: Scenario = {
  title: 'The line on the bench: sweep and trial dial',
  limit: 2400,
  files: async () => ({ 'bench.mjs': program(await bundled(join(projectRoot, 'test', 'uplink', 'bench.ts'))) }),
};

/** The bench has no command of its own in naar: the wizard calls it. Here a small program does. */
async function bundled(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    write: false,
    // packages written for require() find it here
    banner: {
      js: "const require = process.getBuiltinModule('module').createRequire(import.meta.url), __filename = process.getBuiltinModule('url').fileURLToPath(import.meta.url);",
    },
  });
  return outputFiles[0]!.text;
}
