import type { HardwareReport } from '../system/system.ts';
import type { Cpu } from './facts.ts';

/**
 * The processor by the report, and the CPUs that are online by the kernel's
 * list (`/sys/devices/system/cpu/online`). Where sysfs has none, CPUs are
 * counted: a container still has at least CPU 0.
 */
export function cpuOf(online: string | null, report: HardwareReport): Cpu {
  const { manufacturer, brand, cores } = report.cpu;
  const listed = parseCpuList(online ?? '');
  return {
    model: `${manufacturer} ${brand}`.trim(),
    online: listed.length > 0 ? listed : Array.from({ length: Math.max(cores, 1) }, (_, cpu) => cpu),
  };
}

/** `0-2,5` as [0, 1, 2, 5], the way the kernel writes lists of CPUs; empty for anything else. */
export function parseCpuList(text: string): readonly number[] {
  const ranges = text.trim().split(',');
  if (!ranges.every((range) => /^\d+(-\d+)?$/.test(range))) return [];
  return ranges.flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return Array.from({ length: Math.max(to - from + 1, 0) }, (_, step) => from + step);
  });
}
