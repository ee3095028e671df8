import type { LivePicture, LiveQuestion } from '../../../interview/questions/question.ts';
import { take } from './choice.ts';
import type { Field, Judge } from './field.ts';
import { type List, listHeight, listParts, markedOption, markValue, moveMark } from './list.ts';

/** A choice beside something that happens meanwhile: the picture above, the options below. */
export function openLive(question: LiveQuestion, judge: Judge): Field {
  return liveField(question, judge, {
    list: markValue(question.options, question.initial),
    lines: [],
    height: 0,
    moved: false,
  });
}

type Live = {
  readonly list: List;
  readonly lines: readonly string[];
  /** Of the highest picture so far: what is below it must not jump up and down. */
  readonly height: number;
  /** The person has moved the mark: it is theirs from then on. */
  readonly moved: boolean;
};

const highestPicture = 12;

function liveField(question: LiveQuestion, judge: Judge, live: Live): Field {
  const { list, lines, height } = live;
  const marked = markedOption(list);
  const pictureRows = height === 0 ? 0 : height + 1;
  const listRows = (space: { rows: number; columns: number }) => ({
    ...space,
    rows: Math.max(
      1,
      space.rows - Math.min(pictureRows, Math.max(0, space.rows - listHeight(list.options, space.columns).least)),
    ),
  });
  const field: Field = {
    question: { ...question, options: list.options, initial: marked?.value ?? question.initial },
    typing: false,
    keys: ['Enter: take', 'Up/Down: move', 'Esc: back', 'Tab: steps', '?: help', 'Ctrl-C: leave'],
    height(columns) {
      const { least, wanted } = listHeight(list.options, columns);
      return { least: least + Math.min(pictureRows, 4), wanted: wanted + pictureRows };
    },
    press(key, space) {
      if (key.name === 'enter') return marked === null ? null : take(field, marked, judge);
      const to = moveMark(list, key, listRows(space), true);
      return to === null
        ? null
        : { kind: 'field', field: liveField(question, judge, { ...live, list: to, moved: true }) };
    },
    see: (picture) => liveField(question, judge, seen(question, live, picture)),
    view(space) {
      const below = listRows(space);
      const rows = space.rows - below.rows - 1;
      const shown = lines.slice(0, Math.max(0, rows));
      const blanks = Array.from({ length: Math.max(0, rows + 1 - shown.length) }, () => '');
      const list_ = listParts(list, below, { checked: null, digits: true, cursor: true });
      return pictureRows === 0 ? list_ : [{ kind: 'lines', lines: [...shown, ...blanks] }, ...list_];
    },
  };
  return field;
}

function seen(question: LiveQuestion, live: Live, picture: LivePicture): Live {
  const options = picture.options ?? question.options;
  const now = markedOption(live.list)?.value ?? question.initial;
  const wanted = live.moved || picture.suggested === null ? now : picture.suggested;
  const known = options.some(({ value }) => value === wanted);
  return {
    ...live,
    lines: picture.lines.slice(0, highestPicture),
    height: Math.max(live.height, Math.min(highestPicture, picture.lines.length)),
    list: markValue(options, known ? wanted : (picture.suggested ?? question.initial)),
  };
}
