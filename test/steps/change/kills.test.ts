import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSandbox } from '../no-sandbox.ts';
import { routers, storedAnswers } from './program.ts';
import type { RouterRoot, Snapshot } from './router-root.ts';

const home = routers();
const reconfigure = (router: RouterRoot, env = {}) =>
  router.naarWith({ LINE: 'Other-77be', ...env }, 'reconfigure', '--answers', '/root/new.yaml', '--yes');

type Blow = { readonly when: 'before' | 'within'; readonly kind: 'process' | 'power' };
const blows: readonly Blow[] = [
  { when: 'before', kind: 'process' },
  { when: 'before', kind: 'power' },
  { when: 'within', kind: 'process' },
  { when: 'within', kind: 'power' },
];
/** Tools whose work can be cut in two. */
const divisible = /^(cp|nix-build|nix-env|systemd-run .*--wait|switch-to-configuration .* (test|boot)) ?/;

let idle: RouterRoot;
let waiting: RouterRoot;
let old: Snapshot;
let kept: Snapshot;
let points = 0;

beforeAll(() => {
  idle = home.fresh();
  idle.write(
    'root/new.yaml',
    storedAnswers
      .replace('hostName: router', 'hostName: gate')
      .replace('vlan: 90', 'vlan: 91')
      .replace('{ path: /etc/naar/secrets/pppoe-password }', '{ env: LINE }'),
  );
  old = idle.snapshot();
  waiting = home.fresh(idle);
  expect(reconfigure(waiting).status).toBe(0);
  const confirmed = home.fresh(waiting);
  expect(confirmed.naar('confirm').status).toBe(0);
  kept = confirmed.snapshot();
});
afterAll(() =>
  console.log(
    `Killed at ${points} points${stride === 1 ? '' : ' (NAAR_ALL_POINTS=1 tries four times as many)'}; each time the router was whole again.`,
  ),
);

/** Each point takes a router of its own: `npm test` tries every fourth (all where there are no more than four), NAAR_ALL_POINTS=1 tries all. */
const stride = process.env.NAAR_ALL_POINTS === '1' ? 1 : 4;

/**
 * Does the work with a blow at a call of a tool, in a router of its own for each call that an undisturbed run
 * makes, and hands over what is left. `wanted` are the calls that matter.
 */
function atEachCall(
  from: RouterRoot,
  { when, kind }: Blow,
  work: (router: RouterRoot) => void,
  then: (router: RouterRoot, call: string) => void,
  wanted = (_calls: readonly string[], _index: number) => true,
): void {
  const quiet = from.copy();
  quiet.killAt(null);
  work(quiet);
  const calls = quiet.asked();
  quiet.dispose();
  expect(calls.length).toBeGreaterThan(5);
  const all = [...calls.entries()].filter(
    ([index, call]) => wanted(calls, index) && (when === 'before' || divisible.test(call)),
  );
  for (const [index, call] of all.filter((_, place) => all.length <= 4 || place % stride === 0)) {
    const router = from.copy();
    try {
      router.killAt(index + 1, when, kind);
      work(router);
      expect(router.struck(), `${call} was reached`).toBe(true);
      points += 1;
      router.killAt(null);
      then(router, call);
    } finally {
      router.dispose();
    }
  }
}

/** Building touches nothing: of its calls only the build itself is cut; from the saving on each one is. */
function fromSavingOn(calls: readonly string[], index: number): boolean {
  return index >= calls.indexOf('rm -rf /var/lib/naar/pending.new') || /^nix-build/.test(calls[index] ?? '');
}

/** What happens by itself, or by the next command, when whoever was at work is gone. */
function recover(router: RouterRoot, kind: Blow['kind']): void {
  if (kind === 'power') router.restart();
  else if (!router.timeOut() && router.has('var/lib/naar/pending')) router.naar('rollback');
}

const names = blows.map((blow) => [`${blow.kind}, ${blow.when} each call`, blow] as const);

describe.skipIf(noSandbox !== null)('killed while it reconfigures, the earlier router is back', () => {
  it.each(names)(
    '%s',
    (_, blow) => {
      atEachCall(
        idle,
        blow,
        (router) => reconfigure(router),
        (router, call) => {
          recover(router, blow.kind);
          expect(router.snapshot(), call).toEqual(old);
        },
      );
    },
    1_800_000,
  );

  it.each(['process', 'power'] as const)(
    '%s, at each file that is written',
    (kind) => {
      for (let file = 1; ; file += stride) {
        const router = idle.copy();
        try {
          const env = { PRELOAD: '/project/test/at-write.ts', NAAR_TEST_AT: String(file), NAAR_TEST_SIGNAL: 'SIGKILL' };
          if (reconfigure(router, env).status === 0) break;
          points += 1;
          recover(router, kind);
          expect(router.snapshot(), `file ${file}`).toEqual(old);
        } finally {
          router.dispose();
        }
      }
    },
    1_800_000,
  );
});

it.skipIf(noSandbox !== null).each(names)(
  'killed while it is confirmed, it is the old router or the new one, whole: %s',
  (_, blow) => {
    let marked = 0;
    atEachCall(
      waiting,
      blow,
      (router) => router.naar('confirm'),
      (router, call) => {
        const confirmed = router.has('var/lib/naar/pending/confirmed') || !router.has('var/lib/naar/pending');
        marked += confirmed ? 1 : 0;
        recover(router, blow.kind);
        expect(router.snapshot(), call).toEqual(confirmed ? kept : old);
      },
    );
    expect(marked).toBeGreaterThan(1);
  },
  1_800_000,
);

it.skipIf(noSandbox !== null).each(names)(
  'killed while it goes back, the earlier router comes back at the next try: %s',
  (_, blow) => {
    atEachCall(
      waiting,
      blow,
      (router) => router.timeOut(),
      (router, call) => {
        recover(router, blow.kind);
        expect(router.snapshot(), call).toEqual(old);
      },
      fromSavingOn,
    );
  },
  1_800_000,
);

it.skipIf(noSandbox !== null).each(names)(
  'killed while a start takes it back, the next start does: %s',
  (_, blow) => {
    atEachCall(
      waiting,
      blow,
      (router) => router.restart(),
      (router, call) => {
        router.restart();
        expect(router.snapshot(), call).toEqual(old);
      },
    );
  },
  1_800_000,
);
