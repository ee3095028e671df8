import { describe, expect, it } from 'vitest';
import type { ToldEvent } from '../../../src/steps/job-events.ts';
import { countLine, noProgress, progressWords } from '../../../src/ui/headless/install-progress.ts';
import { jobReport } from '../../../src/ui/headless/job-report.ts';

const start = Date.parse('2026-11-29T12:00:00.000Z');
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const step = (seconds: number): ToldEvent => ({
  kind: 'step',
  id: 'install',
  title: 'Install NixOS (the long part)',
  number: 8,
  of: 10,
  at: at(seconds),
});
const line = (seconds: number, text: string): ToldEvent => ({ kind: 'line', text, at: at(seconds) });

/** What is written, event by event. */
function told(events: readonly ToldEvent[], paints = true): readonly string[] {
  let written = '';
  const report = jobReport((text) => {
    written += text;
  }, paints);
  return events.map((event) => {
    written = '';
    report.hear(event);
    return written;
  });
}

describe('an installation on a terminal', () => {
  it('moves at most once a second, however fast lines come', () => {
    const lines = Array.from({ length: 1000 }, (_, index) =>
      line(index / 100, `copying path '/nix/store/abc-part-${index}' from 'https://cache.nixos.org'...`),
    );
    const pictures = told([step(0), ...lines]).slice(1);
    expect(pictures.filter((text) => text !== '')).toHaveLength(9);
    expect(pictures.every((text) => text.length <= 80)).toBe(true);
    expect(pictures.find((text) => text !== '')).toMatch(/^\r {8}built 0, copied 101, 1 s: copying part-100 +$/);
  });

  it('goes on to tell the time where nothing is printed, and is still before the first step and behind the end', () => {
    const still = (seconds: number): ToldEvent => ({ kind: 'still', at: at(seconds) });
    const ended: ToldEvent = { kind: 'ended', at: at(9) };
    const [before, , early, late, , after] = told([still(0), step(0), still(0.5), still(75), ended, still(99)]);
    expect([before, early, after]).toEqual(['', '', '']);
    expect(late?.trim()).toBe('1 min');
  });

  it('is told a minute apart where nothing can be painted over', () => {
    const texts = told([step(0), line(59, 'copying channel...'), line(61, 'copying channel...')], false);
    expect(texts.slice(1)).toEqual(['', '        built 0, copied 0, 1 min: copying the channel\n']);
  });

  it('says a failure with its evidence, whose long lines are broken and not cut', () => {
    const failed: ToldEvent = {
      kind: 'failed',
      step: 'install',
      message: 'nixos-install failed.',
      next: 'Start naar again.',
      evidence: [
        `error: unable to download 'https://channels.nixos.org/${'x'.repeat(40)}': HTTP error 404`,
        'b\u001b[31m',
      ],
      at: at(3),
    };
    const [, text = ''] = told([step(0), failed]);
    expect(text).toContain('HTTP error 404');
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').every((row) => row.length < 80)).toBe(true);
    expect(text.trimEnd().split('\n').at(-1)).toBe('Start naar again.');
  });
});

describe('the lines of nixos-install', () => {
  const lines = [
    'copying channel...',
    'building the configuration in /mnt/etc/nixos/configuration.nix...',
    'these 12 derivations will be built:',
    '  /nix/store/aaa-etc.drv',
    'these 560 paths will be fetched (310.52 MiB download, 1330.10 MiB unpacked):',
    '  /nix/store/bbb-glibc-2.40',
    "copying path '/nix/store/bbb-glibc-2.40' from 'https://cache.nixos.org'...",
    "copying path '/nix/store/bbb-bash-5.2' from 'https://cache.nixos.org'...",
    "building '/nix/store/aaa-etc.drv'...",
  ];

  it('are counted', () => {
    const progress = lines.reduce(countLine, noProgress);
    expect(progressWords(progress, 245)).toBe('built 1 of 12, copied 2 of 560 (310.52 MiB), 4 min: building etc');
  });

  it('a second list adds to what was done already', () => {
    const more = [...lines, 'this path will be fetched (1.20 MiB download, 3.00 MiB unpacked):'];
    expect(more.reduce(countLine, noProgress)).toMatchObject({ copied: 2, toCopy: 3, toDownload: '1.20 MiB' });
  });

  it.each([
    [
      "warning: error: unable to download 'https://cache.nixos.org/x': Timeout was reached; retrying in 250 ms",
      /does not answer, trying again$/,
    ],
    ['checking store hashes...', /: reading what an earlier run fetched$/],
    ['The store is not whole: it is emptied and fetched anew.', /: not all of it is whole: fetching it anew$/],
    ['installing the boot loader...', /: installing the boot loader$/],
    ['updating GRUB 2 menu...', /: installing the boot loader$/],
    ['installation finished!', /: finished$/],
    ['something else', /: starting$/],
  ])('%s', (text, words) => {
    expect(progressWords(countLine(noProgress, text), 1)).toMatch(words);
  });
});
