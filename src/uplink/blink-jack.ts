import type { System } from '../system/system.ts';
import { findTool, type Tool } from './find-tool.ts';
import { sayable } from './sayable.ts';

/** Whether the light blinked, and why not. */
export type BlinkResult =
  | { readonly kind: 'blinked' }
  /** The jack cannot; `words` are ethtool's. */
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'tool-missing'; readonly tool: Tool };

/** Blinks the light of a jack for five seconds (`ethtool --identify`), or until `stop`. */
export async function blinkJack(system: System, jack: string, stop: AbortSignal): Promise<BlinkResult> {
  const ethtool = await findTool(system, 'ethtool');
  if (ethtool === null) return { kind: 'tool-missing', tool: 'ethtool' };
  const words: string[] = [];
  const running = await system.start(ethtool, ['--identify', jack, `${seconds}`], {
    tell: (line) => words.push(line),
    stop,
    timeout: (seconds + 2) * 1_000,
  });
  const { code } = await running.ended;
  return code === 0 || stop.aborted ? { kind: 'blinked' } : { kind: 'refused', words: sayable(words.at(-1) ?? '') };
}

const seconds = 5;
