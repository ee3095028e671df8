import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, evaluateFlake, isSet, parseNix, plainConfiguration } from './nixos/evaluate.ts';
import { checkOptions } from './nixos/option-table.ts';

const root = join(import.meta.dirname, '..');
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

let flake: unknown;
beforeAll(async () => {
  flake = await evaluateFlake(root, '26.05');
});
const shown = (...path: string[]) => at(flake, ...path);

it('is Nix, and pins nothing but a release that the options are known of', async () => {
  await parseNix(join(root, 'flake.nix'));
  expect(shown('inputs')).toEqual({ nixpkgs: { url: 'github:NixOS/nixpkgs/nixos-26.05' } });
});

it('gives the program, an app and the installer', () => {
  expect(shown('outputs')).toEqual(['apps', 'nixosConfigurations', 'packages']);
  const naar = '/nix/store/placeholder-naar';
  expect(shown('packages', 'x86_64-linux')).toEqual({
    default: naar,
    naar,
    installer: '/nix/store/placeholder-iso',
  });
  expect(shown('app')).toMatchObject({ type: 'app', program: `${naar}/bin/naar` });
});

describe('the program', () => {
  const phase = () => String(shown('build', 'installPhase'));

  it('is built and run by the Node that is tested, whatever the default of the release', () => {
    expect(shown('build')).toMatchObject({
      pname: 'naar',
      version: json('package.json').version,
      nodejs: '/nix/store/placeholder-nodejs_24',
      npmConfigHook: '/nix/store/placeholder-import-npm-lock-hook',
      // or the package "node" would ask the network for a Node
      npmFlags: ['--ignore-scripts'],
    });
    expect(phase()).toContain('makeWrapper /nix/store/placeholder-nodejs_24/bin/node $out/bin/naar');
    expect(json('package.json').devDependencies.node).toMatch(/^\^24\./);
  });

  it('installs what the build script writes', () => {
    const build = readFileSync(join(root, 'scripts/build.ts'), 'utf8');
    expect(build).toMatch(/outfile = `\$\{root\}dist\/naar\.mjs`/);
    expect(readFileSync(join(root, 'scripts/bundle.ts'), 'utf8')).toContain('writeFile(`${outfile}.map`');
    expect(phase()).toContain('--target-directory=$out/lib/naar dist/naar.mjs dist/naar.mjs.map');
    expect(json('package.json').scripts.build).toMatch(/scripts\/build\.ts/);
  });

  it('has every tool in its path that the source starts', () => {
    const path = /--prefix PATH : (\S+)/.exec(phase())?.[1] ?? '';
    const packages = path.split(':').map((one) => one.replace('/nix/store/placeholder-', '').replace('/bin', ''));
    expect(packages).toEqual([...packages].sort());
    const needed = [...startedCommands()].map(([command, file]) => [command, home[command] ?? `? (${file})`]);
    const missing = needed.filter(([, where]) => where !== 'machine' && !packages.includes(where!));
    expect(missing, 'name the package of a new command below, and put it into flake.nix').toEqual([]);
    expect(needed.length).toBeGreaterThan(1);
  });
});

/** The package that has a command, or the machine itself: what there must be that machine's own. */
const home: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['ip', 'tc', 'bridge', 'ss'].map((command) => [command, 'iproute2'])),
  ...Object.fromEntries(['pppd', 'pppoe-discovery'].map((command) => [command, 'ppp'])),
  ...Object.fromEntries(
    [
      ...['blkid', 'blockdev', 'dmesg', 'findmnt', 'flock', 'lsblk', 'mkswap', 'mount', 'mountpoint', 'sfdisk'],
      ...['swapoff', 'swapon', 'umount', 'wipefs'],
    ].map((command) => [command, 'util-linux']),
  ),
  ...Object.fromEntries(
    ['nixos-enter', 'nixos-generate-config', 'nixos-install'].map((command) => [command, 'nixos-install-tools']),
  ),
  dhcpcd: 'dhcpcd',
  git: 'gitMinimal',
  ethtool: 'ethtool',
  lspci: 'pciutils',
  parted: 'parted',
  partprobe: 'parted',
  'mkfs.ext4': 'e2fsprogs',
  'mkfs.btrfs': 'btrfs-progs',
  'mkfs.fat': 'dosfstools',
  'mkfs.vfat': 'dosfstools',
  ...Object.fromEntries(
    [
      ...[
        'base64',
        'chgrp',
        'chmod',
        'chown',
        'cp',
        'curl',
        'dd',
        'df',
        'diff',
        'diff3',
        'find',
        'getent',
        'id',
        'install',
        'ln',
        'mkdir',
        'mv',
        'ping',
        'readlink',
        'rm',
        'stat',
        'sync',
        'tar',
        'udevadm',
      ],
      ...['journalctl', 'networkctl', 'systemctl', 'systemd-hwdb', 'systemd-run', 'reboot', 'sudo'],
      ...[
        'nix',
        'nix-build',
        'nix-channel',
        'nix-env',
        'nix-store',
        'nixos-rebuild',
        'nixos-version',
        'mkpasswd',
        'openssl',
      ],
      ...['nft', 'conntrack', 'unbound-control', 'chronyc', 'nmcli', 'perl', 'sh', 'bash', 'modprobe', 'sysctl'],
      ...['resolvconf', 'stdbuf'],
    ].map((command) => [command, 'machine']),
  ),
};

