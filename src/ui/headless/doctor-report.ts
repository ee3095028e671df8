import type { Finding } from '../../doctor/examine.ts';
import { screenWidth, wrap } from '../wrap.ts';

const marks = { well: 'ok', note: 'note', ill: 'BAD', unknown: '?' } as const;

/** What `naar doctor` shows: one line for each look, and below it what to do. Fits a screen of 79 columns. */
export function doctorReport(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ title }) => title.length));
  const lines = findings.flatMap(({ title, diagnosis }) => {
    const front = `${marks[diagnosis.verdict].padEnd(4)} ${title.padEnd(width)}  `;
    const [first = '', ...more] = wrap(diagnosis.words, screenWidth - front.length);
    const next =
      'next' in diagnosis ? wrap(`-> ${diagnosis.next}`, screenWidth - 8).map((text) => `        ${text}`) : [];
    return [`${front}${first}`, ...more.map((text) => `${' '.repeat(front.length)}${text}`), ...next];
  });
  const bad = findings.filter(({ diagnosis }) => diagnosis.verdict === 'ill').length;
  const end = bad === 0 ? 'The router is well.' : `${bad} of ${findings.length} need you.`;
  return `${[...lines, '', end].map((line) => line.replace(/[^\x20-\x7e]/g, '?')).join('\n')}\n`;
}
