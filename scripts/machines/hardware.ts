import type { Fixture } from './fixture.ts';

/** What systeminformation reports on such a box without dmidecode, as in the installer. */
export function hardware({ dmi, cpu, memoryKib, blockDevices }: Fixture) {
  const told = (text: string | undefined) => (text === undefined || text === 'Default string' ? '' : text);
  const [month = '', day = '', year = ''] = (dmi.bios_date ?? '').split('/');
  const intel = cpu.vendor_id === 'GenuineIntel';
  return {
    system: {
      manufacturer: told(dmi.sys_vendor),
      model: told(dmi.product_name),
      version: told(dmi.product_version),
      sku: '-',
    },
    bios: { vendor: dmi.bios_vendor, version: dmi.bios_version, releaseDate: `${year}-${month}-${day}` },
    baseboard: { manufacturer: told(dmi.board_vendor), model: told(dmi.board_name) },
    cpu: {
      manufacturer: intel ? 'Intel' : 'AMD',
      brand: cpu.model_name.replace(/^(Intel\(R\)|AMD) /, ''),
      family: String(cpu.cpu_family ?? ''),
      model: String(cpu.model ?? ''),
      stepping: String(cpu.stepping ?? ''),
      cores: cpu.cpus,
      physicalCores: cpu.cpus,
    },
    mem: { total: memoryKib * 1024 },
    blockDevices: blockDevices
      .flatMap((device) => [device, ...(device.children ?? [])])
      .map((device) => ({
        name: device.name,
        type: device.type,
        fsType: device.fstype ?? '',
        mount: device.mountpoints[0] ?? '',
        size: device.size,
        label: device.label ?? '',
        model: device.model ?? '',
        protocol: device.tran ?? '',
        removable: device.rm,
      }))
      .sort((a, b) => a.type.localeCompare(b.type) || a.name.localeCompare(b.name)),
  };
}
