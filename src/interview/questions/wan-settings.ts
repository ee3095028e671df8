import { namesAt, valueAt, withValue } from './draft-edit.ts';
import { type Change, type Context, type Entry, type Refused, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';
import { chosenPreset } from './provider.ts';

/** DHCP options that the line needs and that only the person can give. */
export function optionEntries(context: Context): readonly Entry[] {
  const { draft, accepted } = context;
  return (chosenPreset(context)?.missingOptions ?? []).map(({ code, what }) => {
    const path = code === 77 ? ['wan', 'dhcp', 'userClass'] : ['wan', 'dhcp', 'options', String(code)];
    const id = path.join('.');
    return textEntry(
      {
        id,
        step: 'internet',
        listed: { name: `DHCP option ${code}` },
        title: `DHCP option ${code}`,
        text: [
          `This line needs ${what}.`,
          'Where it is a secret, leave it empty and put it into the answers file later.',
        ],
        help: [glossary.dhcp],
        answered: valueAt(draft, path) !== undefined || accepted.includes(id),
        initial: typeof valueAt(draft, path) === 'string' ? String(valueAt(draft, path)) : '',
      },
      (value) => ({ draft: value === '' ? draft : withValue(draft, path, value), accept: [id] }),
    );
  });
}

/** What the letter of a line with a fixed address says. */
export function fixedEntries({ draft, accepted }: Context): readonly Entry[] {
  const fixed = draft.wan?.static;
  const set = (key: string, value: unknown): Change => ({ draft: withValue(draft, ['wan', 'static', key], value) });
  const common = { step: 'internet', help: [glossary.fixed] } as const;
  return [
    textEntry(
      {
        ...common,
        id: 'wan.static.address',
        listed: { name: 'Address' },
        title: 'Which address has the router on the line?',
        text: ['With its prefix length: /29 stands for the netmask 255.255.255.248, /24 for 255.255.255.0.'],
        answered: fixed?.address !== undefined,
        owns: ['wan.static.address', 'wan.static'],
        initial: fixed?.address ?? '',
        example: '203.0.113.10/29',
      },
      (value) => set('address', value),
    ),
    textEntry(
      {
        ...common,
        id: 'wan.static.gateway',
        listed: { name: 'Gateway' },
        title: 'Which address has the gateway of the provider?',
        answered: fixed?.gateway !== undefined,
        initial: fixed?.gateway ?? '',
        example: '203.0.113.9',
      },
      (value) => set('gateway', value),
    ),
    textEntry(
      {
        ...common,
        id: 'wan.static.dns',
        listed: { name: 'Name servers' },
        title: 'Which name servers does the provider name?',
        text: ['Addresses with blanks between them. Empty: the router finds names by itself and needs none.'],
        help: [glossary.dns],
        answered: namesAt(draft, ['wan', 'static', 'dns']).length > 0 || accepted.includes('wan.static.dns'),
        initial: (fixed?.dns ?? []).join(' '),
        example: '9.9.9.9 149.112.112.112, or empty',
      },
      (value): Change | Refused => {
        const servers = value.split(/[\s,]+/).filter((word) => word !== '');
        return { ...set('dns', servers.length === 0 ? undefined : servers), accept: ['wan.static.dns'] };
      },
    ),
  ];
}

/** A cloned MAC: asked where the preset needs it, else only when opened. */
export function macEntry(context: Context): Entry {
  const { draft, accepted } = context;
  const needed = chosenPreset(context)?.needsMac === true;
  return textEntry(
    {
      id: 'wan.mac',
      step: 'internet',
      listed: { name: 'MAC address' },
      title: 'Shall the WAN show another MAC address than its own?',
      text: [
        needed
          ? "This provider expects the MAC address of its own box: it stands on that box's label."
          : 'Only for providers that know their own box by it. Leave it empty otherwise.',
      ],
      help: [glossary.mac],
      answered: !needed || draft.wan?.mac !== undefined || accepted.includes('wan.mac'),
      onDemand: !needed,
      initial: draft.wan?.mac ?? '',
      example: '00:0d:b9:00:00:01, or empty',
    },
    (value) => ({ draft: withValue(draft, ['wan', 'mac'], value === '' ? undefined : value) }),
  );
}

/** 802.1p, asked only where the person opens it. */
export function priorityEntry({ draft }: Context): Entry {
  const given = draft.wan?.priority;
  return textEntry(
    {
      id: 'wan.priority',
      step: 'internet',
      listed: { name: 'VLAN priority' },
      title: 'Which priority do packets carry in the VLAN tag?',
      text: ['Few providers ask for one. 0 is the usual.'],
      help: [glossary.vlan],
      answered: true,
      onDemand: true,
      initial: typeof given === 'number' ? String(given) : '',
      example: '0 to 7, or empty for what the provider expects',
    },
    (value) => {
      if (value !== '' && !/^[0-7]$/.test(value)) return { refused: 'A priority is a whole number from 0 to 7.' };
      return { draft: withValue(draft, ['wan', 'priority'], value === '' ? undefined : Number(value)) };
    },
  );
}
