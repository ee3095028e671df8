import { describe, expect, it } from 'vitest';
import { followLinks } from '../../src/system/follow-links.ts';
import { commandPath, type MachineTree, parsePackedMachine } from '../../src/system/machine-tree.ts';
import { recordedSystem } from '../../src/system/recorded.ts';
import { recordingSystem } from '../../src/system/recording.ts';
import { Secret } from '../../src/system/secret.ts';

const tree: MachineTree = {
  '/sys/class/net/enp1s0': { link: '/sys/devices/pci/net/enp1s0' },
  '/sys/class/net/lo': { link: '/sys/devices/virtual/net/lo' },
  '/sys/devices/pci/net/enp1s0/address': { text: '00:0d:b9:00:00:01\n' },
  '/sys/devices/pci/net/enp1s0/device': { link: '/sys/devices/pci' },
  '/sys/devices/pci/vendor': { text: '0x8086\n' },
  '/sys/devices/pci/empty': { directory: true },
  '/circle': { link: '/circle/again' },
  '/commands/ip -j link show': { text: '[]\n' },
};

describe('a replayed machine', () => {
  const system = recordedSystem(tree);

  it('reads through links', async () => {
    expect(await system.readText('/sys/class/net/enp1s0/address')).toBe('00:0d:b9:00:00:01\n');
    expect(await system.readText('/sys/class/net/enp1s0/device/vendor')).toBe('0x8086\n');
    expect(await system.readText('/sys/class/net/enp1s0/device/../vendor')).toBeNull();
    expect(await system.list('/sys/class/net/enp1s0/device')).toEqual(['empty', 'net', 'vendor']);
    expect(await system.list('/')).toEqual(['circle', 'commands', 'sys']);
    expect(await system.list('/sys/class/net/lo/../../../../../..')).toEqual(['circle', 'commands', 'sys']);
    expect(await system.readLink('/sys/class/net/enp1s0')).toBe('/sys/devices/pci/net/enp1s0');
    expect(await system.readLink('/sys/class/net/enp1s0/device')).toBe('/sys/devices/pci');
    expect(await system.readLink('/sys/devices')).toBeNull();
  });

  it('what is missing is null or empty, what is a directory says so, a circle ends', async () => {
    expect(await system.readText('/etc/passwd')).toBeNull();
    expect(await system.list('/etc')).toEqual([]);
    expect(await system.readText('/circle')).toBeNull();
    for (const path of ['/sys/class/net', '/sys/devices/pci/empty', '/sys/class/net/enp1s0']) {
      await expect(system.readText(path)).rejects.toThrow(`${path} is a directory, not a file.`);
    }
  });

  it('keeps what is done to it', async () => {
    const secret = new Secret('pass');
    await system.makeDirectory('/etc/naar', 0o700);
    await system.write('/etc/naar/x', secret, 0o600);
    expect(system.writes.get('/etc/naar/x')).toEqual({ text: secret, mode: 0o600 });
    expect(system.directories.get('/etc/naar')).toBe(0o700);
    expect(await system.readText('/etc/naar/x')).toBe('pass');
    expect(await system.run('ip', ['-j', 'link', 'show'])).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
    expect(await system.run('reboot', [])).toMatchObject({
      code: null,
      stderr: 'This is a recorded machine: it has no output of reboot.\n',
    });
    expect(system.commands.map(({ command }) => command)).toEqual(['ip', 'reboot']);
    expect(system.env('PATH')).toBeUndefined();
  });

  it('tells kinds and sameness as the real one does', async () => {
    const looked = recordedSystem(tree);
    await looked.write('/etc/written', '', 0o644);
    await looked.makeDirectory('/etc/made', 0o755);
    const kinds: [string, string | null][] = [
      ['/sys/devices/pci/vendor', 'file'],
      ['/sys/class/net/enp1s0', 'link'],
      ['/sys/class/net/enp1s0/address', 'file'],
      ['/sys/class/net/enp1s0/device/empty', 'directory'],
      ['/sys/class/net', 'directory'],
      ['/sys/devices/pci/empty', 'directory'],
      ['/etc/written', 'file'],
      ['/etc/made', 'directory'],
      ['/etc/none', null],
      ['/circle/below', null],
    ];
    for (const [path, kind] of kinds) expect(await looked.kindOf(path), path).toBe(kind);
    expect(await looked.sameFile('/sys/devices/pci/vendor', '/sys/class/net/enp1s0/device/vendor')).toBe(true);
    expect(await looked.sameFile('/etc/written', '/etc/written')).toBe(true);
    expect(await looked.sameFile('/sys/devices/pci/vendor', '/sys/devices/pci/net/enp1s0/address')).toBe(false);
    expect(await looked.sameFile('/etc/none', '/etc/none')).toBe(false);
  });

  it('reads no more than it is asked to', async () => {
    expect(await system.readText('/sys/devices/pci/vendor', 7)).toBe('0x8086\n');
    await expect(system.readText('/sys/devices/pci/vendor', 6)).rejects.toThrow(
      '/sys/devices/pci/vendor is larger than 6 bytes.',
    );
  });

  it('a report with holes is filled with nothing', async () => {
    const report = await recordedSystem({
      '/hardware.json': { text: '{"cpu":{"brand":7,"cores":"many"},"blockDevices":[null,{"name":"sda"}]}' },
    }).hardware();
    expect(report.cpu).toMatchObject({ brand: '7', cores: 0, model: '' });
    expect(report.blockDevices[1]).toMatchObject({ name: 'sda', size: 0, removable: false });
  });
});

