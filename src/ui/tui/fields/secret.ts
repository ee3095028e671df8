import type { SecretQuestion } from '../../../interview/questions/question.ts';
import { Secret } from '../../../system/secret.ts';
import type { Field, Press } from './field.ts';
import { editLine, inputPart, type TypedLine } from './typed-line.ts';

/** A password: one sign for each character and nothing else ever leaves this file but the sealed secret. */
export function openSecret(question: SecretQuestion): Field {
  return secretField(question, nothing, null);
}

const nothing: TypedLine = { before: '', after: '' };

/** `first` is what was typed the first time, where it is typed twice. */
function secretField(question: SecretQuestion, line: TypedLine, first: string | null): Field {
  const text = line.before + line.after;
  const again = (objection: string): Press => ({
    kind: 'objection',
    field: secretField(question, nothing, null),
    objection,
  });
  const words =
    first !== null
      ? 'The same once more, to be sure.'
      : question.empty === null
        ? ''
        : `Enter alone: ${question.empty}.`;
  return {
    question,
    typing: true,
    keys: ['Enter: take', 'Ctrl-U: empty', 'Esc: back', 'Tab: steps', 'Ctrl-G: help', 'Ctrl-C: leave'],
    height: () => ({ least: 1, wanted: 3 }),
    press(key) {
      if (key.name === 'escape' && first !== null)
        return { kind: 'field', field: secretField(question, nothing, null) };
      if (key.name !== 'enter') {
        const edited = editLine(line, key);
        return edited === null ? null : { kind: 'field', field: secretField(question, edited, first) };
      }
      if (text === '' && first === null) {
        if (question.empty === null) return again('Nothing was typed, and a value is needed here.');
        return { kind: 'reply', reply: { kind: 'secret', value: null } };
      }
      if (question.twice && first === null) {
        return { kind: 'field', field: secretField(question, nothing, text) };
      }
      if (first !== null && first !== text) return again('The two were not the same. Type it again, then once more.');
      return { kind: 'reply', reply: { kind: 'secret', value: new Secret(text) } };
    },
    view({ rows, columns }) {
      const input = inputPart(line, columns, (typed) => dot.repeat(Array.from(typed).length));
      return rows < 3 ? [input] : [input, { kind: 'lines', lines: words === '' ? [] : ['', `  ${words}`] }];
    },
  };
}

const dot = '*';
