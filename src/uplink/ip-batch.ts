import type { System } from '../system/system.ts';
import { sayable } from './sayable.ts';

/**
 * Runs lines of `ip` in one process: a dozen of them take a second on a slow box.
 * Each is tried, whatever became of the one before. Gives the first complaint,
 * empty where there was none; what was done is to be read from the devices.
 */
export async function ipBatch(system: System, lines: readonly string[]): Promise<string> {
  if (lines.length === 0) return '';
  const input = `${lines.join('\n')}\n`;
  const { stderr } = await system.run('ip', ['-force', '-batch', '-'], { input, timeout: 30_000 });
  return sayable(stderr.split('\n').find((line) => !line.startsWith('Command failed')) ?? '');
}
