import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '..', 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .sort();

/** What a file exports without a doc comment on the line above: its first words. */
function undocumented(text: string): string[] {
  const lines = text.split('\n');
  return lines.filter(
    (line, index) =>
      /^export (?:(?:declare|abstract|async) )*(?:const|let|function\*?|class|type|interface|enum) \w/.test(line) &&
      !/\*\/$/.test(lines[index - 1] ?? ''),
  );
}

describe('every export says why it is there (house rule 5)', () => {
  it('would notice one that does not', () => {
    expect(
      undocumented(
        [
          'export type A = 1;',
          '/** Why. */',
          'export async function b() {}',
          'export const c = 1;',
          '',
          '/**',
          ' * Why.',
          ' */',
          'export class D {}',
          "export { e } from './e.ts';",
        ].join('\n'),
      ),
    ).toEqual(['export type A = 1;', 'export const c = 1;']);
  });

  it.each(files)('%s', (file) => {
    expect(undocumented(readFileSync(join(source, file), 'utf8'))).toEqual([]);
  });
});
