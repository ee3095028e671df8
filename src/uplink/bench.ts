import type { System } from '../system/system.ts';
import { type BenchFile, type JackBefore, readBenchFile, runDirectory, writeBenchFile } from './bench-file.ts';
import { ownProcess } from './bench-process.ts';
import { clearBench } from './clear-bench.ts';
import { ipBatch } from './ip-batch.ts';
import { readLinkState } from './link-state.ts';
import { isManaged, setManaged } from './managed-jack.ts';

/**
 * The workplace of one look at the line: what it changes on the machine is noted
 * in a file before it is changed, and undone at the end, or, where naar was
 * killed, by the next look. One look at a time.
 */
export type Bench = {
  /** Switches a jack on and sets what else is wished; says what the jack refused. */
  borrow(jack: string, wish?: JackWish): Promise<Borrowed>;
  /** Leaves it all as it is: the line stays up when naar ends. */
  keep(line: NonNullable<BenchFile['kept']>): Promise<void>;
  /** Undoes everything that is not kept. */
  close(): Promise<void>;
};

/** `null`: as it is. MTU in bytes. */
export type JackWish = { readonly mtu: number | null; readonly mac: string | null };

/** What lending did to the jack. */
export type Borrowed = {
  /** The jack was touched so that its link may go down and come back. */
  readonly restarted: boolean;
  readonly refused: readonly ('mtu' | 'mac')[];
};

/** Another naar, or a line that was kept, has the bench. */
export type Busy = { readonly kind: 'busy'; readonly by: 'another-naar' | 'kept-line'; readonly process: number };

/** Opens the bench, first undoing what an earlier run left behind. */
export async function openBench(system: System, purpose: BenchFile['purpose']): Promise<Bench | Busy> {
  const busy = await clearBench(system);
  if (busy !== null) return busy;
  await system.makeDirectory(runDirectory, 0o700);
  // what an earlier look could not undo is still owed
  const owed = (await readBenchFile(system))?.jacks ?? [];
  let file: BenchFile = { purpose, owner: await ownProcess(system), jacks: owed, kept: null };
  const note = async (change: Partial<BenchFile>) => {
    file = { ...file, ...change };
    await writeBenchFile(system, file);
  };
  await note({});
  return {
    async borrow(jack, wish = { mtu: null, mac: null }) {
      const known = file.jacks.find(({ name }) => name === jack);
      const before = known ?? (await jackBefore(system, jack));
      if (before === null) return { restarted: false, refused: [] };
      if (known === undefined) await note({ jacks: [...file.jacks, before] });
      if (before.managed) {
        await setManaged(system, jack, false);
        // it switches the jack off in its own time, and that shall be over
        await system.wait(500);
      }
      return prepare(system, before, wish);
    },
    async keep(kept) {
      await note({ kept });
    },
    async close() {
      if (file.kept === null) await clearBench(system);
    },
  };
}

async function jackBefore(system: System, jack: string): Promise<JackBefore | null> {
  const state = await readLinkState(system, jack);
  if (state === null) return null;
  const { on, mtu, mac, addressMode } = state;
  return { name: jack, on, mtu, mac, addressMode, managed: await isManaged(system, jack) };
}

/** MTU and address first: a jack that is switched on already loses its link for seconds when they change. One process does it all. */
async function prepare(system: System, before: JackBefore, wish: JackWish): Promise<Borrowed> {
  const { name } = before;
  const mtu = wish.mtu !== null && wish.mtu > before.mtu ? wish.mtu : null;
  const mac = wish.mac !== null && wish.mac.toLowerCase() !== before.mac ? wish.mac.toLowerCase() : null;
  const set = (...words: readonly (string | number)[]) => `link set dev ${[name, ...words].join(' ')}`;
  const address = mac === null ? [] : [set('address', mac)];
  await ipBatch(system, [
    // switched on for a look, a jack shall not begin to speak IPv6 by itself
    ...(before.on ? [] : [set('addrgenmode', 'none')]),
    ...(mtu === null ? [] : [set('mtu', mtu)]),
    ...address,
    set('up'),
  ]);
  let now = await readLinkState(system, name);
  if (mac !== null && now?.mac !== mac) {
    // some drivers take another address only while they are off
    await ipBatch(system, [set('down'), ...address, set('up')]);
    now = await readLinkState(system, name);
  }
  const refused: Borrowed['refused'][number][] = [];
  if (mtu !== null && now?.mtu !== mtu) refused.push('mtu');
  if (mac !== null && now?.mac !== mac) refused.push('mac');
  return { restarted: !before.on || before.managed || mtu !== null || mac !== null, refused };
}
