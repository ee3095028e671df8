import { describe, expect, it } from 'vitest';
import { quietKernel, restoreKernel } from '../../src/system/kernel-messages.ts';
import type { System } from '../../src/system/system.ts';

/** A machine that says what it prints on its console, and which commands were run on it. */
function machine(kind: System['kind'], printk: string | null, code = 0) {
  const commands: string[] = [];
  const system = {
    kind,
    readText: async () => printk,
    run: async (command: string, words: readonly string[]) => {
      commands.push([command, ...words].join(' '));
      return { code, stdout: '', stderr: '' };
    },
  } as unknown as System;
  return { system, commands };
}

describe('messages of the kernel', () => {
  it('are kept off the console but for a panic, and come back as they were', async () => {
    const { system, commands } = machine('real', '7\t4\t1\t7\n');
    const level = await quietKernel(system);
    expect(level).toBe('7');
    await restoreKernel(system, level!);
    expect(commands).toEqual(['dmesg -n 1', 'dmesg -n 7']);
  });

  it.each([
    ['a recorded machine is not touched', 'recorded', '7 4 1 7', 0, []],
    ['what is quiet already stays so', 'real', '1 4 1 7', 0, []],
    ['where printk cannot be read, nothing is run', 'real', null, 0, []],
    ['what may not be changed is not restored either', 'real', '4 4 1 7', 1, ['dmesg -n 1']],
  ] as const)('%s', async (_, kind, printk, code, commands) => {
    const found = machine(kind, printk, code);
    expect(await quietKernel(found.system)).toBe(null);
    expect(found.commands).toEqual(commands);
  });
});
