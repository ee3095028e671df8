import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateConfiguration, parseNix } from './evaluate.ts';
import { judgeConfiguration } from './judges.ts';
import { runTool } from './workbench.ts';

/**
 * Everything that can be said against a folder as `naar render` writes it:
 * Nix parses and evaluates configuration.nix and local.nix, the options belong
 * to the release, every daemon accepts its file, and the tuning script is
 * clean. An empty list is good. `release` is `25.11`, `26.05` or `26.11`.
 */
export async function judgeRouter(dir: string, release: string): Promise<string[]> {
  const script = judgeTuningScript(dir);
  try {
    await parseNix(join(dir, 'configuration.nix'));
    return [...judgeConfiguration(await evaluateConfiguration(dir, release), release), ...script];
  } catch (failure) {
    return [`configuration.nix: ${failure instanceof Error ? failure.message : failure}`, ...script];
  }
}

function judgeTuningScript(dir: string): string[] {
  const file = join(dir, 'irq-tuning.sh');
  if (!existsSync(file)) return [];
  const run = runTool('shellcheck', ['--format=gcc', file]);
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(`${dir}/`, ''));
}
