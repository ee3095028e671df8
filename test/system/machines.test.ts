import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMachineFolder } from '../../src/system/machine-folder.ts';
import { MachineProblem } from '../../src/system/machine-problem.ts';
import { builtInMachines, loadMachine, openMachine } from '../../src/system/machines.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'naar-machine-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function holding(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

function linked(name: string, target: string): string {
  symlinkSync(target, join(dir, name));
  return dir;
}

const report = '{"system":{},"bios":{},"baseboard":{},"cpu":{},"mem":{},"blockDevices":[]}';

it.each(builtInMachines)('%s comes with naar, also where a folder of that name lies', async (name) => {
  const here = process.cwd();
  mkdirSync(join(dir, name));
  process.chdir(dir);
  try {
    expect((await loadMachine(name))['/sys/class/dmi/id']).toEqual({ link: '/sys/devices/virtual/dmi/id' });
  } finally {
    process.chdir(here);
  }
});

it('the built-in machines are those that the collected facts give', () => {
  // Where the facts are not at hand the script says so and this proves nothing more.
  const said = execFileSync('node', ['scripts/make-machines.ts', '--check'], {
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '../..'),
  });
  expect(said).toMatch(/are up to date|is not here/);
  if (said.includes('is not here')) console.log(said);
});

it('a folder: files, links and empty directories', async () => {
  mkdirSync(join(dir, 'sys/class/net'), { recursive: true });
  mkdirSync(join(dir, 'proc/irq/32/enp1s0'), { recursive: true });
  writeFileSync(join(dir, 'hardware.json'), report);
  writeFileSync(join(dir, 'proc/interrupts'), 'CPU0\n');
  symlinkSync('../../devices/x', join(dir, 'sys/class/net/rel'));
  symlinkSync('/sys/devices/y', join(dir, 'sys/class/net/abs'));
  symlinkSync('../../../../../../etc', join(dir, 'sys/class/net/out'));
  expect(await readMachineFolder(dir)).toEqual({
    '/hardware.json': { text: report },
    '/proc/interrupts': { text: 'CPU0\n' },
    '/proc/irq/32/enp1s0': { directory: true },
    '/sys/class/net/abs': { link: '/sys/devices/y' },
    '/sys/class/net/out': { link: '/etc' },
    '/sys/class/net/rel': { link: '/sys/devices/x' },
  });
});

describe('a folder that is too much', () => {
  it('many files, or few large ones', async () => {
    writeFileSync(join(dir, 'hardware.json'), report);
    mkdirSync(join(dir, 'many'));
    for (let file = 0; file < 20_001; file++) writeFileSync(join(dir, 'many', `${file}`), '');
    await expect(readMachineFolder(dir)).rejects.toThrow(
      new MachineProblem(`${dir} is not a recorded machine: it holds too much.`),
    );
    rmSync(join(dir, 'many'), { recursive: true });
    for (const name of ['a', 'b']) {
      writeFileSync(join(dir, name), '');
      truncateSync(join(dir, name), 20_000_000);
    }
    await expect(readMachineFolder(dir)).rejects.toThrow(
      new MachineProblem(`${dir} is not a recorded machine: it holds too much.`),
    );
  });
});

it('links in circles, pipes and sockets in a folder are not followed, read or waited for', async () => {
  writeFileSync(join(dir, 'hardware.json'), report);
  symlinkSync('.', join(dir, 'self'));
  symlinkSync('../..', join(dir, 'up'));
  execFileSync('mkfifo', [join(dir, 'pipe')]);
  expect(await readMachineFolder(dir)).toEqual({
    '/hardware.json': { text: report },
    '/self': { link: '/' },
    '/up': { link: '/' },
  });
  expect(await (await openMachine(dir)).readText('/self/self/self/hardware.json')).toBe(report);
});

describe('what is no machine', () => {
  const builtIn = 'Built-in machines are apu2, apu3, apu4 and n100.';
  it.each([
    ['an unknown name', () => join(dir, 'apu9'), 'does not exist.'],
    ['a file', () => holding('file', ''), 'is a file; a recorded machine is a directory.'],
    ['some directory', () => dir, 'is not a recorded machine: it has no hardware.json.'],
    ['the whole disk', () => '/', 'is not a recorded machine: it has no hardware.json.'],
    ['a damaged recording', () => dirname(holding('hardware.json', '{')), 'is a damaged recording'],
    ['a foreign hardware.json', () => dirname(holding('hardware.json', '{"cpu":1}')), 'is a damaged recording'],
    ['a path through a file', () => join(holding('file', ''), 'x'), 'does not exist: a part of that path is a file'],
    ['a device', () => '/dev/zero', 'is a file; a recorded machine is a directory.'],
    ['a report that is a device', () => linked('hardware.json', '/dev/zero'), 'it has no hardware.json.'],
    ['a circle', () => join(linked('circle', 'circle'), 'circle'), 'is a link that leads in a circle.'],
    ['a name that objects have', () => 'constructor', 'does not exist.'],
  ])('%s', async (_, path, words) => {
    const error = await loadMachine(path()).catch((caught) => caught);
    expect(error).toBeInstanceOf(MachineProblem);
    expect(error.message).toContain(words);
    expect(error.message).toContain(builtIn);
    expect(error.message).not.toContain('\n');
  });
});
