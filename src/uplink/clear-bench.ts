import type { System } from '../system/system.ts';
import type { Busy } from './bench.ts';
import {
  type BenchFile,
  dialFile,
  dialLog,
  type JackBefore,
  nameServerKeys,
  readBenchFile,
  removeBenchFile,
  vlanPrefix,
} from './bench-file.ts';
import { endDial, isAlive, isDial, ourDials, ownProcess } from './bench-process.ts';
import { endAsking } from './end-asking.ts';
import { ipBatch } from './ip-batch.ts';
import { readLinkState } from './link-state.ts';
import { setManaged } from './managed-jack.ts';

/**
 * Undoes what a bench left on the machine: its pppd, its VLAN devices, its files,
 * and what it changed on the jacks. Does nothing where there is nothing, and says
 * who is at work where it must not: another naar that is alive, or a line kept
 * on purpose (`hangUp` ends that one).
 */
export async function clearBench(system: System): Promise<Busy | null> {
  const file = await readBenchFile(system);
  // without a file nothing was changed
  if (file === null) return null;
  const { kept, owner } = file;
  if (kept !== null && (await isDial(system, kept.process)))
    return { kind: 'busy', by: 'kept-line', process: kept.process };
  if (owner.process !== (await ownProcess(system)).process && (await isAlive(system, owner)))
    return { kind: 'busy', by: 'another-naar', process: owner.process };
  await undoBench(system, file);
  return null;
}

/** Hangs up every dial of the bench, a kept one too, and gives the jacks back as they were. */
export async function undoBench(system: System, { jacks, kept }: BenchFile): Promise<void> {
  for (const process of await ourDials(system)) await endDial(system, process);
  if (kept?.nameServers) for (const key of nameServerKeys) await system.run('resolvconf', ['-d', key]);
  await endAsking(
    system,
    jacks.map(({ name }) => name),
  );
  await system.remove(dialFile);
  await system.remove(dialLog);
  // a second time where something was in the way, and where that did not do either the next look tries again
  const done = (await undoLinks(system, jacks)) || (await undoLinks(system, jacks));
  for (const { name } of jacks.filter(({ managed }) => managed)) await setManaged(system, name, true);
  if (done) await removeBenchFile(system);
}

/** False where something is left to undo. */
async function undoLinks(system: System, jacks: readonly JackBefore[]): Promise<boolean> {
  const undoing = async () => [
    ...(await system.list('/sys/class/net'))
      .filter((name) => name.startsWith(vlanPrefix))
      .map((name) => `link delete dev ${name}`),
    ...(await Promise.all(jacks.map((jack) => restoring(system, jack)))).flat(),
  ];
  await ipBatch(system, await undoing());
  return (await undoing()).length === 0;
}

async function restoring(system: System, before: JackBefore): Promise<readonly string[]> {
  const { name, on, mtu, mac, addressMode } = before;
  const now = await readLinkState(system, name);
  if (now === null) return [];
  const set = `link set dev ${name}`;
  return [
    ...(on === now.on ? [] : [`${set} ${on ? 'up' : 'down'}`]),
    ...(now.mtu === mtu ? [] : [`${set} mtu ${mtu}`]),
    ...(now.mac === mac ? [] : [`${set} address ${mac}`]),
    ...(now.addressMode === addressMode || addressMode === null ? [] : [`${set} addrgenmode ${addressMode}`]),
  ];
}
