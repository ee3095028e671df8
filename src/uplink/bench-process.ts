import { statFields } from '../system/process-stat.ts';
import type { System } from '../system/system.ts';
import { type BenchFile, dialFile } from './bench-file.ts';

/** This process, for the bench's file. */
export async function ownProcess(system: System): Promise<BenchFile['owner']> {
  const link = await system.readLink('/proc/self');
  const process = Number(link?.split('/').at(-1) ?? 0);
  return { process, began: await beganAt(system, process) };
}

/** Whether the process that a bench's file names is still at work. */
export async function isAlive(system: System, owner: BenchFile['owner']): Promise<boolean> {
  return owner.began !== null && (await beganAt(system, owner.process)) === owner.began;
}

/** Numbers of all pppd that were started on the bench, whoever started them. One of another network (a container's) is not ours. */
export async function ourDials(system: System): Promise<readonly number[]> {
  const network = await networkOf(system, 'self');
  const numbers = (await system.list('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const isOurs = async (number: number) =>
    (await isDial(system, number)) && (await networkOf(system, number)) === network;
  const ours = await Promise.all(numbers.map(isOurs));
  return numbers.filter((_, index) => ours[index]);
}

/** Whether a process is a pppd of the bench; its number alone may have been given to another since. */
export async function isDial(system: System, process: number): Promise<boolean> {
  const words = (await system.readText(`/proc/${process}/cmdline`))?.split('\0') ?? [];
  return words[words.indexOf(dialFile) - 1] === 'file';
}

/** Hangs up: SIGTERM lets pppd tell the provider, SIGKILL after four seconds. True when it is gone. */
export async function endDial(system: System, process: number): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (!(await isDial(system, process))) return true;
    if (tries === 0) system.signal(process, 'SIGTERM');
    if (tries === 40) system.signal(process, 'SIGKILL');
    await system.wait(100);
  }
  return !(await isDial(system, process));
}

/** A name for the network that a process lives in (namespaces(7)). */
async function networkOf(system: System, process: number | 'self'): Promise<string | undefined> {
  return (await system.readLink(`/proc/${process}/ns/net`))?.split('/').at(-1);
}

/** Field 22 of /proc/PID/stat (proc(5)). */
async function beganAt(system: System, process: number): Promise<string | null> {
  const text = process === 0 ? null : await system.readText(`/proc/${process}/stat`);
  return text === null ? null : (statFields(text)[19] ?? null);
}
