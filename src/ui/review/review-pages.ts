import type { Disk } from '../../facts/facts.ts';
import type { Page } from '../../interview/questions/question.ts';
import type { RouterPlan } from '../../plan/router-plan.ts';
import { screenWidth, wrap, wrapped } from '../wrap.ts';
import { routerPicture } from './picture.ts';
import { reachLines } from './reach.ts';

/** What the review is made of, beside the plan. */
export type ReviewMaterial = {
  readonly plan: RouterPlan;
  /** Name of the provider where a preset was chosen. */
  readonly provider: string | null;
  /** The table of interrupts; empty where the machine is not known. */
  readonly tuning: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** The disk that will be erased; null where none is. */
  readonly disk: Disk | null;
  /** Problems and warnings, one sentence each. */
  readonly remarks: readonly string[];
  /** On a router: what changes, in words and as a diff; null at a first install. */
  readonly change: { readonly words: readonly string[]; readonly diff: readonly string[] } | null;
};

/** The pages of the review, most important first. Every line fits 79 columns; long ones of files are broken. */
export function reviewPages(material: ReviewMaterial): readonly Page[] {
  const { plan, provider, tuning, files, disk, remarks, change } = material;
  return [
    ...(change === null ? [] : [{ title: 'What changes', lines: change.words.flatMap(bullet) }]),
    { title: 'The router', lines: routerPicture(plan, provider) },
    { title: 'Who may reach whom', lines: reachLines(plan) },
    { title: 'Good to know', lines: [...remarks, ...plan.notes].flatMap(bullet) },
    { title: 'Interrupts and CPUs', lines: tuningLines(tuning) },
    ...(disk === null ? [] : [{ title: 'The disk', lines: diskLines(disk) }]),
    ...(change === null ? [] : [{ title: 'The change, line by line', lines: change.diff.flatMap(broken) }]),
    ...files.map(({ name, text }) => ({ title: name, lines: text.replace(/\n$/, '').split('\n').flatMap(broken) })),
  ];
}

function tuningLines(table: string): readonly string[] {
  if (table === '')
    return wrap('The machine is not known here, so there is no table; the script finds the interrupts when it runs.');
  return [
    ...wrap(
      'As they stand now; the script finds them anew at each start, for the numbers move. RPS is the mask of CPUs that share the work of a queue.',
    ),
    '',
    ...table.split('\n'),
  ];
}

function diskLines(disk: Disk): readonly string[] {
  const size = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const parts = disk.partitions.map(({ path, sizeBytes, fileSystem, label }) =>
    `  ${path}  ${size(sizeBytes)}  ${fileSystem}  ${label}`.trimEnd(),
  );
  return [
    `${disk.path}  ${size(disk.sizeBytes)}  ${disk.model}`,
    ...disk.byId.slice(0, 1).flatMap(broken),
    '',
    ...(parts.length === 0 ? ['Nothing was found on it.'] : ['On it now, and lost for good afterwards:', ...parts]),
    '',
    ...wrap('It is not touched before you have typed its name.'),
  ];
}

function bullet(text: string): readonly string[] {
  return wrapped(text, '- ', '  ', 78);
}

/** A line of a file: ASCII, and broken where it is too long, so that nothing of it is hidden. */
function broken(line: string): readonly string[] {
  const plain = line.replace(/\t/g, '  ').replace(/[^\x20-\x7e]/g, '?');
  if (plain.length <= screenWidth) return [plain];
  const pieces = plain.match(/.{1,77}/g) ?? [];
  return pieces.map((piece, index) => (index === 0 ? piece : `\\ ${piece}`));
}
