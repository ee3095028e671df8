import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { answersSchema } from '../../src/interview/json-schema.ts';
import { findPreset, listPresets } from '../../src/interview/presets.ts';
import { findProfile, listProfiles } from '../../src/interview/profiles.ts';
import { answersFile } from '../../src/interview/schema.ts';
import { timeZoneNames, timeZoneVersion } from '../../src/interview/time-zones.ts';
import { badAnswers, soundAnswers } from './bad-answers.ts';

const root = join(import.meta.dirname, '../..');
const makeData = (args: string[], env = {}) =>
  spawnSync(process.execPath, [join(root, 'scripts/make-data.ts'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });

describe('assets', () => {
  it('are what make-data makes now', () => {
    const { stdout, status } = makeData(['--check']);
    for (const line of stdout.split('\n').filter((text) => text.includes('not compared'))) console.warn(line);
    expect(stdout).not.toContain('stale');
    expect(status).toBe(0);
  });

  it('are called stale where the data says something else, and left alone where there is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'naar-data-'));
    try {
      expect(makeData(['--check'], { NAAR_DATA: folder })).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('assets/isps.json: not compared'),
      });
      mkdirSync(folder, { recursive: true });
      for (const name of ['isps.json', 'devices.json']) {
        writeFileSync(join(folder, name), '{ "compiled": "today", "rows": [] }');
        expect(makeData(['--check'], { NAAR_DATA: folder })).toMatchObject({
          status: 1,
          stdout: expect.stringContaining(`assets/${name}: stale`),
        });
        rmSync(join(folder, name));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('know the time zones that Intl lacks, and the backward links', () => {
    for (const name of ['UTC', 'Europe/Kyiv', 'Europe/Kiev', 'Europe/Brussels', 'US/Eastern', 'Etc/GMT+5'])
      expect(timeZoneNames).toContain(name);
    expect(timeZoneNames).not.toContain('Factory');
    expect(timeZoneVersion).toMatch(/^20\d\d[a-z]$/);
  });

  it('have presets of which DS-Lite, MAP-E and 802.1X cannot be chosen', () => {
    const refused = listPresets()
      .filter((preset) => preset.refused !== null)
      .map((preset) => preset.id);
    expect(refused).toEqual(['fr-free', 'it-iliad', 'us-att-fiber', 'jp-dslite', 'jp-v6plus']);
    expect(new Set(listPresets().map((preset) => preset.id)).size).toBe(listPresets().length);
    for (const preset of listPresets()) {
      expect(
        [...preset.notes, ...preset.unbuilt].every((sentence) => /^[\p{Lu}\d/].*[.!]$/u.test(sentence)),
        preset.id,
      ).toBe(true);
      // A description such as "<any>" or "any" must never be sent to an ISP as if it were a value.
      expect(JSON.stringify(preset.dhcp)).not.toMatch(/[<>]|optional|must/);
    }
    expect(findPreset('jp-ntt-pppoe')).toMatchObject({ prefixLength: null, pppoe: { mtu: 1454 } });
    expect(findPreset('constructor')).toBeNull();
  });

  it('have profiles that open what the device needs and no more', () => {
    const cast = findProfile('google-cast');
    expect(cast?.mdnsServices).toEqual(['_googlecast._tcp']);
    expect(cast?.internet).toEqual([
      { protocol: 'tcp', first: 80, last: 80, why: 'media and updates' },
      { protocol: 'tcp', first: 443, last: 443, why: 'media and updates' },
      { protocol: 'udp', first: 443, last: 443, why: 'QUIC' },
      { protocol: 'udp', first: 123, last: 123, why: 'time' },
      { protocol: 'udp', first: 53, last: 53, why: 'Google DNS' },
    ]);
    expect(findProfile('printer')).toMatchObject({ internet: 'none', router: [] });
    expect(findProfile('sonos')?.router).toEqual([
      { protocol: 'udp', first: 1900, last: 1900, why: 'SSDP to 239.255.255.250, for a relay' },
    ]);
    expect(findProfile('matter-thread')).toMatchObject({ sameSubnetOnly: true, mdnsServices: [] });
    expect(findProfile('tasmota')?.mdnsServices).toEqual([]);
    expect(
      findProfile('home-assistant')?.toNetworks.map(({ protocol, first, last }) => [protocol, first, last]),
    ).toEqual([
      ['tcp', 1, 65535],
      ['udp', 1, 65535],
    ]);
    for (const profile of listProfiles()) {
      for (const port of [
        ...(typeof profile.internet === 'string' ? [] : profile.internet),
        ...profile.router,
        ...profile.toNetworks,
      ]) {
        expect(port.first >= 1 && port.first <= port.last && port.last <= 65535, profile.id).toBe(true);
      }
    }
  });
});

describe('JSON Schema', () => {
  const parse = (text: string) => parseYaml(text, { logLevel: 'error' });
  const outside = z.fromJSONSchema(JSON.parse(JSON.stringify(answersSchema())));

  it('accepts the examples', () => {
    for (const name of ['edpnet', 'flat-dhcp', 'minimal']) {
      expect(
        outside.safeParse(parse(readFileSync(join(root, 'assets/examples', `${name}.yaml`), 'utf8'))).error,
      ).toBeUndefined();
    }
    expect(outside.safeParse(parse(soundAnswers)).success).toBe(true);
  });

  it('says the same as naar about the shape of every file of the table, and knows who can be chosen', () => {
    for (const { name, change } of badAnswers) {
      if (typeof change === 'string') continue;
      let tree: unknown;
      try {
        tree = parse(change.reduce((text, [from, to]) => text.replace(from, () => to), soundAnswers));
      } catch {
        continue;
      }
      const known = !/^(preset|profile) (unknown|with|by|of)/.test(name);
      expect(outside.safeParse(tree).success, name).toBe(answersFile.safeParse(tree).success && known);
    }
  });

  it('explains its keys', () => {
    const text = JSON.stringify(answersSchema());
    expect(text).toContain('Six pairs of hexadecimal digits');
    expect(text).toContain('A secret: never the value itself, but where it is.');
  });

  it('lists the ids of presets and profiles with their names, each by a line that can be searched for', () => {
    const lines = JSON.stringify(answersSchema(), null, 2)
      .split('\n')
      .map((line) => line.trim());
    const titleOf = (id: string) => lines[lines.indexOf(`"const": "${id}",`) + 1];
    expect(titleOf('nl-kpn')).toBe('"title": "KPN, NL"');
    expect(titleOf('sonos')).toBe('"title": "Sonos (and IKEA Symfonisk)"');
    for (const { id, refused } of listPresets()) expect(lines.includes(`"const": "${id}",`), id).toBe(refused === null);
    for (const { id } of listProfiles()) expect(lines, id).toContain(`"const": "${id}",`);
    expect(lines.filter((line) => line.startsWith('"title"'))).toHaveLength(
      1 + listPresets().filter(({ refused }) => refused === null).length + listProfiles().length,
    );
  });
});