it('links are followed in the middle and at the end, up to a limit', async () => {
  const links: Record<string, string> = { '/a': '/b/c', '/b/c/d': '../e', '/loop': '/loop' };
  const follow = (path: string) => followLinks((link) => links[link] ?? null, path);
  expect(await follow('/a/x')).toBe('/b/c/x');
  expect(await follow('/a/../x')).toBe('/b/x');
  expect(await follow('/../../x')).toBe('/x');
  expect(await follow('/loop/x')).toBeNull();
});

describe('recording', () => {
  it('keeps exactly what went through', async () => {
    const recording = recordingSystem(recordedSystem(tree));
    await recording.system.readText('/sys/class/net/enp1s0/address');
    await recording.system.readText('/nothing');
    await recording.system.list('/sys/class/net');
    await recording.system.run('ip', ['-j', 'link', 'show']);
    await recording.system.run('ethtool', ['-P', 'enp1s0']);
    expect(recording.tree()).toEqual({
      '/commands/ip -j link show': { text: '[]\n' },
      '/sys/class/net/enp1s0': { link: '/sys/devices/pci/net/enp1s0' },
      '/sys/class/net/lo': { directory: true },
      '/sys/devices/pci/net/enp1s0/address': { text: '00:0d:b9:00:00:01\n' },
    });
  });

  it('refuses to change anything', async () => {
    const { system } = recordingSystem(recordedSystem(tree));
    await expect(system.write('/x', '', 0o644)).rejects.toThrow('Detection only reads');
    await expect(system.makeDirectory('/x', 0o755)).rejects.toThrow('Detection only reads');
    await expect(system.remove('/x')).rejects.toThrow('Detection only reads');
    await expect(system.start('x', [])).rejects.toThrow('Detection only reads');
  });
});

it('a command is kept under its words', () => {
  expect(commandPath('ip', ['-j', 'link'])).toBe('/commands/ip -j link');
  expect(commandPath('/bin/x', ['50%'])).toBe('/commands/%2Fbin%2Fx 50%25');
});

it.each([
  [null],
  [[]],
  [{}],
  [{ files: {} }],
  [{ files: { '/x': 3 }, hardware: {} }],
  [{ files: { '/x': { link: 1 } }, hardware: {} }],
])('%j is not a packed machine', (packed) => {
  expect(() => parsePackedMachine(packed)).toThrow('This is not a packed machine');
});

it('a packed machine becomes a tree: texts, links, bare names, commands and the report', () => {
  const packed = {
    files: { '/a': 'text', '/b': { link: '/a' }, '/c': null },
    commands: { 'ip -j link show': '[]' },
    hardware: { mem: { total: 1 } },
  };
  expect(parsePackedMachine(packed)).toEqual({
    '/a': { text: 'text' },
    '/b': { link: '/a' },
    '/c': { directory: true },
    '/commands/ip -j link show': { text: '[]' },
    '/hardware.json': { text: '{"mem":{"total":1}}' },
  });
  expect(parsePackedMachine({ files: {}, hardware: {} })).toEqual({ '/hardware.json': { text: '{}' } });
  for (const entry of [7, {}, { link: 7 }, ['x']])
    expect(() => parsePackedMachine({ ...packed, files: { '/odd': entry } })).toThrow(
      'This is not a packed machine: /odd is neither a text nor a link.',
    );
});
