import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { openLine } from './open-line.ts';

/**
 * Runs stty on a terminal that is open here; what it prints, empty where it cannot be run.
 * Not through `System`: the terminal is the person's own, also when the machine is a recorded one.
 */
export function stty(terminal: number, words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    // a descriptor of its own: Node makes those that a child gets wait when the line is full
    const own = openLine(terminal);
    const child = spawn('stty', words, { stdio: [own, 'pipe', 'ignore'], env: { ...process.env, LC_ALL: 'C' } });
    if (own !== terminal) closeSync(own);
    let printed = '';
    child.stdout?.on('data', (text) => {
      printed += text;
    });
    child.on('error', () => resolve('')).on('close', () => resolve(printed));
  });
}

/**
 * Sees to it that LF goes out as CR LF, which raw mode does not. Returns the bytes a second of
 * a serial line with 8N1, where a start bit and a stop bit come to each byte; null where stty
 * does not say.
 */
export async function readyLine(terminal: number): Promise<number | null> {
  const settings = await stty(terminal, ['-a']);
  if (/-opost|-onlcr/.test(settings)) await stty(terminal, ['opost', 'onlcr']);
  const baud = Number(/^speed (\d+) baud/.exec(settings)?.[1]);
  return baud > 0 ? baud / 10 : null;
}

/**
 * A terminal that was found raw, as a killed program leaves it, is put right: it would
 * neither echo nor end a line at Enter.
 */
export async function rightedTerminal(terminal: number): Promise<void> {
  if ((await stty(terminal, ['-a'])).includes('-icanon')) await stty(terminal, ['sane']);
}
