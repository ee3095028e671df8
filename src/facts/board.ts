import type { HardwareReport } from '../system/system.ts';
import type { Board } from './facts.ts';

/** The files of /sys/class/dmi/id that say what the board is; none of them needs root. */
export const dmiNames = [
  'sys_vendor',
  'product_name',
  'product_sku',
  'bios_vendor',
  'bios_version',
  'bios_date',
] as const;

/** The texts of those files, trimmed by nobody yet; null where the kernel has none (a virtual machine, a container). */
export type Dmi = { readonly [Name in (typeof dmiNames)[number]]: string | null };

/**
 * The board by its DMI texts, as the kernel shows them; the report fills in
 * where there are none. It says nothing about jacks: boards named apu4 with
 * three jacks exist, and apu3 with the chips of an apu2.
 */
export function boardOf(dmi: Dmi, report: HardwareReport): Board {
  const vendor = first(dmi.sys_vendor, report.system.manufacturer);
  const product = first(dmi.product_name, report.system.model);
  return {
    vendor,
    // Older coreboot repeats the vendor: `PC Engines apu4`.
    product: product.startsWith(`${vendor} `) ? product.slice(vendor.length + 1) : product,
    sku: first(dmi.product_sku, report.system.sku),
    bios: {
      vendor: first(dmi.bios_vendor, report.bios.vendor),
      version: first(dmi.bios_version, report.bios.version),
      date: isoDate(first(dmi.bios_date, report.bios.releaseDate)),
    },
  };
}

/** What the report says where it knows nothing (systeminformation's own fillers). */
const fillers = new Set(['-', 'Computer', 'Docker Container']);

function first(dmi: string | null, reported: string): string {
  const text = dmi?.trim() ?? '';
  if (text !== '') return text;
  return fillers.has(reported) ? '' : reported.trim();
}

/** DMI writes month/day/year, which most of the world reads as day/month. */
function isoDate(date: string): string {
  const [, month, day, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(date) ?? [];
  return year === undefined ? date : `${year}-${month}-${day}`;
}
