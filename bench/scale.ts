import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childCosts, median } from './child-cost.ts';
import { type HomeSize, homeAnswers } from './generated-home.ts';
import { figure, type Part, size, type Table, times } from './table.ts';

const byDevices: readonly HomeSize[] = [1, 10, 100, 1000, 4000].map((devices) => ({ devices, networks: 2 }));
const byNetworks: readonly HomeSize[] = [1, 10, 100].map((networks) => ({ devices: 100, networks }));
const largest: HomeSize = { devices: 4000, networks: 100 };
const runs = 5;

/** Stages in milliseconds of CPU inside a fresh process, `total` of the whole command. */
type Measured = HomeSize & {
  readonly check: number;
  readonly plan: number;
  readonly render: number;
  readonly bytes: number;
  readonly total: number;
  readonly peak: number;
};

/** What a bigger home costs to render: time and memory should grow with its size and no faster. */
export function measureScale(): Part {
  const folder = mkdtempSync(join(tmpdir(), 'naar-bench-'));
  try {
    const devices = byDevices.map((home) => measure(home, folder));
    const networks = [...byNetworks, largest].map((home) => measure(home, folder));
    const [smaller, full] = devices.slice(-2) as [Measured, Measured];
    const growth = stagesOf(full) / stagesOf(smaller);
    const worst = Math.max(full.total, networks.at(-1)!.total);
    return {
      tables: [
        table('Scale: devices', 'Two networks.', devices),
        table('Scale: networks', 'A hundred devices, and in the last row 4000.', networks),
      ],
      aims: [
        { text: '4000 devices render in under 2 s of CPU', measured: `${figure(worst)} ms`, holds: worst < 2000 },
        {
          text: 'Four times the devices, 1000 to 4000, cost at most five times the stages',
          measured: times(growth),
          holds: growth <= 5,
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measure(home: HomeSize, folder: string): Measured {
  const file = join(folder, 'answers.yaml');
  writeFileSync(file, homeAnswers(home));
  const root = new URL('..', import.meta.url).pathname;
  const render = ['render', '--machine', 'apu2', '--answers', file, '--out', join(folder, 'out'), '--force'];
  const whole = childCosts([[process.execPath, `${root}dist/naar.mjs`, ...render]], runs)[0]!;
  const stages = Array.from({ length: runs }, () => {
    const printed = execFileSync(process.execPath, [`${root}bench/stages.ts`, file], { encoding: 'utf8' });
    return JSON.parse(printed) as Pick<Measured, 'check' | 'plan' | 'render' | 'bytes'>;
  });
  const middle = (stage: 'check' | 'plan' | 'render') => median(stages.map((run) => run[stage]));
  return {
    ...home,
    check: middle('check'),
    plan: middle('plan'),
    render: middle('render'),
    bytes: stages[0]!.bytes,
    total: whole.cpu,
    peak: whole.peak,
  };
}

function table(title: string, which: string, rows: readonly Measured[]): Table {
  return {
    title,
    note: `${which} Medians of ${runs} fresh processes in milliseconds of CPU. "x" is the stages together, beside the row above; the command also starts Node, reads and writes files and prints the warnings.`,
    columns: [
      'devices',
      'networks',
      'check',
      'plan',
      'render',
      'stages',
      'x',
      'command',
      'memory',
      'configuration.nix',
    ],
    rows: rows.map((row, index) => [
      String(row.devices),
      String(row.networks),
      figure(row.check),
      figure(row.plan),
      figure(row.render),
      figure(stagesOf(row)),
      index === 0 ? '' : times(stagesOf(row) / stagesOf(rows[index - 1]!)),
      figure(row.total),
      size(row.peak),
      size(row.bytes),
    ]),
  };
}

function stagesOf({ check, plan, render }: Measured): number {
  return check + plan + render;
}
