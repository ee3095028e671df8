import { withValue } from './draft-edit.ts';
import { type Context, type Entry, entry, option, textEntry } from './entry.ts';

const go: Readonly<Record<Context['mode'], string>> = {
  install: 'Install this router',
  reconfigure: 'Make this change',
  files: 'Write the files',
};

/** The plan, to be read before anything is done; then the last word on the disk. */
export function reviewEntries(context: Context): readonly Entry[] {
  const { mode, dry, review, draft, accepted, facts } = context;
  const disk = facts.disks.find(
    ({ path, byId }) => path === draft.disk?.device || byId.includes(draft.disk?.device ?? ''),
  );
  const name = disk?.path.replace('/dev/', '') ?? '';
  const what = `${disk?.model || 'this disk'} (${disk?.path ?? ''})`;
  return [
    entry(
      {
        id: 'review',
        step: 'review',
        title: 'This is the plan',
        text: ['Nothing has been written yet.'],
        help: ['Page through it. Whatever is not right can be changed: open its step, and the rest stays as it is.'],
        answered: accepted.includes('review'),
        owns: [''],
      },
      (value) => {
        if (value === 'change') return { open: ['steps'], stay: true };
        if (value === 'save') return { effect: { kind: 'save' }, stay: true };
        return mode === 'install' ? {} : { effect: { kind: 'go' }, stay: true };
      },
      (common) => ({
        ...common,
        kind: 'pages',
        pages: review,
        options: [
          option('go', go[mode]),
          option('change', 'Change something'),
          option('save', 'Keep the answers and leave'),
        ],
        initial: 'go',
      }),
    ),
    ...(mode === 'install'
      ? [
          textEntry(
            {
              id: 'disk.erase',
              step: 'review',
              title: dry
                ? `Type ${name} to go on`
                : `Type ${name} to erase ${disk?.path ?? 'the disk'} and install the router`,
              text: [
                dry
                  ? `On the box itself, everything on ${what} would now be lost for good. This one is recorded: nothing is erased.`
                  : `Everything on ${what} will be lost for good. This is the point of no return.`,
              ],
              answered: false,
              owns: [],
              initial: '',
              example: name,
            },
            (value) =>
              value === name && name !== ''
                ? { draft: withValue(draft, ['disk', 'erase'], true), effect: { kind: 'go' }, stay: true }
                : { refused: `That is not the name. Type ${name} to go on, or go back to the plan.` },
          ),
        ]
      : []),
  ];
}
