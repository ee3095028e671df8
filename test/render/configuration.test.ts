import { describe, expect, it } from 'vitest';
import { configuration } from '../../src/render/configuration.ts';
import { renderFiles } from '../../src/render/render-files.ts';
import { apu } from '../interview/facts.ts';
import { evaluateConfiguration } from '../nixos/evaluate.ts';
import { withFolder } from '../nixos/workbench.ts';
import { type Group, planned, tagged, thing } from '../plan/planned.ts';

const headings = (changes: Group = {}) =>
  [...configuration(planned(changes)).matchAll(/^ {2}# (.+?) -{3,}$/gm)].map(([, title]) => title);

const always = [
  'The box',
  'Name, time and login',
  'Jacks and cables',
  'The line to the Internet',
  'Our networks',
  'What devices are told about IPv6',
  'The firewall',
  'The kernel',
  'Addresses (DHCP)',
  'Names (DNS)',
  'Time (NTP)',
];

describe('configuration.nix', () => {
  it('has its parts in the order in which one would explain the router, and no part that has nothing to say', () => {
    expect(headings()).toEqual([...always, 'The fast path (flow offload)', 'Interrupts and receive work', 'Upkeep']);
    const networks = { lan: tagged('trusted', 20), iot: tagged('isolated', 90) };
    const devices = { tv: thing('iot', 1, 'google-cast') };
    const tuning = { shaper: { down: '90M', up: '20M' }, interrupts: 'off', rps: 'off' };
    expect(headings({ networks, devices, tuning })).toEqual([
      ...always,
      'Finding devices (mDNS)',
      'Fair shares on a busy line (CAKE)',
      'Upkeep',
    ]);
  });

  it('gives a reason for each part, and no line that is wider than a terminal but for code', () => {
    for (const changes of [{}, { tuning: { shaper: { down: '90M', up: '20M' } } }, { dns: { upstream: 'isp' } }]) {
      const text = configuration(planned(changes));
      expect(text).not.toMatch(/^ {2}# .+ -{3,}\n\n/m);
      const wide = text.split('\n').filter((line) => /^ {2}#/.test(line) && line.length > 79);
      expect(wide).toEqual([]);
      // no blanks at the end of a line, no two empty lines, no tab
      expect(text).not.toMatch(/[ \t]\n|\n\n\n|\t/);
    }
  });

  it('begins with what it is, and how to go on by hand', () => {
    const first = (facts = apu()) => configuration(planned({}, facts)).split('\n').slice(0, 3);
    expect(first()[0]).toBe('# router: a router on PC Engines apu2, NixOS 26.05. Written by naar.');
    const nameless = { ...apu().board, vendor: '', product: '' };
    expect(first(apu({ board: nameless }))[0]).toBe('# router: a router, NixOS 26.05. Written by naar.');
    expect(configuration(planned())).toContain('lib.mkForce');
  });

  it('imports the hardware scan and the file of the owner', async () => {
    const files = Object.fromEntries(renderFiles(planned()).map(({ name, text }) => [name, text]));
    const config = await withFolder(files, (folder) => evaluateConfiguration(folder, '26.05'));
    expect(config).toMatchObject({ imports: ['hardware-configuration.nix', 'local.nix'] });
  });
});

describe('renderFiles', () => {
  it('writes four files: the answers for their owner only, and local.nix once', () => {
    expect(renderFiles(planned()).map(({ name, mode, write }) => [name, mode.toString(8), write])).toEqual([
      ['configuration.nix', '644', 'always'],
      ['irq-tuning.sh', '755', 'always'],
      ['answers.yaml', '600', 'always'],
      ['local.nix', '644', 'once'],
    ]);
  });

  it('A8: gives the same bytes for the same plan', () => {
    expect(renderFiles(structuredClone(planned()))).toEqual(renderFiles(planned()));
  });
});
