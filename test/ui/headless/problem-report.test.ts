import { expect, it } from 'vitest';
import type { Problem } from '../../../src/interview/problem.ts';
import { problemReport } from '../../../src/ui/headless/problem-report.ts';

const problem: Problem = {
  severity: 'error',
  line: 12,
  column: 7,
  key: 'networks.lan.address',
  message: 'This is wrong.',
  allowed: 'this',
};

it('shows each problem with place, key and what is allowed, errors first, and counts', () => {
  const problems: Problem[] = [
    { ...problem, severity: 'warning', line: 2, column: 1, key: 'system', allowed: 'that' },
    { ...problem, line: 30 },
    problem,
  ];
  expect(problemReport(problems, 'answers.yaml')).toBe(`answers.yaml:12:7 networks.lan.address: This is wrong.
  allowed: this

answers.yaml:30:7 networks.lan.address: This is wrong.
  allowed: this

answers.yaml:2:1 system: warning: This is wrong.
  better: that

answers.yaml: 2 errors, 1 warning.
`);
});

it('says so where nothing is wrong, and leaves out a place or key that is not known', () => {
  expect(problemReport([], 'standard input')).toBe('standard input: no problems.\n');
  expect(problemReport([{ ...problem, line: null, column: null, key: '', allowed: null }], 'a.yaml')).toBe(
    'a.yaml: This is wrong.\n\na.yaml: 1 error.\n',
  );
});

it('says once what many places have in common: every place of an error, a few of a warning and how many more', () => {
  const many = Array.from({ length: 4000 }, (_, index) => ({ ...problem, line: 10 + index, key: `devices.d${index}` }));
  expect(
    problemReport([...many.slice(0, 3), { ...problem, line: 5, message: 'Another.' }], 'a.yaml').split('\n\n'),
  ).toHaveLength(5);
  const errors = problemReport(many, 'a.yaml');
  for (const { line, key } of many.slice(1)) expect(errors).toMatch(new RegExp(`\\b${line}:7\\s+${key}\\b`));
  expect(errors.match(/This is wrong/g)).toHaveLength(1);
  expect(errors).toMatch(/\n\na.yaml: 4000 errors.\n$/);
  const warnings = many.map((one) => ({ ...one, severity: 'warning' as const }));
  expect(problemReport([problem, ...warnings], 'a.yaml')).toBe(`a.yaml:12:7 networks.lan.address: This is wrong.
  allowed: this

a.yaml:10:7 devices.d0: warning: This is wrong.
  better: this
  the same: 11:7 devices.d1, 12:7 devices.d2, 13:7 devices.d3, 14:7 devices.d4
    and 3995 more

a.yaml: 1 error, 4000 warnings.
`);
});

it('has at most 79 columns, whatever stands in the file, and loses nothing of it', () => {
  const long = {
    ...problem,
    message: `${'many words '.repeat(20)}${'x'.repeat(190)} end.`,
    allowed: 'one thing or another '.repeat(9).trim(),
  };
  const text = problemReport([long, { ...problem, severity: 'warning' }], `/srv/${'deep/'.repeat(30)}answers.yaml`);
  const lines = text.split('\n');
  expect(lines.filter((line) => line.length > 79)).toEqual([]);
  expect(text.replace(/\s+/g, '')).toContain(long.message.replace(/\s+/g, ''));
  expect(lines.every((line) => line === line.trimEnd())).toBe(true);
});

it('letters that a serial console may not have are written out before lines are broken', () => {
  const words = 'Küche '.repeat(12).trim();
  const text = problemReport([{ ...problem, key: 'ports.Küche', message: words, allowed: words }], 'schlüssel.yaml');
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  expect(text.startsWith('schl\\u{fc}ssel.yaml:12:7 ports.K\\u{fc}che: K\\u{fc}che')).toBe(true);
  expect(text.split('\n').filter((line) => line.length > 79)).toEqual([]);
  const [, second, ...more] = text.split('\n');
  expect(second).toMatch(/^ {2}K/);
  expect(more.filter((line) => line.startsWith('    K'))).toHaveLength(1);
});
