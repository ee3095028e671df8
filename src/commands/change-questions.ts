import type { LiveQuestion, PagesQuestion } from '../interview/questions/question.ts';
import type { HandEdit } from '../steps/change/hand-edits.ts';
import { wrapped } from '../ui/wrap.ts';
import { way } from './own-question.ts';

const common = { step: 'review', help: [], objection: null } as const;

/** What becomes of lines that the person wrote into naar's files. */
export function editQuestion(edits: readonly HandEdit[]): PagesQuestion {
  const known = edits.every(({ base }) => base !== null);
  const away = 'What naar wrote is not known any more, so your lines cannot be told from its own.';
  return {
    ...common,
    kind: 'pages',
    id: 'edits',
    title: 'You changed the configuration by hand. What shall become of it?',
    text: ['Whatever you choose, the files as they are now are kept in /var/lib/naar/history.'],
    pages: edits.map(({ name, diff }) => ({
      title: name,
      lines:
        diff.length === 0 ? [away] : diff.flatMap((line) => wrapped(line.replace(/[^\x20-\x7e]/g, '?'), '', '\\ ')),
    })),
    options: [
      way('merge', 'Both: my lines in the new file', 'Refused where they touch the same lines.', known ? null : away),
      way('local', 'Move my lines to local.nix', 'naar never touches that file.', known ? null : away),
      way('keep', 'Keep my file as it is', 'What you answered now changes nothing in it.'),
      way('overwrite', 'Replace my file by the new one'),
      way('plan', 'Back to the plan'),
    ],
    initial: known ? 'merge' : 'keep',
  };
}

/** The last word before the switch. */
export function switchQuestion(words: readonly string[]): PagesQuestion {
  return {
    ...common,
    kind: 'pages',
    id: 'switch',
    title: 'It is built. Switch to it on trial?',
    text: [
      'Nothing was changed yet. If it cuts you off, or you do not keep it within five minutes, the earlier router comes back by itself.',
    ],
    pages: [{ title: 'What the switch does', lines: words.flatMap((line) => wrapped(line, '- ', '  ', 78)) }],
    options: [way('go', 'Switch to it on trial'), way('plan', 'Back to the plan')],
    initial: 'go',
  };
}

/** While it is on trial. */
export function trialQuestion(worse: readonly string[]): LiveQuestion {
  const well = ['The change runs, and the router is as well as before.'];
  return {
    ...common,
    kind: 'live',
    id: 'trial',
    title: 'The change is on trial. Keep it?',
    text: [
      ...(worse.length === 0 ? well : worse),
      'Try it: is the Internet there, and what you changed? "naar confirm" in any other session keeps it too.',
    ],
    source: 'trial',
    endless: true,
    options: [
      { ...way('keep', 'Keep the change', 'The router starts with it from now on.'), words: 'confirm yes' },
      { ...way('back', 'Take it back now'), words: 'rollback' },
      way('shell', 'Look round in a shell', 'The time goes on meanwhile.'),
    ],
    initial: worse.length === 0 ? 'keep' : 'back',
  };
}
