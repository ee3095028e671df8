import type { System } from './system.ts';

/**
 * Keeps messages of the kernel off the consoles, all but a panic, so that they do not land
 * in the picture. Returns the level to restore; null where there is nothing to do or it
 * may not be done. On a recorded machine nothing is touched.
 */
export async function quietKernel(system: System): Promise<string | null> {
  if (system.kind !== 'real') return null;
  // the first of four numbers: what is shown on the console (Documentation/admin-guide/sysctl/kernel.rst, printk)
  const level = /^\d+/.exec((await system.readText('/proc/sys/kernel/printk')) ?? '')?.[0];
  if (level === undefined || level === '1') return null;
  const { code } = await system.run('dmesg', ['-n', '1']);
  return code === 0 ? level : null;
}

/** Lets the kernel speak on the consoles again, at the level that `quietKernel` returned. */
export async function restoreKernel(system: System, level: string): Promise<void> {
  await system.run('dmesg', ['-n', level]);
}
