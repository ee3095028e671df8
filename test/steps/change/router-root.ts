import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pppoeOptions } from '../../../src/render/pppoe.ts';
import { sealOf } from '../../../src/render/seal.ts';
import type { Blow } from './blows.ts';

const project = join(import.meta.dirname, '..', '..', '..');
const node = '/project/node_modules/node/bin/node';
const standIns = join(import.meta.dirname, 'stand-ins');
/** Planted for the line: it must be in its own files and nowhere else. */
export const planted = 'Planted-9c1e pa$$"word';

/** The tools that the scripts use, counted. */
const counted = ['cp', 'mv', 'rm', 'ln', 'sync', 'touch', 'mkdir'];

/** script(1) is the terminal: who kills it by the number that is kept hangs up; at the latest that is done where it shows `$2`. */
const onTerminal = `echo $$ > /fake/terminal
rm -f /fake/typed /fake/screen
mkfifo /fake/typed
exec 5<> /fake/typed
printf '%s' "$3" >&5
{ until grep -qs "$2" /fake/screen; do kill -0 $$ || exit; sleep 0.05; done; kill -9 $$; } 2> /dev/null 5>&- &
exec script --quiet --flush --return --command "exec $1" /fake/screen <&5 5>&-`;

/** How a command inside ended, and what it said, its lines joined. */
export type Said = { readonly status: number | null; readonly words: string };

/** All that a change may touch, by path; links by their target, files with their mode. */
export type Snapshot = Readonly<Record<string, string>>;

/** A router in a folder: real files and processes, stand-ins for what NixOS alone provides. */
export type RouterRoot = {
  readonly path: string;
  naar(...words: string[]): Said;
  /** As `naar`, with more in its environment. */
  naarWith(env: Readonly<Record<string, string>>, ...words: string[]): Said;
  run(...command: string[]): Said;
  /** As `naarWith`, on a terminal where `typed` is typed ahead, and that is gone when it shows `last`. */
  naarOnTerminal(typed: string, last: string, env: Readonly<Record<string, string>>, ...words: string[]): Said;
  /** The words that start naar inside, for a terminal of the test's own. */
  command(...words: string[]): readonly string[];
  read(path: string): string;
  has(path: string): boolean;
  write(path: string, text: string, mode?: number): void;
  remove(path: string): void;
  /** What the stand-ins were asked, a line each, since the last time. */
  asked(): readonly string[];
  /** Points of failure of the stand-ins from now on. */
  fails(...points: string[]): void;
  killAt(call: number | null, when?: 'before' | 'within', kind?: Blow['kind']): void;
  struck(): boolean;
  /** Whoever waits for naar's end does their work; then the timer runs out, where one is armed (else false), and whatever was started beside it. */
  timeOut(): boolean;
  /** The power goes and comes back: memory is lost, the boot loader starts its system, the boot unit looks. */
  restart(): void;
  snapshot(): Snapshot;
  /** Another router just like this one. */
  copy(): RouterRoot;
  /** The same on a disk of its own, with so many bytes of room left. */
  onDiskWithRoom(bytes: number): RouterRoot;
  /** The disk of such a router gets so many bytes of room. */
  makeRoom(bytes: number): void;
  dispose(): void;
};