/** Commands that the source starts through the door to the machine, and a file that does. */
function startedCommands(): ReadonlyMap<string, string> {
  const source = join(root, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  return new Map(
    files.flatMap((file) =>
      [
        ...readFileSync(join(source, file), 'utf8').matchAll(
          /\b(?:run|start)\(\s*'([a-z][\w.-]*)',|\b(?:command: |findTool\(\w+, )'([a-z][\w.-]*)'/g,
        ),
      ].map((match): [string, string] => [match[1] ?? match[2]!, file]),
    ),
  );
}

describe('the packages that it is built from', () => {
  const locked = json('package-lock.json').packages as Record<
    string,
    { readonly version: string; readonly os?: string[]; readonly cpu?: string[]; readonly libc?: string[] }
  >;
  const fetched = () => shown('packageLock', 'packages') as Record<string, Record<string, string>>;

  it('have an address and a hash each, which importNpmLock needs and the lock file has not', () => {
    for (const [path, entry] of Object.entries(fetched())) {
      if (path === '') continue;
      expect(entry.integrity, path).toMatch(/^sha512-/);
      const name = path.split('node_modules/').at(-1)!;
      expect(entry.resolved).toBe(
        `https://registry.npmjs.org/${name}/-/${name.split('/').at(-1)}-${entry.version}.tgz`,
      );
    }
  });

  it('are all of the lock file but those for other systems', () => {
    const left = Object.keys(locked).filter((path) => fetched()[path] === undefined);
    expect(left.length).toBeGreaterThan(20);
    for (const path of left) expect(JSON.stringify(locked[path]), path).toMatch(/"(os|cpu|libc)":/);
    expect(left.filter((path) => /linux-x64(-gnu)?$/.test(path))).toEqual([]);
    expect(left).toContain('node_modules/@esbuild/darwin-arm64');
    expect(fetched()['']).toMatchObject({ name: 'naar' });
  });
});

describe('the installer', () => {
  const modules = () => shown('installer') as readonly unknown[];
  const own = () => plainConfiguration(modules().find(isSet));

  it("is NixOS's own minimal one, and one part of ours", () => {
    expect(modules()).toHaveLength(2);
    expect(modules()[0]).toBe('/nixpkgs/nixos/modules/installer/cd-dvd/installation-cd-minimal.nix');
  });

  it.each(['25.11', '26.05', '26.11'])('sets only options that NixOS %s has', (release) => {
    expect(checkOptions(modules()[1], release)).toEqual([]);
  });

  it('has its login on the serial port: the last console= counts', () => {
    expect(at(own(), 'boot', 'kernelParams')).toEqual(['console=tty0', 'console=ttyS0,115200n8']);
  });

  it('carries naar and what a line needs to come up, and keeps NetworkManager off the jacks until a person gives it one', () => {
    expect(at(own(), 'environment', 'systemPackages')).toEqual(
      ['naar', 'dhcpcd', 'ethtool', 'ppp'].map((name) => `/nix/store/placeholder-${name}`),
    );
    expect(at(own(), 'networking')).toEqual({
      useDHCP: false,
      // the option "unmanaged" could not be overruled (NetworkManager.conf(5), "unmanaged-devices")
      networkmanager: {
        enable: true,
        settings: { 'device-jacks': { 'match-device': 'type:ethernet', managed: false } },
      },
    });
  });

  it('finds nixpkgs in its channel, and not in a flake, which its Nix refuses', () => {
    expect(at(own(), 'nixpkgs', 'flake')).toEqual({ setNixPath: false, setFlakeRegistry: false });
  });

  it('fits a box with 2 GB, and a virtual machine', () => {
    expect(at(own(), 'zramSwap', 'enable')).toBe(true);
    expect(at(own(), 'services', 'qemuGuest', 'enable')).toBe(true);
  });
});
