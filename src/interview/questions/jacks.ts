import type { Jack } from '../../facts/facts.ts';
import type { Draft } from '../schema.ts';
import { namesAt, valueAt, withValues } from './draft-edit.ts';
import { type Change, type Context, choiceEntry, type Entry, entry, option } from './entry.ts';
import { glossary } from './glossary.ts';
import type { Option } from './question.ts';

/** Which jack goes to the Internet; the others are for the networks. */
export function jackEntries(context: Context): readonly Entry[] {
  const { facts, draft } = context;
  const chosen = wanJack(context);
  const choices = jackOptions(facts.jacks);
  return [
    entry(
      {
        id: 'wan.port',
        step: 'jacks',
        title: 'Which jack goes to the Internet?',
        text: [
          'Plug the cable from the provider (modem, ONT, wall socket) into the jack of your choice and watch which line changes. Pull it out and put it back to be sure.',
        ],
        help: [
          glossary.wan,
          glossary.mac,
          'On an APU the sockets stand in the order of this list; the one next to the serial port is the first.',
        ],
        answered: chosen !== null,
        owns: ['wan.port', 'ports'],
      },
      (value) => (value === 'blink' ? { open: ['wan.port.blink'], stay: true } : chooseWan(draft, facts.jacks, value)),
      (common) => ({
        ...common,
        kind: 'live',
        source: 'cables',
        options: [...choices, option('blink', 'Let the lights of a jack blink')],
        initial: chosen === null ? (choices[0]?.value ?? '') : identity(chosen),
      }),
    ),
    choiceEntry(
      {
        id: 'wan.port.blink',
        step: 'jacks',
        title: 'Which jack shall blink?',
        text: ['Its lights blink for five seconds. Not every chip can do that.'],
        answered: true,
        onDemand: true,
        owns: [],
        options: () => choices,
        initial: choices[0]?.value ?? '',
      },
      (value) => ({
        effect: { kind: 'blink', jack: facts.jacks.find((jack) => identity(jack) === value)?.name ?? '' },
      }),
    ),
  ];
}

/** Label of a jack in the draft, made where it has none yet: `lan1`, `lan2`. */
export function labelled(draft: Draft, jack: Jack, wanted = 'lan'): { readonly label: string; readonly draft: Draft } {
  const known = labelOf(draft, jack);
  if (known !== null) return { label: known, draft };
  const taken = namesAt(draft, ['ports']);
  const numbers = Array.from({ length: taken.length + 1 }, (_, index) => `${wanted}${index + 1}`);
  const label = numbers.find((name) => !taken.includes(name)) ?? wanted;
  return { label, draft: withValues(draft, [[['ports', label], answerFor(jack)]]) };
}

/** The label that a jack has in the draft, by MAC or by name. */
export function labelOf(draft: Draft, jack: Jack): string | null {
  const ports = draft.ports ?? {};
  return (
    Object.keys(ports).find((label) => {
      const given = ports[label] as { readonly mac?: string; readonly name?: string } | undefined;
      return given?.mac === undefined ? given?.name === jack.name : given.mac.toLowerCase() === jack.mac;
    }) ?? null
  );
}

/** The jack of a label; null where the label or the jack is not there. */
export function jackOf({ facts, draft }: Pick<Context, 'facts' | 'draft'>, label: string | undefined): Jack | null {
  return facts.jacks.find((jack) => label !== undefined && labelOf(draft, jack) === label) ?? null;
}

/** The jack of the WAN, where it is chosen and there. */
export function wanJack(context: Context): Jack | null {
  return jackOf(context, context.draft.wan?.port);
}

/** `enp1s0  00:0d:b9:00:00:01  i210  1000 Mbit/s`; the value is what `wan.port` takes. */
export function jackOptions(jacks: readonly Jack[]): readonly Option[] {
  return jacks.map((jack) => option(identity(jack), jackLine(jack)));
}

/** One jack on a line, with its link as it is now. */
export function jackLine({ name, mac, chip, link, speed }: Jack): string {
  const state =
    link === 'up' ? (speed === null ? 'cable' : `cable, ${speed} Mbit/s`) : link === 'down' ? 'no cable' : '';
  return `${name.padEnd(8)} ${(mac || 'no fixed MAC').padEnd(17)}  ${chip.padEnd(8)} ${state}`.trimEnd();
}

/** What names a jack in an answer: its permanent MAC, or its name where it tells none. */
function identity(jack: Jack): string {
  return jack.mac || jack.name;
}

function answerFor(jack: Jack): object {
  return jack.mac === '' ? { name: jack.name } : { mac: jack.mac };
}

/** The WAN moves to another jack; a network that was on it takes the old one in exchange. */
function chooseWan(draft: Draft, jacks: readonly Jack[], value: string): Change {
  const jack = jacks.find((one) => identity(one) === value);
  if (jack === undefined) return {};
  const label = draft.wan?.port ?? 'wan';
  const before = valueAt(draft, ['ports', label]);
  const other = labelOf(draft, jack);
  const exchange = other !== null && other !== label ? [[['ports', other], before ?? undefined] as const] : [];
  return {
    draft: withValues(draft, [...exchange, [['ports', label], answerFor(jack)], [['wan', 'port'], label]]),
    forget: ['line', 'dial'],
  };
}
