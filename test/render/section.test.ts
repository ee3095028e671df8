import { describe, expect, it } from 'vitest';
import { nixCode } from '../../src/render/nix.ts';
import { comment, option, sectionText } from '../../src/render/section.ts';

describe('option', () => {
  it('puts names of the person where the path has a star, and quotes what Nix would not read bare', () => {
    const setting = option('systemd.network.networks.*', { a: 1 }, null, ['40-lan']);
    expect(setting.path).toEqual(['systemd', 'network', 'networks', '40-lan']);
    expect(option('environment.etc.*.text', 'x', null, ['a.b/c']).path).toEqual([
      'environment',
      'etc',
      'a.b/c',
      'text',
    ]);
    expect(option('a.*.b', 1).path).toEqual(['a', '*', 'b']);
  });
});

describe('sectionText', () => {
  it('reads like a page: a heading, the reason, options close together, and air around what is explained', () => {
    expect(
      sectionText({
        title: 'The box',
        reason: 'Why it is so.\n  row  of a list',
        settings: [
          option('a.b', true),
          option('c', 'text'),
          option('d', 1, 'Because of d.'),
          option('e', 2),
          option('f', { x: 1, y: [1, 2] }),
          option('f2', 'two\nlines\n'),
          option('g.*', nixCode('pkgs.vim'), null, ['1 2']),
          option('h', 3),
        ],
      }),
    ).toBe(`  # The box -------------------------------------------------------------------
  # Why it is so.
  #   row  of a list

  a.b = true;
  c = "text";

  # Because of d.
  d = 1;

  e = 2;

  f = {
    x = 1;
    y = [
      1
      2
    ];
  };

  f2 = ''
    two
    lines
  '';

  g."1 2" = pkgs.vim;
  h = 3;`);
  });

  it('keeps the rule of a long title', () => {
    const title = 'A title that is much longer than any title of a part of a file should ever be, really';
    expect(sectionText({ title, reason: 'x', settings: [] })).toBe(`  # ${title} ---\n  # x`);
  });
});

describe('comment', () => {
  it('wraps at 76 columns, words whole, and rows of a list below their second column', () => {
    const words = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
    for (const line of comment(words)) expect(line.length).toBeLessThanOrEqual(76);
    expect(
      comment(words)
        .map((line) => line.slice(2))
        .join(' '),
    ).toBe(words);
    expect(comment(`  enp2s0  ${words}`)[1]).toMatch(/^# {11}word/);
    expect(comment('x'.repeat(100))).toEqual([`# ${'x'.repeat(100)}`]);
    expect(comment('a\n\nb')).toEqual(['# a', '#', '# b']);
  });
});