/** A router as an installation of `answers` leaves it, with the recorded APU2 below it. `program` is the bundled naar. */
export function routerRoot(answers: string, program: string): RouterRoot {
  const path = mkdtempSync(join(tmpdir(), 'naar-router-'));
  const router = openRoot(path);
  const at = (name: string) => join(path, name);
  const { write, run } = router;
  for (const name of [
    'tmp',
    'root',
    'run',
    'fake',
    'nix/store',
    'nix/var/nix/gcroots',
    'nix/var/nix/profiles',
    'var/lib',
  ])
    mkdirSync(at(name), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, at(name));
  cpSync(standIns, at('stand-ins'), { recursive: true });
  for (const name of counted) symlinkSync('wrapped', at(`stand-ins/${name}`));
  execFileSync(process.execPath, [join(project, 'src/main.ts'), 'record', at('recorded'), '--machine', 'apu2'], {
    stdio: 'ignore',
  });
  cpSync(at('recorded/sys'), at('sys'), { recursive: true, verbatimSymlinks: true });
  rmSync(at('recorded'), { recursive: true });
  cpSync(program, at('naar.mjs'));
  write('etc/os-release', 'ID=nixos\nVERSION_ID="26.05"\n');
  write('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
  write('nix/var/nix/profiles/per-user/root/channels/nixos/.version', '26.05');
  write('root/answers.yaml', answers);
  write('etc/nixos/hardware-configuration.nix', '{ ... }:\n{\n}\n');
  write('etc/naar/secrets/pppoe-password', planted, 0o600);
  write('etc/naar/secrets/pppoe.options', pppoeOptions('someone@EDPNET', planted), 0o600);
  chmodSync(at('etc/naar/secrets'), 0o700);
  // files and first system, as an installation leaves them
  mkdirSync(at('installer/sw'), { recursive: true });
  symlinkSync('/stand-ins', at('installer/sw/bin'));
  symlinkSync('/installer', at('run/current-system'));
  const rendered = run(node, '/naar.mjs', 'render', '--answers', '/root/answers.yaml', '--out', '/root/out');
  if (rendered.status !== 0) throw new Error(rendered.words);
  cpSync(at('root/out'), at('etc/nixos'), { recursive: true });
  rmSync(at('root/out'), { recursive: true });
  for (const name of ['configuration.nix', 'irq-tuning.sh', 'answers.yaml']) {
    const text = router.read(`etc/nixos/${name}`);
    write(`var/lib/naar/written/${sealOf(text)}`, text, 0o600);
  }
  const config = 'nixos-config=/etc/nixos/configuration.nix';
  const built = run('nix-build', '<nixpkgs/nixos>', '-A', 'system', '-I', config, '--out-link', '/first');
  if (built.status !== 0) throw new Error(built.words);
  const first = readlinkSync(at('first'));
  rmSync(at('run/current-system'));
  for (const name of ['first', 'installer']) rmSync(at(name), { recursive: true });
  symlinkSync(first, at('run/current-system'));
  symlinkSync(first, at('nix/var/nix/profiles/system'));
  write('fake/boot-default', `${first}\n`);
  write('fake/dialled', router.read('etc/naar/secrets/pppoe.options'));
  write('fake/login', '');
  write('fake/line', 'dialled\n');
  router.killAt(null);
  router.asked();
  return router;
}

function openRoot(path: string): RouterRoot {
  const at = (name: string) => join(path, name);
  const write = (name: string, text: string, mode = 0o644) => {
    mkdirSync(join(at(name), '..'), { recursive: true });
    writeFileSync(at(name), text);
    chmodSync(at(name), mode);
  };
  const entering = (command: readonly string[]) => [
    ...['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child', join(import.meta.dirname, 'enter.sh')],
    ...[path, project, ...command],
  ];
  const enter = (env: Readonly<Record<string, string>>, command: readonly string[]): Said => {
    const [program, ...words] = entering(command);
    const { status, stdout, stderr } = spawnSync(program!, words, {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', TERM: 'dumb', ...env },
      timeout: 120_000,
    });
    return { status, words: `${stdout}${stderr}`.replace(/\s+/g, ' ') };
  };
  const naarWith = (env: Readonly<Record<string, string>>, ...words: string[]) =>
    enter(env, [node, ...(env.PRELOAD ? ['--import', env.PRELOAD] : []), '/naar.mjs', ...words]);
  const run = (...command: string[]) => enter({}, command);
  const text = (name: string) => readFileSync(at(name), 'utf8');

  let logged = 0;
  const router: RouterRoot = {
    path,
    command: (...words) => entering([node, '/naar.mjs', ...words]),
    naar: (...words) => naarWith({}, ...words),
    naarWith,
    run,
    naarOnTerminal: (typed, last, env, ...words) =>
      enter(env, ['sh', '-c', onTerminal, 'sh', [node, '/naar.mjs', ...words].join(' '), last, typed]),
    read: text,
    has: (name) => lstatSync(at(name), { throwIfNoEntry: false }) !== undefined,
    write,
    remove: (name) => rmSync(at(name), { recursive: true, force: true }),
    asked() {
      const lines = existsSync(at('fake/log')) ? text('fake/log').trim().split('\n') : [];
      const fresh = lines.slice(logged).map((line) => line.replace(/^\d+ /, ''));
      logged = lines.length;
      return fresh;
    },
    fails: (...points) => write('fake/fail', points.map((point) => `${point}\n`).join('')),
    killAt(call, when = 'before', kind = 'process') {
      rmSync(at('fake/count'), { force: true });
      rmSync(at('fake/struck'), { force: true });
      rmSync(at('fake/kill'), { force: true });
      if (call !== null) write('fake/kill', `${call} ${when} ${kind}\n`);
    },
    struck: () => existsSync(at('fake/struck')),
    timeOut() {
      later();
      const timer = at('run/fake/naar-lifeline.timer');
      if (!existsSync(timer)) return false;
      const command = readFileSync(timer, 'utf8').trim().split(' ');
      rmSync(timer);
      run(...command);
      later();
      return true;
    },
    restart() {
      for (const name of readdirSync(at('run'))) rmSync(at(`run/${name}`), { recursive: true });
      const system = text('fake/boot-default').trim();
      symlinkSync(system, at('run/current-system'));
      // the activation of a start reads the hash of the login; services come after the unit below
      copyOrEmpty('etc/naar/secrets/admin-password-hash', 'fake/login');
      if (router.has('var/lib/naar/pending/settle.sh')) run('/bin/sh', '/var/lib/naar/pending/settle.sh', 'boot');
      copyOrEmpty('etc/naar/secrets/pppoe.options', 'fake/dialled');
      write('fake/line', 'dialled\n');
      later();
    },
    snapshot: () =>
      Object.fromEntries([
        ...tree('etc/nixos'),
        ...tree('etc/naar'),
        ...['run/current-system', 'nix/var/nix/profiles/system'].map((name) => [name, readlinkSync(at(name))]),
        ...['fake/boot-default', 'fake/boot-unit', 'fake/login', 'fake/dialled', 'fake/line'].map((name) => [
          name,
          existsSync(at(name)) ? text(name) : '',
        ]),
        ...['var/lib/naar/pending', 'run/naar/armed', 'nix/var/nix/gcroots/naar-before'].map((name) => [
          name,
          router.has(name) ? 'there' : 'none',
        ]),
      ]),
    copy() {
      const twin = mkdtempSync(join(tmpdir(), 'naar-router-'));
      execFileSync('cp', ['-a', `${path}/.`, twin]);
      const copied = openRoot(twin);
      copied.asked();
      return copied;
    },
    onDiskWithRoom(bytes) {
      const twin = mkdtempSync(join(tmpdir(), 'naar-router-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m,mode=0755', 'naar-test-disk', twin]);
      execFileSync('cp', ['-a', `${path}/.`, twin]);
      // what lies in memory takes no room on the disk
      const memory = join(twin, 'memory');
      mkdirSync(memory);
      execFileSync('mount', ['-t', 'tmpfs', 'naar-test-memory', memory]);
      for (const name of ['run', 'fake', 'tmp', 'root']) {
        renameSync(join(twin, name), join(twin, `${name}.before`));
        execFileSync('mv', ['-T', join(twin, `${name}.before`), join(memory, name)]);
        symlinkSync(`memory/${name}`, join(twin, name));
      }
      const small = openRoot(twin);
      small.asked();
      small.makeRoom(bytes);
      return small;
    },
    makeRoom(bytes) {
      const { bsize, blocks, bfree } = statfsSync(path);
      execFileSync('mount', ['-o', `remount,size=${(blocks - bfree) * bsize + bytes}`, path]);
    },
    dispose() {
      if (existsSync(at('memory'))) execFileSync('umount', [at('memory'), path]);
      rmSync(path, { recursive: true, force: true });
    },
  };

  function later(): void {
    const folder = at('run/fake');
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      if (!/^naar-(settle|line)\.later$/.test(name)) continue;
      const [shell = '', script = '', word = ''] = readFileSync(join(folder, name), 'utf8').trim().split(' ');
      rmSync(join(folder, name));
      // one of them waits for the end of a process, which is gone
      run(shell, script, ...(/^\d+$/.test(word) ? [] : [word]));
    }
  }
  function copyOrEmpty(from: string, to: string): void {
    write(to, existsSync(at(from)) ? text(from) : '');
  }
  function tree(folder: string): [string, string][] {
    return readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name): [string, string] => {
        const file = join(folder, name);
        const found = lstatSync(at(file));
        const mode = (found.mode & 0o7777).toString(8);
        return [
          file,
          found.isFile() ? `${mode} ${text(file)}` : `${mode} ${found.isDirectory() ? 'directory' : 'other'}`,
        ];
      });
  }

  return router;
}
