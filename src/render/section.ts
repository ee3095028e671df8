import { type NixData, nixName, nixValue } from './nix.ts';

/** One part of configuration.nix: a heading, the reason for it, and its options. */
export type Section = {
  readonly title: string;
  /** Why this part is as it is: a paragraph for the owner of the box. */
  readonly reason: string;
  readonly settings: readonly Setting[];
};

/** One option of NixOS with its value, and why it is set where the section's reason does not say it. */
export type Setting = {
  /** Option path; a part that is not a plain word is quoted. */
  readonly path: readonly string[];
  readonly value: NixData;
  /** A short comment above the option; null for none. */
  readonly comment: string | null;
};

/** An option of NixOS. `path` is dotted; user-given parts come in `names`, one for each `*`. */
export function option(
  path: string,
  value: NixData,
  comment: string | null = null,
  names: readonly string[] = [],
): Setting {
  const given = [...names];
  return { path: path.split('.').map((part) => (part === '*' ? (given.shift() ?? part) : part)), value, comment };
}

/** The section as it stands in the file, two blanks in front of each line. */
export function sectionText(section: Section): string {
  const rule = `# ${section.title} ${'-'.repeat(Math.max(3, 74 - section.title.length))}`;
  const lines = [rule, ...comment(section.reason), ''];
  section.settings.forEach((setting, index) => {
    const path = setting.path.map(nixName).join('.');
    const value = nixValue(setting.value, 2, path.length + 5);
    const apart =
      setting.comment !== null || value.includes('\n') || (section.settings[index - 1]?.comment ?? null) !== null;
    if (apart && lines.at(-1) !== '') lines.push('');
    if (setting.comment !== null) lines.push(...comment(setting.comment));
    lines.push(`${path} = ${value};`);
    if (value.includes('\n')) lines.push('');
  });
  while (lines.at(-1) === '') lines.pop();
  // a value already carries its own indentation on its further lines
  return lines.flatMap((block) => (block === '' ? [''] : [`  ${block}`])).join('\n');
}

/** A paragraph as comment lines of at most 78 columns, two of them kept for the margin. */
export function comment(paragraph: string): string[] {
  return paragraph.split('\n').flatMap((part) => wrap(part, 74).map((line) => `# ${line}`.trimEnd()));
}

/** Blanks in front of a line mark a row of a list: they stay, and further lines of it stand below its second column. */
function wrap(text: string, width: number): string[] {
  const row = /^ +\S+ +/.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = '';
  for (const word of text.slice(row.length).split(' ')) {
    if (line !== '' && row.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((part, index) => (index === 0 ? row : ' '.repeat(row.length)) + part);
}
