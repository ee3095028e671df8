/**
 * Builds assets/machines/NAME.json, the recorded machines that come with naar,
 * from the collected hardware facts in ../shared/hardware/fixtures.
 *
 *   node scripts/make-machines.ts           writes the files
 *   node scripts/make-machines.ts --check   fails where the committed files are stale
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import type { Fixture } from './machines/fixture.ts';
import { packedMachine } from './machines/packed-machine.ts';

const fixtures = join(import.meta.dirname, '../../shared/hardware/fixtures');
const assets = join(import.meta.dirname, '../assets/machines');

const machines = {
  apu2: 'apu2-i210',
  apu3: 'apu3-i211',
  apu4: 'apu4-i211',
  n100: 'n100-4x-i226v',
};

if (!existsSync(fixtures)) {
  console.log(`${fixtures} is not here, so the built-in machines were not compared with it.`);
  exit(0);
}

let stale = 0;
for (const [name, folder] of Object.entries(machines)) {
  const text = `${JSON.stringify(packedMachine(readFixture(folder)), null, 1)}\n`;
  const file = join(assets, `${name}.json`);
  if (!argv.includes('--check')) {
    writeFileSync(file, text);
    console.log(`wrote ${file}`);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is stale; run: node scripts/make-machines.ts`);
    stale += 1;
  }
}
if (argv.includes('--check') && stale === 0) console.log('The built-in machines are up to date.');
exit(stale === 0 ? 0 : 1);

function readFixture(folder: string): Fixture {
  const text = (file: string) => readFileSync(join(fixtures, folder, file), 'utf8');
  const json = (file: string) => JSON.parse(text(file));
  return {
    folder,
    dmi: json('dmi.json'),
    cpu: json('cpuinfo.json'),
    // The n100 has no memory.json: 8 GB, as such boxes are commonly sold, less what the firmware keeps.
    memoryKib: existsSync(join(fixtures, folder, 'memory.json')) ? json('memory.json').MemTotal_kib_approx : 7_995_392,
    net: json('net.json'),
    links: json('ip-link.json'),
    blockDevices: json('lsblk.json').blockdevices,
    interrupts: text('proc-interrupts.txt'),
    uefi: folder.startsWith('n100'),
  };
}
