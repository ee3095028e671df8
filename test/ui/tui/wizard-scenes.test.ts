import { expect, it } from 'vitest';
import { openDialog, pressKey, sheetOf, showPicture } from '../../../src/ui/tui/dialog.ts';
import { nothingTyped, readKeys } from '../../../src/ui/tui/keys.ts';
import { layOut, type Picture } from '../../../src/ui/tui/layout.ts';
import { paragraphs, wrapped } from '../../../src/ui/wrap.ts';
import { failureScenes } from './failure-scenes.ts';
import { keyBytes } from './key-bytes.ts';
import { internet, type Scene } from './scenes.ts';
import { wizardScenes } from './wizard-scenes.ts';

const size = { rows: 23, columns: 79 };

/** The scene after its keys and pictures, on a terminal of 80x24. */
function pictureOf({ question, keys = '', place = internet, objection, pictures = [] }: Scene): Picture {
  let dialog = openDialog(question, place, () => objection ?? null, []);
  for (const picture of pictures) dialog = showPicture(dialog, picture);
  for (const key of readKeys(Buffer.from(keyBytes(keys)), nothingTyped).keys)
    dialog = pressKey(dialog, key, size).dialog;
  return layOut(sheetOf(dialog), size.rows, size.columns).picture;
}

it('the gallery has every question of the wizard, what it refuses, and every failure; a person reads all of each at 80x24', async () => {
  const all = [...(await wizardScenes()), ...(await failureScenes())];
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name.includes('refuses')).length).toBeGreaterThan(20);
  expect(names.filter((name) => name.startsWith('dial: ')).length).toBeGreaterThan(10);
  expect(names.filter((name) => name.startsWith('install, ')).length).toBeGreaterThan(10);
  const cut = all.flatMap((scene) => {
    const { text, objection, parts } = pictureOf(scene);
    const lines = parts.flatMap((part) => (part.kind === 'lines' ? part.lines : []));
    const missing = [
      ...paragraphs(scene.question.text, size.columns).filter((line) => !text.includes(line)),
      ...(scene.objection === undefined ? [] : wrapped(scene.objection, '! ', '  ', size.columns)).filter(
        (line) => !objection.includes(line),
      ),
      ...(scene.pictures ?? []).flatMap((picture) => picture.lines.filter((line) => !lines.includes(line))),
    ];
    return missing.map((line) => `${scene.name}: ${line}`);
  });
  expect(cut).toEqual([]);
});
