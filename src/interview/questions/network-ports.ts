import { namesAt, withValue, withValues } from './draft-edit.ts';
import { type Change, type Context, type Entry, entry, option, type Refused, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';
import { jackLine, labelled, labelOf } from './jacks.ts';
import { freeVlan, innerJacks } from './network-proposal.ts';

/** The jacks of one network, each untagged or tagged. */
export function portsEntry(context: Context, name: string): Entry {
  const { draft } = context;
  const ports = draft.networks?.[name]?.ports ?? {};
  const jacks = innerJacks(context);
  return entry(
    {
      id: `networks.${name}.ports`,
      step: 'networks',
      title: `On which jacks is ${name}?`,
      text: [
        'Untagged: for plain computers, switches and access points. Tagged: as a VLAN, where networks share a jack.',
      ],
      help: [glossary.tagged, glossary.vlan],
      answered: namesAt(draft, ['networks', name, 'ports']).length > 0,
      onDemand: namesAt(draft, ['networks', name, 'ports']).length > 0,
    },
    (_, values) => choosePorts(context, name, values),
    (common) => ({
      ...common,
      kind: 'choices',
      options: jacks.flatMap((jack) => [
        option(`${jack.name} untagged`, `untagged  ${jackLine(jack)}`),
        option(`${jack.name} tagged`, `tagged    ${jackLine(jack)}`),
      ]),
      initial: jacks.flatMap((jack) => {
        const tagging = ports[labelOf(draft, jack) ?? ''];
        return tagging === undefined ? [] : [`${jack.name} ${tagging}`];
      }),
    }),
  );
}

function choosePorts(context: Context, name: string, values: readonly string[]): Change | Refused {
  if (values.length === 0) return { refused: 'A network needs one jack at least.' };
  let { draft } = context;
  const ports: Record<string, string> = {};
  for (const value of values) {
    const [jackName, tagging = ''] = value.split(' ');
    const jack = context.facts.jacks.find((one) => one.name === jackName);
    if (jack === undefined) return { refused: `This machine has no jack ${jackName}.` };
    const made = labelled(draft, jack);
    if (Object.hasOwn(ports, made.label))
      return { refused: `${jackName} cannot be both untagged and tagged in one network.` };
    draft = made.draft;
    ports[made.label] = tagging;
  }
  // a number that nothing carries would only puzzle
  const tagged = Object.values(ports).includes('tagged');
  return {
    draft: withValues(draft, [
      [['networks', name, 'ports'], ports],
      [['networks', name, 'vlan'], tagged ? freeVlan(draft, name) : undefined],
    ]),
  };
}

/** The VLAN number of one network; needed where it is tagged somewhere. */
export function vlanEntry({ draft }: Context, name: string): Entry {
  const { vlan, ports = {} } = draft.networks?.[name] ?? {};
  return textEntry(
    {
      id: `networks.${name}.vlan`,
      step: 'networks',
      title: `Which VLAN number has ${name}?`,
      text: ['The switch or the access point must be given the same number.'],
      help: [glossary.vlan],
      answered: true,
      onDemand: true,
      initial: String(vlan ?? ''),
      example: '20, or empty for none',
    },
    (value) => {
      const tagged = Object.values(ports).includes('tagged');
      if (value === '' && tagged) return { refused: 'It is tagged on a jack, so it needs a number from 1 to 4094.' };
      if (value !== '' && !/^\d{1,4}$/.test(value)) return { refused: 'A VLAN is a whole number from 1 to 4094.' };
      return { draft: withValue(draft, ['networks', name, 'vlan'], value === '' ? undefined : Number(value)) };
    },
  );
}
