import { expect, it } from 'vitest';
import { boardOf, type Dmi, dmiNames } from '../../src/facts/board.ts';
import type { HardwareReport } from '../../src/system/system.ts';

const silent: Dmi = {
  sys_vendor: null,
  product_name: null,
  product_sku: null,
  bios_vendor: null,
  bios_version: null,
  bios_date: null,
};
const report: HardwareReport = {
  system: { manufacturer: '', model: '', version: '', sku: '' },
  bios: { vendor: '', version: '', releaseDate: '' },
  baseboard: { manufacturer: '', model: '' },
  cpu: { manufacturer: '', brand: '', family: '', model: '', stepping: '', cores: 0, physicalCores: 0 },
  mem: { total: 0 },
  blockDevices: [],
};

// The forms that PC Engines boards were seen with (hardware facts, section 1).
it.each([
  ['apu2', 'v4.0.23', '01/09/2019', 'apu2', '2019-01-09'],
  ['apu2', '88a4f96', '03/07/2016', 'apu2', '2016-03-07'],
  ['PC Engines apu4', 'v4.6.4', '', 'apu4', ''],
  ['PC Engines apu2', '', '', 'apu2', ''],
  ['APU', 'SageBios_PCEngines_APU-45', '04/05/2014', 'APU', '2014-04-05'],
])('product %j with BIOS %j of %j', (name, version, date, product, iso) => {
  const dmi = {
    ...silent,
    sys_vendor: 'PC Engines\n',
    product_name: `${name}\n`,
    bios_version: `${version}\n`,
    bios_date: date,
  };
  expect(boardOf(dmi, report)).toEqual({
    vendor: 'PC Engines',
    product,
    sku: '',
    bios: { vendor: '', version, date: iso },
  });
});

it('keeps what a careless maker wrote', () => {
  const dmi = { ...silent, sys_vendor: 'Default string', product_name: 'Default string' };
  expect(boardOf(dmi, report)).toMatchObject({ vendor: 'Default string', product: 'Default string' });
});

it('takes the report where the kernel has no DMI, but not its fillers', () => {
  const system = { manufacturer: 'PC Engines', model: 'apu3', version: '1.0', sku: '-' };
  const bios = { vendor: 'coreboot', version: 'v4.19.0.1', releaseDate: '2023-01-31' };
  expect(boardOf(silent, { ...report, system, bios })).toEqual({
    vendor: 'PC Engines',
    product: 'apu3',
    sku: '',
    bios: { vendor: 'coreboot', version: 'v4.19.0.1', date: '2023-01-31' },
  });
  for (const model of ['Computer', 'Docker Container']) {
    expect(boardOf(silent, { ...report, system: { ...system, manufacturer: '', model } })).toMatchObject({
      vendor: '',
      product: '',
    });
  }
});

it('asks the kernel for every text that it shows, and believes it before the report', () => {
  const dmi = Object.fromEntries(dmiNames.map((name) => [name, `kernel ${name}\n`])) as Dmi;
  const system = { manufacturer: 'reported', model: 'reported', version: '', sku: ' reported ' };
  const bios = { vendor: 'reported', version: 'reported', releaseDate: 'reported' };
  expect(JSON.stringify(boardOf(dmi, { ...report, system, bios }))).not.toContain('reported');
  expect([...dmiNames].sort()).toEqual(Object.keys(silent).sort());
  expect(boardOf({ ...silent, sys_vendor: '  ' }, { ...report, system, bios })).toMatchObject({
    vendor: 'reported',
    sku: 'reported',
  });
});
