import type { TextQuestion } from '../../../interview/questions/question.ts';
import { answer, type Field, type Judge } from './field.ts';
import { editLine, inputPart, type TypedLine } from './typed-line.ts';

/** One line of text. What is refused stays to be mended. */
export function openText(question: TextQuestion, judge: Judge): Field {
  return textField(question, judge, { before: question.initial, after: '' });
}

function textField(question: TextQuestion, judge: Judge, line: TypedLine): Field {
  const text = line.before + line.after;
  const field: Field = {
    question: { ...question, initial: text },
    typing: true,
    keys: ['Enter: take', 'Ctrl-U: empty', 'Esc: back', 'Tab: steps', 'Ctrl-G: help', 'Ctrl-C: leave'],
    height: () => ({ least: 1, wanted: question.example === '' ? 1 : 3 }),
    press(key) {
      if (key.name === 'enter') return answer(field, text, judge);
      const edited = editLine(line, key);
      return edited === null ? null : { kind: 'field', field: textField(question, judge, edited) };
    },
    view({ rows, columns }) {
      const input = inputPart(line, columns);
      // the example stays while something is typed: to take it away would cost more than a character
      if (question.example === '' || rows < 3) return [input];
      return [input, { kind: 'lines', lines: ['', `  For example: ${question.example}`] }];
    },
  };
  return field;
}
