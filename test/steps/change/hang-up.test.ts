import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSandbox } from '../no-sandbox.ts';
import { atEachCall, stride } from './blows.ts';
import { otherAnswers, routers, storedAnswers } from './program.ts';
import type { RouterRoot, Snapshot } from './router-root.ts';

const home = routers();
const words = ['reconfigure', '--answers', '/root/new.yaml', '--yes'];
/** Makes the change at a terminal, which is gone at the latest when the time is counted. */
const leave = (router: RouterRoot) => router.naarOnTerminal('', 'comes back in', { LINE: 'Other-77be' }, ...words);

let idle: RouterRoot;
let old: Snapshot;
let points = 0;
beforeAll(() => {
  idle = home.fresh();
  idle.write('root/new.yaml', otherAnswers);
  old = idle.snapshot();
});
afterAll(() =>
  console.log(`Hung up at ${points} points${stride === 1 ? '' : ' (NAAR_ALL_POINTS=1 tries four times as many)'}.`),
);

describe.skipIf(noSandbox !== null)('the terminal goes away while a change is made', () => {
  it.each(['before', 'within'] as const)(
    '%s each call: before the switch all is as it was, behind it the lifeline decides',
    (when) => {
      let behind = 0;
      points += atEachCall(idle, { when, kind: 'hang-up' }, leave, (router, call) => {
        if (router.has('var/lib/naar/pending')) {
          behind += 1;
          // the switch was done, and is taken back where nobody comes again
          expect(router.read('etc/nixos/answers.yaml'), call).toContain('hostName: gate');
          expect(router.timeOut(), call).toBe(true);
        }
        expect(router.snapshot(), call).toEqual(old);
        expect(router.timeOut(), call).toBe(false);
      });
      if (when === 'before') expect(behind).toBeGreaterThan(0);
    },
    1_800_000,
  );

  it('in the wizard: a build is given up, and a switch that cuts its own connection stays on trial', () => {
    const wizard = (router: RouterRoot) =>
      router.naarOnTerminal('1\n1\n1\n', 'comes back in', {}, '--answers', '/root/wizard.yaml', '--ui', 'plain');
    idle.write('root/wizard.yaml', storedAnswers.replace('hostName: router', 'hostName: gate'));
    const pending = new Map<string, boolean>();
    points += atEachCall(
      idle,
      { when: 'within', kind: 'hang-up' },
      wizard,
      (router, call) => {
        pending.set(call.split(' ')[0] ?? '', router.timeOut());
        expect(router.snapshot(), call).toEqual(old);
      },
      (calls, index) => /^nix-build|^systemd-run .*--wait/.test(calls[index] ?? ''),
    );
    expect([...pending]).toEqual([
      ['nix-build', false],
      ['systemd-run', true],
    ]);
  });

  it('while the time is counted: the next session may keep the change', () => {
    const router = home.fresh(idle);
    leave(router);
    const trial = router.snapshot();
    expect(trial['run/naar/armed']).toBe('there');
    expect(router.naar('confirm').status).toBe(0);
    expect(router.snapshot()['nix/var/nix/profiles/system']).toBe(trial['run/current-system']);
  });
});

describe.skipIf(noSandbox !== null)('who ends a trial is gone in the middle: it is ended to the end', () => {
  const ways = [
    ['confirm', 'hang-up', 'The change stays'],
    ['confirm', 'naar', ''],
    ['rollback', 'hang-up', 'The earlier router is back'],
    ['rollback', 'naar', ''],
  ] as const;
  it.each(ways)(
    'naar %s, %s',
    (word, kind, last) => {
      const waiting = home.fresh(idle);
      leave(waiting);
      const ended = home.fresh(waiting);
      ended.naar(word);
      const whole = ended.snapshot();
      expect(whole['var/lib/naar/pending']).toBe('none');
      const cut = atEachCall(
        waiting,
        { when: 'before', kind },
        (router) => (kind === 'naar' ? router.naar(word) : router.naarOnTerminal('', last, {}, word)),
        (router, call) => expect(router.snapshot(), call).toEqual(whole),
        (calls, index) => {
          const call = calls[index] ?? '';
          // the terminal's own, before naar begins
          if (/^rm -f \/fake\//.test(call)) return false;
          return stride === 1 || /^(switch-to|touch .*(confirmed|going-back)|mv -T .*history)/.test(call);
        },
      );
      points += cut;
      expect(cut).toBeGreaterThan(1);
    },
    1_800_000,
  );

  it.each([
    ['confirm', 'The change stays'],
    ['rollback', 'The earlier router is back'],
  ])('naar %s that is told to stop says how it ended', (word, last) => {
    const router = home.fresh(idle);
    leave(router);
    router.remove('fake/log');
    const told = `/project/node_modules/node/bin/node /naar.mjs ${word} & naar=$!
until grep -qE 'switch-to-configuration .* (boot|test)' /fake/log; do sleep 0.02; done
kill -HUP $naar
kill -TERM $naar
wait $naar`;
    const { status, words } = router.run('sh', '-c', told);
    expect(words).toContain(last);
    expect(status).toBe(0);
  });
});
