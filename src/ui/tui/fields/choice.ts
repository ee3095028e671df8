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
    // the mark stays at its option while that is among the found ones
    const at = to === '' || options.some((option) => option === marked) ? options.indexOf(marked!) : 0;
    return next({ options, at: Math.max(0, at) }, to);
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
      if (key.name === 'text' || key.name === 'paste') {
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
        { kind: 'input', text: `Search: ${typed}`, cursor: 8 + typed.length, cut: { left: false, right: false } },
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
  if (option.refused !== null) return { kind: 'objection', field, objection: option.refused };
  return answer(field, option.value, judge);
}

/** Options in which each typed word begins a word, those whose name begins with the typed text first. */
function matching(options: readonly Option[], typed: string): readonly Option[] {
  const wanted = folded(typed)
    .split(' ')
    .filter((word) => word !== '');
  if (wanted.length === 0) return options;
  const found = options.filter((option) => {
    const words = ` ${folded(`${option.label} ${option.value} ${option.words ?? ''}`)}`;
    return wanted.every((word) => words.includes(` ${word}`));
  });
  const begins = (option: Option) => folded(option.label).startsWith(wanted.join(' '));
  return [...found.filter(begins), ...found.filter((option) => !begins(option))];
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
