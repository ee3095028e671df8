import type { Question } from '../../src/interview/questions/question.ts';
import { realSystem } from '../../src/system/real.ts';
import { realTerminal } from '../../src/system/real-terminal.ts';
import { openTui } from '../../src/ui/tui/open-tui.ts';
import { items, question } from './items.ts';

/** naar's own screens at the work of this bench. */
const common = { step: 'internet', text: ['naar knows the settings of these.'], help: [], objection: null } as const;
const option = (label: string) => ({ value: label, label, hint: '', refused: null });
const questions: readonly Question[] = [
  {
    ...common,
    id: 'list',
    kind: 'choice',
    title: question,
    options: items.map(option),
    initial: items[0]!,
    search: false,
  },
  { ...common, id: 'text', kind: 'text', title: 'What is the name of the router?', initial: '', example: 'router' },
  {
    ...common,
    id: 'sure',
    kind: 'choice',
    title: 'Is that right?',
    options: ['Yes', 'No'].map(option),
    initial: 'Yes',
    search: false,
  },
];

const terminal = realTerminal(realSystem());
if (terminal === null) throw new Error('The bench needs a terminal.');
const tui = await openTui(terminal, { ascii: true, color: false });
if (tui.kind !== 'tui') throw new Error('The terminal is too small.');
for (const [index, asked] of questions.entries()) {
  const place = { step: index + 1, of: 3, title: 'Internet', canGoBack: index > 0 };
  await tui.ask(asked, place, { objection: () => null, live: async function* () {} });
}
await tui.close();
