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

it('wraps at 79 columns, never inside a word', () => {
  const long = {
    ...problem,
    message: `${'many words '.repeat(20)}${'x'.repeat(90)} end.`,
    allowed: 'one thing or another '.repeat(9).trim(),
  };
  const lines = problemReport([long], 'answers.yaml').split('\n');
  expect(lines.filter((line) => line.length > 79)).toEqual([`  ${'x'.repeat(90)}`]);
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(long.message.replace(/\s+/g, ' '));
  expect(lines.slice(1).every((line) => line === '' || line.startsWith('  ') || line.startsWith('answers.yaml'))).toBe(
    true,
  );
});
