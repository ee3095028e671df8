import type { TuningPlan } from '../plan/tuning-plan.ts';

/** Columns of the table at most; with `# ` in front it still fits a terminal of 80. */
const width = 77;

/**
 * The plan's table for people: which interrupt goes to which CPU and which CPUs share the
 * receive work (RPS, as the hexadecimal mask that sysfs takes). Used in the script's
 * comment and in the summary of `naar render`. No line is longer than 77 columns as long
 * as the names are the kernel's; empty where the plan has no table. Without a final line break.
 */
export function tuningTable(plan: TuningPlan): string {
  if (plan.table.length === 0) return '';
  const cells = [
    ['jack', 'IRQ', 'interrupt', 'CPU', 'RPS'],
    ...plan.table.map((row) => [row.jack, row.irq ?? '-', row.action, row.cpu ?? '-', row.rps ?? '-'].map(printable)),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  const margin = widths.reduce((sum, columns) => sum + columns + 2, 0);
  return cells
    .flatMap(([jack, irq, action, cpu, rps]) => {
      const [first, ...more] = brokenAtCommas(rps!, Math.max(9, width - margin));
      const front = [
        jack!.padEnd(widths[0]!),
        irq!.padStart(widths[1]!),
        action!.padEnd(widths[2]!),
        cpu!.padStart(widths[3]!),
      ];
      return [[...front, first].join('  '), ...more.map((part) => ' '.repeat(margin) + part)];
    })
    .join('\n');
}

/** Names come from the kernel, but a table must stay one even if they are odd. */
function printable(cell: string | number): string {
  return String(cell).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

/** The mask of a machine with very many CPUs goes on below itself. */
function brokenAtCommas(mask: string, columns: number): string[] {
  const lines = [''];
  for (const group of mask.split(/(?<=,)/)) {
    if (lines.at(-1) !== '' && lines.at(-1)!.length + group.length > columns) lines.push('');
    lines[lines.length - 1] += group;
  }
  return lines;
}
