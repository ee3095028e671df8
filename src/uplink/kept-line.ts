import type { Running, System } from '../system/system.ts';
import type { Bench } from './bench.ts';
import { nameServerKeys, readBenchFile } from './bench-file.ts';
import { isDial } from './bench-process.ts';
import { undoBench } from './clear-bench.ts';

/**
 * Leaves a line up that was dialled to be kept: pppd goes on without naar, and the
 * provider's name servers are used by the system where it has resolvconf, as NixOS has.
 */
export async function keepLine(
  system: System,
  bench: Bench,
  running: Running,
  dns: readonly string[],
): Promise<{ readonly nameServers: boolean } | null> {
  if (running.process === null) return null;
  const input = dns.map((address) => `nameserver ${address}\n`).join('');
  let told = false;
  for (const key of dns.length > 0 ? nameServerKeys : [])
    told ||= (await system.run('resolvconf', ['-a', key], { input })).code === 0;
  await bench.keep({ process: running.process, nameServers: told });
  running.release();
  return { nameServers: told };
}

/** Whether a kept line is up, also one of an earlier naar. */
export async function isLineKept(system: System): Promise<boolean> {
  const kept = (await readBenchFile(system))?.kept ?? null;
  return kept !== null && (await isDial(system, kept.process));
}

/** Hangs up a kept line, also one of an earlier naar, and puts everything back. False where none was kept. */
export async function hangUpLine(system: System): Promise<boolean> {
  const file = await readBenchFile(system);
  if (!file?.kept) return false;
  await undoBench(system, file);
  return true;
}
