import type { ChoicesQuestion } from '../../../interview/questions/question.ts';
import { notThisOne } from './choice.ts';
import { answer, type Field, type Judge, type Press } from './field.ts';
import { type List, listHeight, listParts, markedOption, moveMark } from './list.ts';

/** Any number of several: Space checks, Enter takes all that are checked. */
export function openChoices(question: ChoicesQuestion, judge: Judge): Field {
  return choicesField(question, judge, { options: question.options, at: 0 }, new Set(question.initial));
}

function choicesField(question: ChoicesQuestion, judge: Judge, list: List, checked: ReadonlySet<string>): Field {
  // in the order of the list, not of the checking
  const values = question.options.filter(({ value }) => checked.has(value)).map(({ value }) => value);
  const field: Field = {
    question: { ...question, initial: values },
    typing: false,
    keys: ['Enter: take', 'Space: check', 'Up/Down: move', 'Esc: back', 'Tab: steps', '?: help'],
    height: (columns) => listHeight(question.options, columns),
    press(key, space): Press | null {
      if (key.name === 'enter') return answer(field, values, judge);
      const marked = markedOption(list);
      if (key.name === 'text' && key.text === ' ' && marked !== null) {
        if (marked.refused !== null) return { kind: 'objection', field, objection: notThisOne };
        const others = new Set(checked);
        if (!others.delete(marked.value)) others.add(marked.value);
        return { kind: 'field', field: choicesField(question, judge, list, others) };
      }
      const moved = moveMark(list, key, space, true);
      return moved === null ? null : { kind: 'field', field: choicesField(question, judge, moved, checked) };
    },
    view: (space) => listParts(list, space, { checked, digits: true, cursor: true }),
  };
  return field;
}
