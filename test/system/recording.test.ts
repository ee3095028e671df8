import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeFacts } from '../../src/facts/probe-facts.ts';
import { readMachineFolder } from '../../src/system/machine-folder.ts';
import { MachineProblem } from '../../src/system/machine-problem.ts';
import { builtInMachines, loadMachine, openMachine } from '../../src/system/machines.ts';
import { realSystem } from '../../src/system/real.ts';
import { recordedSystem } from '../../src/system/recorded.ts';
import { recordMachine } from '../../src/system/recording.ts';
import type { System } from '../../src/system/system.ts';
import { SystemFailure } from '../../src/system/system-failure.ts';
import { boxTree, i211Interrupts } from '../facts/boxes.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'naar-record-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('probe, record, read back: the same facts', () => {
  it.each(builtInMachines)('%s', async (name) => {
    const facts = await probeFacts(await openMachine(name));
    await recordMachine(await openMachine(name), join(dir, 'new/folder'), probeFacts);
    expect(await probeFacts(await openMachine(join(dir, 'new/folder')))).toEqual(facts);
  });

  it('this machine', async () => {
    const facts = await probeFacts(realSystem());
    await recordMachine(realSystem(), dir, probeFacts);
    expect(await probeFacts(await openMachine(dir))).toEqual(facts);
  });

  it('a jack with a cloned MAC, which takes a command to see through', async () => {
    const box = {
      driver: 'igb',
      ids: ['0x8086', '0x1539'],
      queues: 2,
      jacks: [['enp1s0', '0000:01:00.0', i211Interrupts('enp1s0', 31)]],
    } as const;
    const tree = boxTree(box, {
      '/sys/devices/pci0000:00/0000:00:02.2/0000:01:00.0/net/enp1s0/addr_assign_type': { text: '3\n' },
      '/commands/ip -j link show': { text: '[{"ifname":"enp1s0","permaddr":"00:0d:b9:77:77:77"}]' },
    });
    await recordMachine(recordedSystem(tree), dir, probeFacts);
    expect((await probeFacts(await openMachine(dir))).jacks[0]?.mac).toBe('00:0d:b9:77:77:77');
    expect(readdirSync(join(dir, 'commands'))).toEqual(['ip -j link show']);
  });
});

it('the files lie at their own paths, and links stay inside the folder', async () => {
  await recordMachine(await openMachine('apu2'), dir, probeFacts);
  expect(readFileSync(join(dir, 'sys/class/net/enp1s0/address'), 'utf8')).toBe('00:0d:b9:00:00:01\n');
  expect(readlinkSync(join(dir, 'sys/class/net/enp1s0'))).toBe(
    '../../devices/pci0000:00/0000:00:02.2/0000:01:00.0/net/enp1s0',
  );
  expect(readdirSync(join(dir, 'proc/irq/32')).sort()).toEqual([
    'effective_affinity_list',
    'enp1s0-TxRx-0',
    'smp_affinity_list',
  ]);
  expect(JSON.parse(readFileSync(join(dir, 'hardware.json'), 'utf8'))).toMatchObject({ system: { model: 'apu2' } });
});

it('a recording holds nothing that detection did not read', async () => {
  // A machine full of things that are nobody's business.
  const tree = {
    ...(await loadMachine('apu3')),
    '/etc/os-release': { link: '/etc/static/os-release' },
    '/etc/static': { link: '/nix/store/abc-etc/etc' },
    '/nix/store/abc-etc/etc/os-release': { text: 'ID=nixos\nVERSION_ID="26.05"\n' },
    '/etc/nixos/answers.yaml': { text: 'sshKeys: [ssh-ed25519 AAAA]\n' },
    '/etc/naar/secrets/pppoe-password': { text: 'correct horse' },
    '/root/.ssh/id_ed25519': { text: 'PRIVATE KEY' },
    '/sys/devices/virtual/dmi/id/product_serial': { text: 'serial-of-this-box' },
    '/sys/devices/virtual/dmi/id/product_uuid': { text: 'uuid-of-this-box' },
  };
  const touched: string[] = [];
  const inner = recordedSystem(tree);
  const watched: System = {
    ...inner,
    readText: (path) => {
      touched.push(path);
      return inner.readText(path);
    },
    env: () => {
      throw new Error('the environment was read');
    },
  };
  await recordMachine(watched, dir, probeFacts);
  const recorded = await readMachineFolder(dir);
  const files = Object.entries(recorded).filter(([, entry]) => 'text' in entry);
  expect(files.length).toBeGreaterThan(50);
  const readPlaces = new Set(await Promise.all(touched.map((path) => place(recorded, path))));
  expect(files.map(([path]) => path).filter((path) => path !== '/hardware.json' && !readPlaces.has(path))).toEqual([]);
  expect(recorded['/etc/nixos/answers.yaml']).toEqual({ directory: true });
  expect(recorded['/nix/store/abc-etc/etc/os-release']).toMatchObject({ text: expect.stringContaining('nixos') });
  const leaks = ['correct horse', 'PRIVATE', 'ssh-ed25519', 'serial-of', 'uuid-of'];
  expect(leaks.filter((word) => JSON.stringify(recorded).includes(word))).toEqual([]);
});

