import type { Problem } from '../../interview/problem.ts';
import { wrapped } from '../wrap.ts';
import { ascii } from './ascii.ts';

/** What is said more often than this in the same words is said once, with its places. */
const mostRepeats = 3;

/** How many further places of such a warning are named; the rest is counted. */
const namedPlaces = 4;

/**
 * Problems as plain text for a terminal: one paragraph each, errors first, both in the
 * order of the file, and a line that counts them. What many places have in common is
 * said once, with its places: all of an error, the first few of a warning.
 * Ends in a newline. No colour, so that it reads the same in a log.
 */
export function problemReport(problems: readonly Problem[], fileName: string): string {
  const name = ascii(fileName);
  const plain = problems.map(inAscii);
  const errors = plain.filter((problem) => problem.severity === 'error');
  const warnings = plain.filter((problem) => problem.severity === 'warning');
  const paragraphs = [...alike(errors), ...alike(warnings)].map((group) => paragraph(group, name));
  return `${[...paragraphs, count(errors.length, warnings.length, name)].join('\n\n')}\n`;
}

/** Before lines are broken: a letter that is written out is longer. */
function inAscii(problem: Problem): Problem {
  const { key, message, allowed } = problem;
  return { ...problem, key: ascii(key), message: ascii(message), allowed: allowed === null ? null : ascii(allowed) };
}

/** Problems in the order of the file; where many say the same, they stand with the first of them. */
function alike(problems: readonly Problem[]): readonly (readonly Problem[])[] {
  const sorted = [...problems].sort(
    (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
  );
  const groups = Map.groupBy(sorted, ({ message, allowed }) => `${message}\n${allowed}`);
  return sorted.flatMap((problem) => {
    const group = groups.get(`${problem.message}\n${problem.allowed}`) ?? [];
    if (group.length <= mostRepeats) return [[problem]];
    return group[0] === problem ? [group] : [];
  });
}

function paragraph(group: readonly Problem[], fileName: string): string {
  const [{ severity, line, column, key, message, allowed }, ...others] = group as [Problem, ...Problem[]];
  const place = line === null ? fileName : `${fileName}:${line}:${column ?? 1}`;
  const mark = severity === 'warning' ? 'warning: ' : '';
  const head = `${place}${key === '' ? '' : ` ${key}`}: ${mark}${message}`;
  return [
    ...wrapped(head, '', '  '),
    ...(allowed === null ? [] : wrapped(`${severity === 'warning' ? 'better' : 'allowed'}: ${allowed}`, '  ', '    ')),
    ...(others.length === 0 ? [] : wrapped(`the same: ${places(others, severity)}`, '  ', '    ')),
  ].join('\n');
}

function places(problems: readonly Problem[], severity: Problem['severity']): string {
  const named = severity === 'error' ? problems : problems.slice(0, namedPlaces);
  const words = named.map(({ line, column, key }) => `${line ?? 1}:${column ?? 1} ${key}`.trim());
  const left = problems.length - named.length;
  return `${words.join(', ')}${left === 0 ? '' : ` and ${left} more`}`;
}

function count(errors: number, warnings: number, fileName: string): string {
  const parts = [number(errors, 'error'), number(warnings, 'warning')].filter((part) => part !== null);
  return wrapped(`${fileName}: ${parts.length === 0 ? 'no problems' : parts.join(', ')}.`).join('\n');
}

function number(many: number, what: string): string | null {
  return many === 0 ? null : `${many} ${what}${many === 1 ? '' : 's'}`;
}
