import type { Problem } from '../../interview/problem.ts';

/** Columns of a serial console less one, for terminals that wrap early. */
const width = 79;

/**
 * Problems as plain text for a terminal: one paragraph each, errors first, both in the
 * order of the file, and a line that counts them. Ends in a newline. No colour, so that
 * it reads the same in a log.
 */
export function problemReport(problems: readonly Problem[], fileName: string): string {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  const paragraphs = [...inOrder(errors), ...inOrder(warnings)].map((problem) => paragraph(problem, fileName));
  return `${[...paragraphs, count(errors.length, warnings.length, fileName)].join('\n\n')}\n`;
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
  );
}

function paragraph({ severity, line, column, key, message, allowed }: Problem, fileName: string): string {
  const place = line === null ? fileName : `${fileName}:${line}:${column ?? 1}`;
  const mark = severity === 'warning' ? 'warning: ' : '';
  const head = `${place}${key === '' ? '' : ` ${key}`}: ${mark}${message}`;
  return [
    ...wrap(head, '  '),
    ...(allowed === null ? [] : wrap(`  ${severity === 'warning' ? 'better' : 'allowed'}: ${allowed}`, '    ')),
  ].join('\n');
}

function count(errors: number, warnings: number, fileName: string): string {
  const parts = [number(errors, 'error'), number(warnings, 'warning')].filter((part) => part !== null);
  return parts.length === 0 ? `${fileName}: no problems.` : `${fileName}: ${parts.join(', ')}.`;
}

function number(many: number, what: string): string | null {
  return many === 0 ? null : `${many} ${what}${many === 1 ? '' : 's'}`;
}

/** Breaks at blanks; a word longer than a line stays whole, so that it can be copied. */
function wrap(text: string, indent: string): string[] {
  const lead = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(' ')) {
    const start = lines.length === 0 ? lead : indent;
    if (line === '') line = `${start}${word}`;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = `${indent}${word}`;
    }
  }
  return [...lines, line];
}
