import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OffloadPlan } from '../../src/plan/firewall-plan.ts';
import { fastPathRuleset, fastPathScript, fastPathWatchScript } from '../../src/render/fast-path.ts';
import { neighbourSeedScript } from '../../src/render/neighbour-seed.ts';
import { HOME } from '../namespaces/home.ts';
import { noNamespaces } from '../namespaces/test-network.ts';

const OFFLOAD: OffloadPlan = {
  mode: 'auto',
  devices: [{ jack: 'enp1s0' }, { jack: 'enp2s0' }],
  provenKernels: [
    { series: '6.12', to: null },
    { series: '6.18', to: 44 },
  ],
};

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'naar-fast-path-'));
});
afterEach(() => rmSync(place, { recursive: true }));

/** A stand-in for a command, first in PATH. */
function stand(command: string, script: string): void {
  writeFileSync(join(place, command), `#!/bin/bash\n${script}\n`);
  chmodSync(join(place, command), 0o755);
}

function run(script: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { PATH: `${place}:/usr/bin:/bin`, RUNTIME_DIRECTORY: place, WATCH_PAUSE: '0.01', ...env },
  });
  return { status, stdout, stderr };
}

describe('the fast path', () => {
  it('lists the jacks and hooks in after the filter', () => {
    expect(fastPathRuleset(OFFLOAD)).toContain('devices = { "enp1s0", "enp2s0" }');
    expect(fastPathRuleset(OFFLOAD)).toContain('hook forward priority filter + 10');
  });

  it.skipIf(noNamespaces() !== null)('is read by nft; a kernel without flowtables says no to nothing else', () => {
    const name = `naar-flow-${process.pid}`;
    spawnSync('ip', ['netns', 'add', name]);
    const bare = fastPathRuleset(OFFLOAD).replace(/devices = .*\n/, '');
    const { stderr, status } = spawnSync('ip', ['netns', 'exec', name, 'nft', '-c', '-f', '-'], {
      input: bare,
      encoding: 'utf8',
    });
    spawnSync('ip', ['netns', 'delete', name]);
    if (status !== 0)
      expect(stderr.match(/Error: .*/g)).toEqual(
        stderr.match(/Error: Could not process rule: (?:No such file or directory|Operation not supported)/g),
      );
    expect(stderr).not.toContain('syntax error');
  });

  it.each([
    ['6.12.117', true],
    ['6.18.15', true],
    ['6.18.44', true],
    ['6.18.45', false],
    ['6.18.50-custom', false],
    ['6.19.2', false],
    ['6.1.90', false],
    ['7.3.4', false],
  ])('kernel %s: loaded is %s', (kernel, loaded) => {
    stand('uname', `echo ${kernel}`);
    stand('sysctl', 'true');
    stand('nft', `[ "$1" = -f ] && cat > ${place}/loaded; true`);
    const { status, stdout, stderr } = run(fastPathScript(OFFLOAD));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(loaded ? /loaded on enp1s0, enp2s0/ : /off, kernel .* was not tried/);
    if (loaded) expect(readFileSync(join(place, 'loaded'), 'utf8')).toBe(fastPathRuleset(OFFLOAD));
  });

  it('`on` asks no kernel, and a refusal is said and is not fatal', () => {
    stand('uname', 'echo 6.19.1');
    stand('sysctl', 'exit 1');
    stand('nft', 'exit 1');
    expect(run(fastPathScript({ ...OFFLOAD, mode: 'on' }))).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('this kernel refused it'),
    });
  });
});

describe('the watch', () => {
  /** conntrack's listing of round N for flows with these steps per round. */
  const listing = (flows: readonly (readonly [number, number])[]) =>
    flows
      .map(
        ([sent, answered], index) =>
          `echo "tcp 6 src=192.168.20.11 dst=9.9.9.9 sport=${40000 + index} dport=443 packets=$((round * ${sent})) bytes=1 src=9.9.9.9 dst=81.2.3.4 sport=443 dport=${40000 + index} packets=$((5 + round * ${answered})) bytes=1 [OFFLOAD] mark=0 use=2"`,
      )
      .join('\n');
  const watch = (flows: readonly (readonly [number, number])[], other = '') => {
    writeFileSync(join(place, 'round'), '0');
    stand('conntrack', `round=$(cat ${place}/round)\n${listing(flows)}\n${other}\nexit 0`);
    // the table is there for eight rounds, then somebody stops the fast path
    stand(
      'nft',
      `if [ "$1" = delete ]; then touch ${place}/deleted; exit 0; fi\nround=$(($(cat ${place}/round) + 1)); echo $round > ${place}/round\n[ $round -lt 8 ] && [ ! -e ${place}/deleted ]`,
    );
    const { status, stdout, stderr } = run(fastPathWatchScript());
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };

  it('leaves a working fast path alone', () => {
    expect(
      watch([
        [50, 60],
        [3, 3],
        [5, 4],
      ]),
    ).toBe('fast path: in use\n');
  });

  it('takes it away when connections send and nobody answers', () => {
    expect(
      watch([
        [4, 0],
        [3, 0],
        [5, 0],
      ]),
    ).toMatch(/in use\n.*got no answers any more; switched off/s);
  });

  it('takes it away when answers come and nothing goes out', () => {
    expect(
      watch([
        [0, 4],
        [0, 3],
        [0, 5],
      ]),
    ).toMatch(/switched off/);
  });

  it('is not misled by one dead peer, by idle connections, or by those on the slow path', () => {
    expect(
      watch([
        [4, 0],
        [50, 60],
      ]),
    ).toBe('fast path: in use\n');
    expect(
      watch([
        [0, 0],
        [0, 0],
        [0, 0],
        [1, 0],
      ]),
    ).toBe('fast path: in use\n');
    // three peers that went away while somebody else is served, and one alone
    expect(
      watch([
        [4, 0],
        [4, 0],
        [4, 0],
        [50, 60],
      ]),
    ).toBe('fast path: in use\n');
    expect(watch([[4, 0]])).toBe('fast path: in use\n');
    const slow = [1, 2, 3, 4].map(
      (port) =>
        `echo "tcp 6 300 ESTABLISHED src=1.1.1.1 dst=2.2.2.2 sport=${port} dport=1 packets=$((round * 9)) bytes=1 src=2.2.2.2 dst=1.1.1.1 sport=1 dport=${port} packets=0 bytes=1 [ASSURED]"`,
    );
    expect(watch([], slow.join('\n'))).toBe('');
  });
});

describe('as scripts', () => {
  it.each([
    ['fast path', fastPathScript(OFFLOAD)],
    ['fast path, on', fastPathScript({ ...OFFLOAD, mode: 'on' })],
    ['watch', fastPathWatchScript()],
    ['neighbours', neighbourSeedScript(HOME)!],
  ])('shellcheck has nothing to say about: %s', (_, script) => {
    expect(spawnSync('shellcheck', ['-s', 'bash', '-'], { input: script, encoding: 'utf8' }).stdout).toBe('');
    // they stand in the text of a Nix string
    expect(script).not.toContain("''");
  });

  it('no opening to a device, no script for neighbours', () => {
    expect(neighbourSeedScript({ ...HOME, openings: [], masqueradeTo: [] })).toBeNull();
  });
});
