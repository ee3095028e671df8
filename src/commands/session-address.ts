import { pid } from 'node:process';
import { statFields } from '../system/process-stat.ts';
import type { System } from '../system/system.ts';

const name = 'SSH_CONNECTION';

/**
 * Address of the router that an SSH session came to; null at the console. sudo keeps the variable that says so to
 * itself: then the programs that naar was started from know it. `self` is another one in tests.
 */
export async function sessionAddress(system: System, self: number = pid): Promise<string | null> {
  const connection = system.env(name) ?? (await connectionAbove(system, self));
  // address and port of the client, then those of the server (ssh(1))
  return connection?.split(' ')[2] ?? null;
}

async function connectionAbove(system: System, self: number): Promise<string | null> {
  const seen = new Set<number>();
  for (let id = self; id > 0 && !seen.has(id); id = await parentOf(system, id)) {
    seen.add(id);
    // gone meanwhile, or another user's
    const text = await system.readText(`/proc/${id}/environ`).catch(() => null);
    const found = text?.split('\0').find((entry) => entry.startsWith(`${name}=`));
    if (found !== undefined) return found.slice(name.length + 1);
  }
  return null;
}

async function parentOf(system: System, id: number): Promise<number> {
  const text = await system.readText(`/proc/${id}/stat`).catch(() => null);
  return Number(text === null ? 0 : statFields(text)[1]);
}
