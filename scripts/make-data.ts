/**
 * Makes assets/isps.json, devices.json, timezones.json and answers.schema.json.
 * `--check` changes nothing and fails when a committed file is not what would be made now.
 * The raw data lives outside the repository (../shared/data, the tz database);
 * where a source is absent, that part is left alone and named.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersSchema } from '../src/interview/json-schema.ts';
import { deviceProfiles } from './data/device-profiles.ts';
import { ispPresets } from './data/isp-presets.ts';
import { timeZones } from './data/time-zones.ts';

const root = join(import.meta.dirname, '..');
const shared = process.env.NAAR_DATA ?? join(root, '../shared/data');
const zoneFile = '/usr/share/zoneinfo/tzdata.zi';

const parts: { asset: string; source: string | null; make: (text: string) => unknown }[] = [
  { asset: 'isps.json', source: join(shared, 'isps.json'), make: (text) => ispPresets(JSON.parse(text)) },
  { asset: 'devices.json', source: join(shared, 'devices.json'), make: (text) => deviceProfiles(JSON.parse(text)) },
  { asset: 'timezones.json', source: zoneFile, make: timeZones },
  { asset: 'answers.schema.json', source: null, make: () => answersSchema() },
];

const check = process.argv.includes('--check');
let stale = 0;
for (const part of parts) {
  const target = join(root, 'assets', part.asset);
  if (part.source !== null && !existsSync(part.source)) {
    console.log(`assets/${part.asset}: not compared, ${part.source} is not on this machine`);
    continue;
  }
  const text = `${JSON.stringify(part.make(part.source === null ? '' : readFileSync(part.source, 'utf8')), null, 2)}\n`;
  const current = existsSync(target) ? readFileSync(target, 'utf8') : null;
  if (current === text) {
    console.log(`assets/${part.asset}: up to date`);
  } else if (check && part.asset === 'timezones.json' && current !== null && !sameTzVersion(current, text)) {
    console.log(`assets/${part.asset}: not compared, this machine has another version of the tz database`);
  } else if (check) {
    console.log(`assets/${part.asset}: stale, run "node scripts/make-data.ts"`);
    stale += 1;
  } else {
    writeFileSync(target, text);
    console.log(`assets/${part.asset}: written`);
  }
}
process.exitCode = stale === 0 ? 0 : 1;

/** Another tz release is no fault of ours: only a difference within one release is staleness. */
function sameTzVersion(one: string, other: string): boolean {
  return JSON.parse(one).version === JSON.parse(other).version;
}
