import type { ChoiceQuestion, Option } from '../../../interview/questions/question.ts';
import { answer, type Field, type Judge, type Part, type Press } from './field.ts';
import { type List, listHeight, listParts, markedOption, markValue, moveMark } from './list.ts';

/** One of several. A long list is narrowed down by typing. */
export function openChoice(question: ChoiceQuestion, judge: Judge): Field {
  return choiceField(question, judge, markValue(question.options, question.initial), '');
}

function choiceField(question: ChoiceQuestion, judge: Judge, list: List, filter: string): Field {
  const marked = markedOption(list);
  const style = { checked: null, digits: !question.search, cursor: !question.search };
  const narrowed = (to: string): Press => {
    const options = matching(question.options, to);
    // the best is on top; when nothing is typed any more, the mark stays where it is
    const at = to === '' && marked !== null ? options.indexOf(marked) : 0;
    return next({ options, at }, to);
  };
  const next = (to: List, typed = filter): Press => ({ kind: 'field', field: choiceField(question, judge, to, typed) });
  const field: Field = {
    question: marked === null ? question : { ...question, initial: marked.value },
    typing: false,
    keys: question.search
      ? ['Enter: take', 'Up/Down: move', 'type to search', 'Esc: back', 'Tab: steps', '?: help']
      : ['Enter: take', 'Up/Down: move', 'Esc: back', 'Tab: steps', '?: help', 'Ctrl-C: leave'],
    height(columns) {
      const { least, wanted } = listHeight(question.options, columns);
      return question.search ? { least: least + 2, wanted: wanted + 2 } : { least, wanted };
    },
    press(key, space) {
      if (key.name === 'enter') return marked === null ? null : take(field, marked, judge);
      const room = question.search ? { ...space, rows: space.rows - 2 } : space;
      const moved = moveMark(list, key, room, !question.search);
      if (moved !== null) return next(moved);
      if (!question.search) return null;
      if ((key.name === 'text' && key.text !== '?') || key.name === 'paste') {
        // `/` begins a search in other programs; here it has begun
        return key.text === '/' && filter === '' ? next(list) : narrowed((filter + key.text).trimStart());
      }
      if (filter === '') return null;
      if (key.name === 'backspace') return narrowed(filter.replace(/.$/su, ''));
      if (key.name === 'escape' || (key.name === 'control' && key.letter === 'u')) return narrowed('');
      return key.name === 'left' ? next(list) : null;
    },
    view(space) {
      if (!question.search) return listParts(list, space, style);
      const typed = filter.slice(-(space.columns - 20));
      const search: Part[] = [
        { kind: 'input', label: 'Search:', text: typed, cursor: typed.length, cut: { left: false, right: false } },
        { kind: 'lines', lines: [''] },
      ];
      if (list.options.length > 0) return [...search, ...listParts(list, { ...space, rows: space.rows - 2 }, style)];
      return [...search, { kind: 'lines', lines: ['  Nothing here is called that. Backspace takes a letter back.'] }];
    },
  };
  return field;
}

/** The answer is the marked option, unless that is one that cannot be taken. */
export function take(field: Field, option: Option, judge: Judge): Press {
  // why not stands below the list already, as the hint of the marked option
  if (option.refused !== null) return { kind: 'objection', field, objection: notThisOne };
  return answer(field, option.value, judge);
}

/** Said when Enter or Space is pressed on an option that is refused. */
export const notThisOne = 'That one cannot be taken. Choose another.';

/** Options in which each typed word begins a word, those whose name begins with what was typed first. */
function matching(options: readonly Option[], typed: string): readonly Option[] {
  const wanted = folded(typed)
    .split(' ')
    .filter((word) => word !== '');
  if (wanted.length === 0) return options;
  const found = options.filter((option) => {
    const words = ` ${folded(`${option.label} ${option.value} ${option.words ?? ''}`)}`;
    return wanted.every((word) => words.includes(` ${word}`));
  });
  const text = wanted.join(' ');
  const rank = ({ label }: Option) => {
    const name = `${folded(label)} `;
    return name.startsWith(`${text} `) ? 0 : name.startsWith(text) ? 1 : 2;
  };
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** Small letters without accents; what separates words is a blank. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}&.+]+/gu, ' ')
    .trim();
}
