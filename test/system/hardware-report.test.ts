import { expect, it } from 'vitest';
import { hardwareReport } from '../../src/system/hardware-report.ts';

const whole = {
  system: { manufacturer: 'PC Engines', model: 'apu2', version: '1.0', sku: '4 GB' },
  bios: { vendor: 'coreboot', version: 'v4', releaseDate: '2019-01-09' },
  baseboard: { manufacturer: 'PC Engines', model: 'apu2' },
  cpu: {
    manufacturer: 'AMD',
    brand: 'GX-412TC',
    family: '22',
    model: '48',
    stepping: '1',
    cores: 4,
    physicalCores: 4,
  },
  mem: { total: 4_108_115_968 },
  blockDevices: [
    {
      name: 'sdb1',
      type: 'part',
      fsType: 'iso9660',
      mount: '/iso',
      label: 'nixos',
      model: 'Ultra',
      protocol: 'usb',
      size: 1_459_617_792,
      removable: true,
    },
  ],
};
const empty = {
  system: { manufacturer: '', model: '', version: '', sku: '' },
  bios: { vendor: '', version: '', releaseDate: '' },
  baseboard: { manufacturer: '', model: '' },
  cpu: { manufacturer: '', brand: '', family: '', model: '', stepping: '', cores: 0, physicalCores: 0 },
  mem: { total: 0 },
  blockDevices: [],
};

it('a report is kept field by field, and nothing else of it', () => {
  const more = {
    ...whole,
    system: { ...whole.system, serial: 'S3CR3T', uuid: 'U-U-I-D' },
    blockDevices: whole.blockDevices.map((device) => ({ ...device, uuid: 'U-U-I-D' })),
    versions: { kernel: '6.18' },
  };
  expect(hardwareReport(more)).toEqual(whole);
});

it.each([null, 'text', 7, {}, { cpu: null, blockDevices: {} }])('what is not there is empty: %j', (answers) => {
  expect(hardwareReport(answers)).toEqual(empty);
});

it('a value of another type is a text where it can be, else nothing', () => {
  const { system, cpu, blockDevices } = hardwareReport({
    system: { model: 2, version: true, sku: null },
    cpu: { stepping: 1, cores: '4', physicalCores: Number.NaN },
    blockDevices: [{ removable: 'yes', size: '9' }, 'disk'],
  });
  expect(system).toEqual({ ...empty.system, model: '2' });
  expect(cpu).toEqual({ ...empty.cpu, stepping: '1' });
  expect(blockDevices.map(({ removable, size, name }) => ({ removable, size, name }))).toEqual([
    { removable: false, size: 0, name: '' },
    { removable: false, size: 0, name: '' },
  ]);
});
