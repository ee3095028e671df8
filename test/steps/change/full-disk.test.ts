import { beforeAll, describe, expect, it } from 'vitest';
import { noSandbox } from '../no-sandbox.ts';
import { otherAnswers, routers, storedAnswers } from './program.ts';
import type { RouterRoot, Snapshot } from './router-root.ts';

const home = routers();
const change = (router: RouterRoot) =>
  router.naarWith({ LINE: 'Other-77be' }, 'reconfigure', '--answers', '/root/new.yaml', '--yes');

let idle: RouterRoot;
let old: Snapshot;
beforeAll(() => {
  idle = home.fresh();
  idle.write('root/new.yaml', otherAnswers);
  old = idle.snapshot();
});

/** Bytes between two tries: a page of the disk is 4,096; NAAR_ALL_POINTS=1 tries each. */
const step = process.env.NAAR_ALL_POINTS === '1' ? 4096 : 37 * 4096;

describe.skipIf(noSandbox !== null)('a change on a disk that is full', () => {
  it('says so however little room there is, leaves all as it was, and works when there is room', () => {
    let tries = 0;
    for (let room = 0; ; room += step) {
      const router = idle.onDiskWithRoom(room);
      try {
        const { status, words } = change(router);
        if (status === 0) break;
        tries += 1;
        expect(status, `${room} bytes: ${words}`).toBe(3);
        expect(words, `${room} bytes`).toMatch(/disk is full/i);
        expect(words, `${room} bytes`).toContain('naar doctor');
        expect(router.snapshot(), `${room} bytes: ${words}`).toEqual(old);
        expect(router.timeOut(), `${room} bytes`).toBe(false);
        for (const rest of ['pending.new', 'build'])
          expect(router.has(`var/lib/naar/${rest}`), `${room}: ${rest}`).toBe(false);
        router.makeRoom(8_000_000);
        expect(change(router).status).toBe(0);
      } finally {
        router.dispose();
      }
    }
    console.log(`Disks that were too full for a change: ${tries}.`);
    expect(tries).toBeGreaterThan(5);
  }, 1_800_000);

  it('says so where only files are written anew, and leaves them as they were', () => {
    let tries = 0;
    for (let room = 0; ; room += step) {
      const router = idle.onDiskWithRoom(8_000_000);
      try {
        // the same system: what is built is there already, and its folder is there as well
        expect(router.naar('reconfigure', '--yes').status).toBe(0);
        router.write('root/new.yaml', storedAnswers.replace('erase: false', 'erase: false\n  swap: 1G'));
        router.makeRoom(room);
        const { status, words } = router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes');
        if (status === 0) break;
        tries += 1;
        expect(status, words).toBe(3);
        expect(words).toMatch(/disk is full/i);
        expect(router.snapshot(), `${room} bytes`).toEqual(old);
      } finally {
        router.dispose();
      }
    }
    expect(tries).toBeGreaterThan(2);
  }, 1_800_000);

  const ends: readonly (readonly [string, (router: RouterRoot) => unknown])[] = [
    ['its time runs out', (router) => router.timeOut()],
    ['it is taken back', (router) => router.naar('rollback')],
    ['the router restarts', (router) => router.restart()],
  ];
  it.each(ends)('that fills up while it is on trial: the earlier router comes back when %s', (_, end) => {
    const router = idle.onDiskWithRoom(8_000_000);
    try {
      expect(change(router).status).toBe(0);
      router.makeRoom(0);
      end(router);
      expect(router.snapshot()).toEqual(old);
      expect(router.timeOut()).toBe(false);
    } finally {
      router.dispose();
    }
  });

  it('that fills up while it is on trial: it is kept whole, or the earlier router comes back whole', () => {
    const router = idle.onDiskWithRoom(8_000_000);
    try {
      expect(change(router).status).toBe(0);
      const trial = router.snapshot();
      router.makeRoom(0);
      const { status, words } = router.naar('confirm');
      const now = router.snapshot();
      const system = status === 0 ? trial['run/current-system'] : old['run/current-system'];
      expect(now['run/current-system'], words).toBe(system);
      expect(now['nix/var/nix/profiles/system']).toBe(system);
      expect(now['var/lib/naar/pending']).toBe('none');
    } finally {
      router.dispose();
    }
  });
});
