import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagesWithout } from './bundle.ts';
import { childCosts } from './child-cost.ts';
import { type Aim, figure, type Part, size, times } from './table.ts';

const root = new URL('..', import.meta.url).pathname;
const runs = 15;

/**
 * How long a person waits for naar before it says anything, as multiples of the
 * same Node doing nothing. The bundle is measured, because it is what people start.
 */
export function measureStart(): Part {
  const out = mkdtempSync(join(tmpdir(), 'naar-bench-'));
  try {
    const example = `${root}assets/examples/edpnet.yaml`;
    const naar = [process.execPath, `${root}dist/naar.mjs`];
    const commands = [
      { name: 'node -e 0', words: [process.execPath, '-e', '0'], aim: null },
      { name: 'naar --version', words: [...naar, '--version'], aim: 2 },
      { name: 'naar check', words: [...naar, 'check', '--machine', 'apu2', example], aim: 4 },
      {
        name: 'naar render',
        words: [...naar, 'render', '--machine', 'apu2', '--answers', example, '--out', out, '--force'],
        aim: 5,
      },
      { name: 'naar detect', words: [...naar, 'detect', '--machine', 'apu2'], aim: null },
    ];
    const costs = childCosts(
      commands.map(({ words }) => words),
      runs,
    );
    const bare = costs[0]!;
    return {
      tables: [
        {
          title: 'Start',
          note: `Medians of ${runs} runs in turn: milliseconds of the clock and of CPU, peak memory, and the same as multiples of bare Node ${process.version}. The edpnet example on the recorded APU2.`,
          columns: ['command', 'clock', 'CPU', 'memory', 'clock x', 'CPU x', 'memory x'],
          rows: costs.map(({ wall, cpu, peak }, index) => [
            commands[index]!.name,
            figure(wall),
            figure(cpu),
            size(peak),
            times(wall / bare.wall),
            times(cpu / bare.cpu),
            times(peak / bare.peak),
          ]),
        },
      ],
      aims: [
        ...costs.flatMap(({ wall }, index): Aim[] => {
          const { name, aim } = commands[index]!;
          if (aim === null) return [];
          return [
            {
              text: `${name} starts in under ${aim} times bare Node`,
              measured: times(wall / bare.wall),
              holds: wall / bare.wall < aim,
            },
          ];
        }),
        withoutScreens(),
      ],
    };
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** The wizard's screens cost time that a command without screens must not pay. */
function withoutScreens(): Aim {
  const packages = packagesWithout('src/ui/tui/canvas.tsx');
  const screens = packages.filter((name) => /^(ink|react|yoga-layout|scheduler)(-|$)/.test(name));
  return {
    text: 'Ink and React lie in a part that is loaded for screens alone',
    measured: screens.length === 0 ? `packages elsewhere: ${packages.join(', ')}` : screens.join(', '),
    holds: screens.length === 0,
  };
}