it('a recording of this machine has no environment, no secrets and no link to a process', async () => {
  await recordMachine(realSystem(), dir, probeFacts);
  const recorded = await readMachineFolder(dir);
  expect(
    Object.keys(recorded).filter(
      (path) =>
        !/^\/(sys|proc|dev\/disk|etc\/(os-release|nixos)|usr\/lib\/os-release|nix\/store|etc\/static|hardware\.json|commands)/.test(
          path,
        ),
    ),
  ).toEqual([]);
  expect(recorded['/proc/self']).toBeUndefined();
  expect(JSON.stringify(recorded)).not.toContain(process.env.PATH);
});

describe('where a recording may go', () => {
  it('not into a directory that holds something', async () => {
    writeFileSync(join(dir, 'note'), 'mine');
    await expect(recordMachine(realSystem(), dir, probeFacts)).rejects.toThrow(
      new MachineProblem(`${dir} is not empty; the recording needs a new or an empty directory.`),
    );
    expect(readdirSync(dir)).toEqual(['note']);
  });

  it('not onto a file', async () => {
    writeFileSync(join(dir, 'note'), 'mine');
    await expect(recordMachine(realSystem(), join(dir, 'note'), probeFacts)).rejects.toThrow(
      'is a file; the recording needs a directory.',
    );
  });

  it('nor where the system does not let it', async () => {
    await expect(recordMachine(await openMachine('apu2'), '/proc/naar', probeFacts)).rejects.toThrow(
      new SystemFailure('ENOENT', '/proc/naar cannot be made: this place takes no new directories.'),
    );
    symlinkSync('circle', join(dir, 'circle'));
    await expect(recordMachine(await openMachine('apu2'), join(dir, 'circle'), probeFacts)).rejects.toThrow(
      new SystemFailure('ELOOP', `${dir}/circle is a link that leads in a circle.`),
    );
  });

  it('into an empty directory', async () => {
    mkdirSync(join(dir, 'empty'));
    await recordMachine(await openMachine('apu2'), join(dir, 'empty'), probeFacts);
    expect(existsSync(join(dir, 'empty/hardware.json'))).toBe(true);
  });
});

describe('told to stop', () => {
  it('while it is written: what is there is never taken for a recording', async () => {
    const stop = new AbortController();
    const machine = await openMachine('apu2');
    const begun: string[][] = [];
    const begin = () => {
      begun.push(readdirSync(dir));
      // after some files
      setImmediate(() => stop.abort());
    };
    expect(await recordMachine(machine, dir, probeFacts, { begin, stop: stop.signal })).toBe(false);
    expect(begun).toEqual([[]]);
    expect(readdirSync(dir)).not.toContain('hardware.json');
    await expect(readMachineFolder(dir)).rejects.toThrow('is not a recorded machine: it has no hardware.json.');
  });

  it('with nothing left to write it is whole', async () => {
    expect(await recordMachine(await openMachine('apu2'), dir, probeFacts, {})).toBe(true);
    expect(readdirSync(dir)).toContain('hardware.json');
  });
});

/** Where a path that was asked for lies in the recording. */
async function place(tree: Awaited<ReturnType<typeof readMachineFolder>>, path: string): Promise<string | null> {
  const { followLinks } = await import('../../src/system/follow-links.ts');
  return followLinks((link) => {
    const entry = tree[link];
    return entry !== undefined && 'link' in entry ? entry.link : null;
  }, path);
}
