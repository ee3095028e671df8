import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/facts/facts.ts';
import { probeFacts } from '../../../src/facts/probe-facts.ts';
import { checkAnswers } from '../../../src/interview/check.ts';
import { draftText } from '../../../src/interview/questions/draft-text.ts';
import type { LineFinding, Mode } from '../../../src/interview/questions/entry.ts';
import { openSession } from '../../../src/interview/questions/open-session.ts';
import { planRouter } from '../../../src/plan/plan-router.ts';
import { renderFiles } from '../../../src/render/render-files.ts';
import { builtInMachines, openMachine } from '../../../src/system/machines.ts';
import { machines as tuned } from '../../plan/tuning-machines.ts';
import { apu, jack } from '../facts.ts';
import { walk } from './walker.ts';

const old = {
  path: '/dev/sda1',
  filesystem: 'ntfs',
  label: 'Windows',
  sizeBytes: 15e9,
} as unknown as Facts['disks'][number]['partitions'][number];

/** Boxes that are not like the recorded ones, and may stand in somebody's cupboard. */
const odd: Readonly<Record<string, Facts>> = {
  ...Object.fromEntries([2, 4, 5, 6, 8, 12].map((count) => [`${count} jacks`, apu({ jacks: jacks(count) })])),
  'no cable in any jack': apu({ jacks: jacks(3).map((one) => ({ ...one, link: 'down' as const, speed: null })) }),
  'a USB adapter among the jacks': apu({
    jacks: [...jacks(1), { ...jack('enp0s20u1', '00:e0:4c:00:00:01'), driver: 'r8152' }],
  }),
  'jacks with names of the kernel': apu({
    jacks: ['eth0', 'eth1'].map((name, at) => jack(name, `00:0d:b9:00:00:0${at + 1}`)),
  }),
  UEFI: apu({ firmware: 'uefi' }),
  'much memory': apu({ memoryBytes: 64e9 }),
  'a board without a name': apu({
    board: { vendor: '', product: '', sku: '', bios: { vendor: '', version: '', date: '' } },
  }),
  'a disk with something on it': apu({ disks: apu().disks.map((disk) => ({ ...disk, partitions: [old] })) }),
  'two disks': apu({ disks: ['/dev/sda', '/dev/nvme0n1', '/dev/sdb'].map((path, at) => disk(path, at === 2)) }),
  ...tuned,
};

/** What the line may have said on the bench. */
const lines: readonly (LineFinding | null)[] = [
  null,
  { pppoe: [], dhcp: false },
  { pppoe: [], dhcp: true },
  { pppoe: [null], dhcp: false },
  { pppoe: [10], dhcp: false },
  { pppoe: [7, 35], dhcp: true },
];

/** What has no default: nobody can know it. */
function untold({ disks }: Facts) {
  return {
    'system.admin.password': 'x',
    'wan.pppoe.username': 'me@example',
    'wan.pppoe.password': 'x',
    'disk.erase': disks.map(({ path }) => path.replace('/dev/', '')),
  };
}

function press(facts: Facts, mode: Mode, line: LineFinding | null): void {
  const { session: start } = openSession({
    facts,
    mode,
    bench: true,
    dry: false,
    seen: [],
    text: null,
    progress: null,
  });
  const { session, turns, effect } = walk({ ...start, line }, untold(facts));
  expect(effect).toBe('go');
  expect(turns.filter(({ id, refused }) => id !== 'disk.erase' && refused !== null)).toEqual([]);
  const where = mode === 'install' ? 'install' : 'render';
  const { problems, answers } = checkAnswers(draftText(session.draft), facts, { where });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (mode === 'install') expect(answers?.disk).toMatchObject({ erase: true });
  const files = renderFiles(planRouter(facts, answers!));
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['configuration.nix', 'irq-tuning.sh']));
}

describe('only Enter, and what has no default, gives a valid router', () => {
  const every = [
    ...builtInMachines.map((name) => [name, () => openMachine(name).then(probeFacts)] as const),
    ...Object.entries(odd).map(
      ([name, facts]) =>
        [
          name,
          async () => ({ ...apu(), ...facts, disks: facts.disks.length > 0 ? facts.disks : apu().disks }),
        ] as const,
    ),
  ];

  it.each(every)('%s', async (_, factsOf) => {
    const facts = await factsOf();
    for (const line of lines) press(facts, 'install', line);
    press({ ...facts, os: { ...facts.os, role: 'router' } }, 'reconfigure', null);
    press({ ...facts, os: { ...facts.os, role: 'other' } }, 'files', null);
  });
});

function jacks(count: number): Facts['jacks'] {
  return Array.from({ length: count }, (_, at) =>
    jack(`enp${at + 1}s0`, `00:0d:b9:00:00:${(at + 1).toString(16).padStart(2, '0')}`),
  );
}

function disk(path: string, bootMedium: boolean): Facts['disks'][number] {
  return {
    ...apu().disks[0]!,
    path,
    byId: [`/dev/disk/by-id/x${path.replaceAll('/', '-')}`],
    bootMedium,
    removable: bootMedium,
  };
}
