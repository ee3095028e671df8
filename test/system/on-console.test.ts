import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isOnConsole } from '../../src/system/on-console.ts';

const places: string[] = [];
afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true });
});

/** Programs from the first to naar, each started by the one before: name and device of the controlling terminal. */
function started(...programs: readonly (readonly [name: string, terminal: number])[]): boolean {
  const proc = mkdtempSync(join(tmpdir(), 'naar-proc-'));
  places.push(proc);
  for (const [index, [name, terminal]] of programs.entries()) {
    mkdirSync(join(proc, String(index + 1)));
    writeFileSync(
      join(proc, String(index + 1), 'stat'),
      `${index + 1} (${name}) S ${index} ${index + 1} ${index + 1} ${terminal} ${index + 1} 4194560 0 0`,
    );
  }
  return isOnConsole(proc, programs.length);
}

const [none, tty1, ttyS0, hvc0] = [0, 0x401, 0x440, 0xe500];
const [pts3, pts700] = [0x8803, 0x1088bc];

it.each([
  [
    'on a serial line',
    [
      ['systemd', none],
      ['bash', ttyS0],
      ['node', ttyS0],
    ],
    true,
  ],
  [
    'on a serial line by sudo, which gives it a window',
    [
      ['systemd', none],
      ['bash', ttyS0],
      ['sudo', ttyS0],
      ['sudo', pts3],
      ['node', pts3],
    ],
    true,
  ],
  [
    'on a screen with a keyboard, by sudo',
    [
      ['systemd', none],
      ['bash', tty1],
      ['sudo', tty1],
      ['node', pts3],
    ],
    true,
  ],
  [
    'on the console of a virtual machine',
    [
      ['systemd', none],
      ['bash', hvc0],
      ['node', hvc0],
    ],
    true,
  ],
  [
    'by SSH',
    [
      ['systemd', none],
      ['sshd', none],
      ['bash', pts3],
      ['node', pts3],
    ],
    false,
  ],
  [
    'by SSH and sudo, with many windows',
    [
      ['systemd', none],
      ['sshd', none],
      ['bash', pts3],
      ['sudo', pts3],
      ['node', pts700],
    ],
    false,
  ],
  [
    'without a terminal',
    [
      ['systemd', none],
      ['node', none],
    ],
    false,
  ],
  [
    'by a program whose name looks like numbers',
    [
      ['systemd', none],
      ['a) S 1 1 1 1088 (', none],
      ['node', pts3],
    ],
    false,
  ],
] as const)('naar %s', (_, programs, console) => {
  expect(started(...programs)).toBe(console);
});

it('does not mind a program that is gone', () => {
  expect(isOnConsole('/nowhere', 1)).toBe(false);
});
