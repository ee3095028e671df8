import type { BlockDeviceReport, HardwareReport } from './system.ts';

/**
 * The part of systeminformation's answers that naar keeps, field by field: what
 * is not named here, such as serial numbers and UUIDs, gets into no recording.
 * Whatever is missing or of another type (the package leaves fields out, a
 * recording may be edited) becomes empty or 0, so nothing later has to ask.
 */
export function hardwareReport(answers: unknown): HardwareReport {
  const { system, bios, baseboard, cpu, mem, blockDevices } = fieldsOf(answers);
  return {
    system: texts(system, ['manufacturer', 'model', 'version', 'sku']),
    bios: texts(bios, ['vendor', 'version', 'releaseDate']),
    baseboard: texts(baseboard, ['manufacturer', 'model']),
    cpu: {
      ...texts(cpu, ['manufacturer', 'brand', 'family', 'model', 'stepping']),
      ...numbers(cpu, ['cores', 'physicalCores']),
    },
    mem: numbers(mem, ['total']),
    blockDevices: Array.isArray(blockDevices) ? blockDevices.map(blockDevice) : [],
  };
}

function blockDevice(device: unknown): BlockDeviceReport {
  return {
    ...texts(device, ['name', 'type', 'fsType', 'mount', 'label', 'model', 'protocol']),
    ...numbers(device, ['size']),
    removable: fieldsOf(device).removable === true,
  };
}

function texts<Name extends string>(part: unknown, names: readonly Name[]): Record<Name, string> {
  const fields = fieldsOf(part);
  const kept = names.map((name) => {
    const value = fields[name];
    return [name, typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''];
  });
  return Object.fromEntries(kept);
}

function numbers<Name extends string>(part: unknown, names: readonly Name[]): Record<Name, number> {
  const fields = fieldsOf(part);
  return Object.fromEntries(names.map((name) => [name, Number.isFinite(fields[name]) ? fields[name] : 0])) as Record<
    Name,
    number
  >;
}

function fieldsOf(part: unknown): Readonly<Record<string, unknown>> {
  return typeof part === 'object' && part !== null ? (part as Record<string, unknown>) : {};
}
