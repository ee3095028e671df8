import { withValue, withValues } from './draft-edit.ts';
import { type Context, choiceEntry, type Entry, option, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';

/** What makes the box fast and the line smooth; all of it has a default that is right for most. */
export function tuningEntries({ draft, accepted }: Context): readonly Entry[] {
  const { interrupts, rps, flowOffload, shaper } = draft.tuning ?? {};
  const offload = flowOffload === false ? 'off' : (flowOffload ?? 'auto');
  const rates = shaper ? `${shaper.down} down, ${shaper.up} up` : 'none';
  return [
    choiceEntry(
      {
        id: 'tuning',
        step: 'tuning',
        title: 'Shall the tuning stay like this?',
        text: [
          'Each interrupt of a network jack gets a CPU of its own, and PPPoE is spread over the rest. The plan shows the table before anything is written.',
          'If your line becomes slow for everybody as soon as one person uploads, set its rates: the shaper keeps it smooth.',
        ],
        help: [glossary.queue, glossary.shaper, glossary.offload],
        answered: accepted.includes('tuning'),
        owns: ['tuning'],
        options: () => [
          option('done', 'Yes, go on'),
          option('tuning.shaper', `Rates of the line   ${rates}`),
          option('tuning.interrupts', `Spread interrupts   ${isOff(interrupts) ? 'off' : 'auto'}`),
          option('tuning.rps', `Share queues (RPS)  ${isOff(rps) ? 'off' : 'auto'}`),
          option('tuning.flowOffload', `Flow offload        ${offload}`),
        ],
        initial: 'done',
      },
      (value) =>
        value === 'done' ? { draft: withValue(draft, ['tuning'], draft.tuning ?? {}) } : { open: [value], stay: true },
    ),
    textEntry(
      {
        id: 'tuning.shaper',
        step: 'tuning',
        listed: { name: 'Rates of the line' },
        title: 'Which rates has the line, down and up?',
        text: [
          'Measure them on the line, and take five per cent off. Empty: no shaper. With a shaper flow offload is off.',
        ],
        help: [glossary.shaper],
        answered: true,
        onDemand: true,
        initial: shaper ? `${shaper.down} ${shaper.up}` : '',
        example: '90M 30M, or empty',
      },
      (value) => {
        if (value === '') return { draft: withValue(draft, ['tuning', 'shaper'], undefined) };
        const [down, up, ...rest] = value.split(/[\s,/]+/);
        if (up === undefined || rest.length > 0)
          return { refused: 'Two rates belong here, down and up, such as 90M 30M.' };
        return {
          draft: withValues(draft, [
            [['tuning', 'shaper'], { down, up }],
            [['tuning', 'flowOffload'], flowOffload === 'on' ? undefined : flowOffload],
          ]),
        };
      },
    ),
    ...(['interrupts', 'rps'] as const).map((key) =>
      choiceEntry(
        {
          id: `tuning.${key}`,
          step: 'tuning',
          listed: { name: key === 'interrupts' ? 'Spread interrupts' : 'Share queues (RPS)' },
          title:
            key === 'interrupts'
              ? 'Shall the interrupts be spread over the CPUs?'
              : 'Shall the work of a queue be shared among the CPUs (RPS)?',
          help: [glossary.queue],
          answered: true,
          onDemand: true,
          options: () => [option('auto', 'Yes, where it helps'), option('off', 'No, leave it to the kernel')],
          initial: isOff(key === 'interrupts' ? interrupts : rps) ? 'off' : 'auto',
        },
        (value) => ({ draft: withValue(draft, ['tuning', key], value) }),
      ),
    ),
    choiceEntry(
      {
        id: 'tuning.flowOffload',
        step: 'tuning',
        listed: { name: 'Flow offload' },
        title: 'Shall open connections take the fast path?',
        help: [glossary.offload],
        answered: true,
        onDemand: true,
        options: () => [
          option(
            'auto',
            'Where it was proven',
            'On kernels that naar was tried with; the router gives it up by itself where it fails.',
          ),
          option('on', 'Always', '', shaper ? 'it excludes the shaper' : null),
          option('off', 'Never'),
        ],
        initial: offload,
      },
      (value) => ({ draft: withValue(draft, ['tuning', 'flowOffload'], value) }),
    ),
  ];
}

function isOff(value: unknown): boolean {
  return value === 'off' || value === false;
}
