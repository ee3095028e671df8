import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { bundle } from '../../../scripts/bundle.ts';
import { removeFolder } from '../../remove-folder.ts';

const here = import.meta.dirname;
/** naar as it is shipped, which starts in half the time: made once for each file of tests. */
const main = join(mkdtempSync(join(tmpdir(), 'naar-shipped-')), 'naar.mjs');
const made = bundle(join(here, '../../../src/main.ts'), main);
afterAll(() => removeFolder(dirname(main)));

/** What a machine of the test is made of. */
export type Box = {
  readonly firmware: 'bios' | 'uefi';
  /** Sizes of the disks in GB of 10^9; the first is `ata-NAAR_TEST_1`. They take no room before they are written to. */
  readonly disks: readonly number[];
};

/** What a command gave. */
export type Result = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** This machine, made to look like the NixOS installer, with disks that are loop devices. */
export type Installer = {
  /** Its files outside: disk images, answers. */
  readonly folder: string;
  /** naar itself. */
  readonly main: string;
  /** `/dev/loop0` and so on, by the disk. */
  readonly loops: readonly string[];
  /** Runs naar in it. Never throws for its status. */
  naar(words: readonly string[], options?: { readonly input?: string }): Promise<Result>;
  /** Starts naar as the leader of a session of its own, to be ended by the test. */
  start(words: readonly string[]): ChildProcess;
  /** The words that run naar in it, for a terminal of the test's own. */
  command(words: readonly string[]): readonly string[];
  /** Runs a script in it; throws where it fails. */
  sh(script: string): Promise<string>;
  /** Waits until nobody works at an installation. */
  idle(): Promise<void>;
  /** The same disks as they are at this moment, without what is not on them yet, in an installer that knows nothing. */
  powerCut(): Promise<Installer>;
  close(): Promise<void>;
};

/** Name below /dev/disk/by-id. */
export function diskName(number: number): string {
  return `/dev/disk/by-id/ata-NAAR_TEST_${number}`;
}

/** Makes the disks and enters. */
export async function openInstaller(box: Box): Promise<Installer> {
  await made;
  const folder = mkdtempSync(join(tmpdir(), 'naar-installer-'));
  for (const [index, gigabytes] of box.disks.entries())
    await run('truncate', ['--size', String(Math.round(gigabytes * 1e6) * 1000), image(folder, index)]);
  return enter(box, folder);
}

function image(folder: string, index: number): string {
  return join(folder, `disk${index + 1}.img`);
}

async function enter(box: Box, folder: string): Promise<Installer> {
  mkdirSync(join(folder, 'fat'), { recursive: true });
  const loops: string[] = [];
  for (const index of box.disks.keys())
    loops.push((await run('losetup', ['--find', '--show', image(folder, index)])).stdout.trim());
  const disks = loops.flatMap((loop, index) => [loop, `ata-NAAR_TEST_${index + 1}`]);
  const holder = spawn(
    'unshare',
    [
      '--mount',
      // a network of its own as well: what tries a line finds no jack of this machine
      '--net',
      '--propagation',
      'private',
      'bash',
      join(here, 'installer.sh'),
      folder,
      box.firmware,
      join(here, 'commands'),
      ...disks,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => holder.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => resolve());
    holder.once('exit', (code) => reject(new Error(`The installer could not be made: ${code}.`)));
  });
  const path = `/run/box/bin:${join(here, 'commands')}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  const inside = (words: readonly string[]) => [
    `--mount=/proc/${holder.pid}/ns/mnt`,
    `--net=/proc/${holder.pid}/ns/net`,
    `--wdns=${folder}`,
    ...[
      'env',
      '--ignore-environment',
      `PATH=${path}`,
      'HOME=/root',
      'LANG=C.UTF-8',
      'TERM=vt220',
      // an installer that was built from a flake has one in its path
      `NIX_PATH=${box.firmware === 'uefi' ? 'nixpkgs=flake:nixpkgs' : 'nixpkgs=/run/box/nixpkgs'}`,
    ],
    ...words,
  ];
  const naarWords = (words: readonly string[]) => inside([execPath, main, ...words]);
  const sh = async (script: string) => {
    const { code, stdout, stderr } = await run(
      'nsenter',
      inside(['bash', '--norc', '-euc', `PATH=\${PATH#*:}\n${script}`]),
    );
    if (code !== 0) throw new Error(`${script}\n${stdout}${stderr}`);
    return stdout;
  };
  const leave = async () => {
    await sh(`
      if systemctl is-active naar-install.service > /dev/null; then echo end > /run/box/die; fi
      while systemctl is-active naar-install.service > /dev/null; do sleep 0.02; done
      for loop in ${loops.join(' ')}; do
        for swap in $(awk -v l="^$loop" '$1 ~ l { print $1 }' /proc/swaps); do swapoff "$swap"; done
      done`);
    holder.stdin.end();
    await ended;
    for (const loop of loops) {
      await run('partx', ['--delete', loop]);
      await run('losetup', ['--detach', loop]);
    }
  };
  return {
    folder,
    main,
    loops,
    naar: (words, { input } = {}) => run('nsenter', naarWords(words), input),
    command: (words) => ['nsenter', ...naarWords(words)],
    start: (words) => spawn('setsid', ['nsenter', ...naarWords(words)], { stdio: ['ignore', 'pipe', 'pipe'] }),
    sh,
    async idle() {
      while ((await run('nsenter', inside(['systemctl', 'is-active', 'naar-install.service']))).code === 0)
        await new Promise((resolve) => setTimeout(resolve, 50));
    },
    async powerCut() {
      // what the file system has not brought to its disk is not in the image
      const after = mkdtempSync(join(tmpdir(), 'naar-installer-'));
      for (const index of box.disks.keys())
        await run('cp', ['--sparse=always', image(folder, index), image(after, index)]);
      await run('cp', ['-a', join(folder, '.'), after, '--no-clobber']);
      await leave();
      removeFolder(folder);
      return enter(box, after);
    },
    async close() {
      await leave();
      removeFolder(folder);
    },
  };
}

async function run(command: string, args: readonly string[], input?: string): Promise<Result> {
  const going = promisify(execFile)(command, [...args], { maxBuffer: 1 << 27 });
  // one that ends without reading is no error
  going.child.stdin?.on('error', () => {}).end(input ?? '');
  try {
    return { code: 0, ...(await going) };
  } catch (failure) {
    const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string };
    return { code: typeof code === 'number' ? code : -1, stdout, stderr };
  }
}
