import { readFileSync } from 'node:fs';
import process from 'node:process';
import { statFields } from './process-stat.ts';

/**
 * Whether the terminal that naar was started at is a console of this machine, or a window on one. sudo gives what it
 * starts a pseudo terminal of its own (use_pty, its default), so that the name says nothing: the programs that naar was
 * started from have the console for their terminal. proc_pid_stat(5); `proc` and `self` are others in tests.
 */
export function isOnConsole(proc = '/proc', self: number = process.pid): boolean {
  const seen = new Set<number>();
  for (let id = self; id > 0 && !seen.has(id); ) {
    seen.add(id);
    const { parent, terminal } = lookAt(`${proc}/${id}/stat`);
    if (terminal > 0 && !isWindow(terminal)) return true;
    id = parent;
  }
  return false;
}

function lookAt(file: string): { readonly parent: number; readonly terminal: number } {
  try {
    const [, parent, , , terminal] = statFields(readFileSync(file, 'utf8'));
    return { parent: Number(parent), terminal: Number(terminal) };
  } catch {
    // gone meanwhile, or hidden from this user (hidepid)
    return { parent: 0, terminal: 0 };
  }
}

/** Major numbers of pseudo terminals (devices.txt of the kernel); the middle byte and a half of the number hold them. */
function isWindow(device: number): boolean {
  const major = (device >> 8) & 0xfff;
  return major >= 136 && major <= 143;
}
