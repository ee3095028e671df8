import type { Disk, Facts, Jack, Vector } from '../../facts/facts.ts';
import { wrapped } from '../wrap.ts';

/**
 * What `naar detect` shows: ASCII, at most 79 columns, so that it stands well
 * on a serial console. Sizes in GB of 10^9 bytes, as disks are sold.
 */
export function detectReport(facts: Facts): string {
  const lines = [
    ...labelled(boxRows(facts)),
    '',
    'Disks',
    ...(facts.disks.length === 0
      ? ['  No disk was found.']
      : facts.disks.flatMap((disk) => diskLines(disk, facts.os.role))),
    '',
    'Network jacks',
    ...jackLines(facts.jacks),
    ...remarks(facts).flatMap((remark) => ['', ...wrapped(remark)]),
  ];
  return `${lines.map((line) => ascii(line).trimEnd()).join('\n')}\n`;
}

function boxRows({ board, firmware, os, cpu, memoryBytes }: Facts): readonly (readonly [string, string])[] {
  const product = [board.vendor, board.product, board.sku === '' ? '' : `(${board.sku})`].filter((word) => word !== '');
  const bios = [board.bios.vendor, board.bios.version, board.bios.date].filter((word) => word !== '');
  const system = [os.id, os.release, os.kernel === '' ? '' : `(Linux ${os.kernel})`].filter(
    (word) => word !== '' && word !== null,
  );
  const roles = { installer: ', the installer', router: ', a router made by naar', other: '' };
  return [
    ['Board', product.join(' ') || 'unknown'],
    ['Firmware', [firmware === 'uefi' ? 'UEFI' : 'BIOS', ...bios].join(' ')],
    ['System', `${system.join(' ') || 'unknown'}${roles[os.role]}`],
    ['CPU', `${cpu.model || 'unknown'}, ${counted(cpu.online.length, 'CPU')} online`],
    ['Memory', memoryBytes > 0 ? gigabytes(memoryBytes) : 'unknown'],
  ];
}

function diskLines(disk: Disk, role: Facts['os']['role']): readonly string[] {
  const kind = [disk.transport, disk.removable ? 'removable' : ''].filter((word) => word !== '').join(', ');
  const here = role === 'installer' ? 'the installer itself' : 'the running system';
  const mark = disk.bootMedium ? [`    holds ${here}: never a target`] : [];
  const name = disk.byId[0] === undefined ? [] : cut(`    ${disk.byId[0]}`);
  const parts = disk.partitions.map((part) => {
    const content = [part.fileSystem, part.label, part.mountPoint === '' ? '' : `on ${part.mountPoint}`];
    return `    ${part.path}  ${gigabytes(part.sizeBytes)}  ${content.filter((word) => word !== '').join('  ')}`;
  });
  return [
    ...cut(
      `  ${disk.path}  ${gigabytes(disk.sizeBytes)}  ${[kind, disk.model].filter((word) => word !== '').join('  ')}`,
    ),
    ...mark,
    ...name,
    ...parts.flatMap(cut),
  ];
}

const heading = ['name', 'MAC', 'chip', 'driver', 'link', 'Mbit/s', 'rx/tx', 'PCI'];

function jackLines(jacks: readonly Jack[]): readonly string[] {
  if (jacks.length === 0) return ['  None.'];
  const rows = [heading, ...jacks.map(jackCells)];
  const [top = '', ...lines] = table(rows);
  const fits = [top, ...lines].every((line) => line.length <= 79);
  // Long names (a jack on USB is enx and its MAC) leave no room: driver and place go on a line of their own.
  const [narrowTop = '', ...narrow] = fits
    ? [top, ...lines]
    : table(rows.map((row) => row.filter((_, column) => column !== 3 && column !== 7)));
  return [
    narrowTop,
    ...jacks.flatMap((jack, index) => [
      narrow[index] ?? '',
      ...(fits
        ? []
        : [`    driver ${jack.driver || 'unknown'}, ${jack.pci === null ? 'not on PCI' : `PCI ${jack.pci}`}`]),
      ...vectorLines(jack),
    ]),
  ];
}

function jackCells(jack: Jack): readonly string[] {
  return [
    jack.name,
    jack.mac || 'MAC unknown',
    jack.chip,
    jack.driver,
    jack.link,
    jack.speed === null ? '-' : String(jack.speed),
    `${jack.rxQueues}/${jack.txQueues}`,
    jack.pci?.replace(/^0000:/, '') ?? '-',
  ];
}

/** Interrupts as `IRQ -> CPU`, then RPS; both are of this moment only. */
function vectorLines(jack: Jack): readonly string[] {
  const rows = jack.vectors.map((vector) => [
    `  IRQ ${vector.irq}`,
    `-> CPU ${vector.effective ?? vector.affinity ?? '?'}`,
    served(vector),
    vector.action,
  ]);
  const masks = jack.rps.map((mask, queue) => `rx-${queue} ${mask || '?'}`);
  const rps = jack.rps.every((mask) => /^[0,]*$/.test(mask)) ? 'off' : masks.join(', ');
  return [
    ...(rows.length === 0 ? ['    no interrupts in use'] : table(rows)),
    ...(jack.rps.length === 0 ? [] : wrapped(`RPS ${rps}`, '    ')),
  ];
}

function served({ serves, queue }: Vector): string {
  if (serves === 'all') return 'all its work';
  if (serves === 'other') return 'link';
  return `${serves} ${queue}`;
}

/** What the owner of the box should know and do, in sentences. */
function remarks({ jacks, interruptsReadable }: Facts): readonly string[] {
  const count = {
    0: 'No network jack was found. In a container or a virtual machine without a network card there is none to see; run naar on the box that shall become the router.',
    1: 'Only one network jack was found. A router needs two: one toward the Internet, one toward your network.',
  }[jacks.length];
  return [
    ...(count === undefined ? [] : [count]),
    ...(jacks.some((jack) => jack.vectors.length > 0)
      ? [
          'rx and tx are the queues in which a jack receives and sends, and an IRQ is how it calls a CPU to them. RPS spreads what one queue receives over further CPUs.',
        ]
      : []),
    ...(interruptsReadable
      ? []
      : ['/proc/interrupts is not there, so the interrupts of the jacks are not known. This is usual in a container.']),
  ];
}

function labelled(rows: readonly (readonly [string, string])[]): readonly string[] {
  return rows.flatMap(([label, text]) => wrapped(text, label.padEnd(10), ' '.repeat(10)));
}

/** Rows of cells as lines with columns of one width, two blanks in front and between. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

function pieces(line: string, width: number): readonly string[] {
  return line.length <= width ? [line] : [line.slice(0, width), ...pieces(line.slice(width), width)];
}

/** A line that is too long goes on below, further in: a disk's name must stay whole to be copied by eye. */
function cut(line: string): readonly string[] {
  const [first = '', ...more] = pieces(line, 71);
  return [first, ...more.map((piece) => `${' '.repeat(8)}${piece}`)];
}

function gigabytes(bytes: number): string {
  if (bytes < 1e8) return `${Math.ceil(bytes / 1e6)} MB`;
  return `${bytes < 1e11 ? (bytes / 1e9).toFixed(1) : Math.round(bytes / 1e9)} GB`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A label or a model can hold anything; what a serial console cannot show becomes a question mark. */
function ascii(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, '?');
}
