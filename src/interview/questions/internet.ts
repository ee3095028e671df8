import { namesAt, valueAt, withValue, withValues } from './draft-edit.ts';
import { type Change, type Context, choiceEntry, type Entry, option, type Refused, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';
import { loginEntries } from './login.ts';
import { chosenPreset, providerEntries } from './provider.ts';

/** The way to the Internet: whose line, which kind, and what that kind needs. */
export function internetEntries(context: Context): readonly Entry[] {
  const type = wanType(context);
  return [
    ...providerEntries(context),
    typeEntry(context),
    vlanEntry(context),
    priorityEntry(context),
    ...(type === 'pppoe' ? loginEntries(context) : []),
    ...(type === 'dhcp' ? optionEntries(context) : []),
    ...(type === 'static' ? fixedEntries(context) : []),
    macEntry(context),
    ipv6Entry(context),
  ];
}

/** Kind of the line, from the draft or its preset; null while neither says. */
export function wanType(context: Context): 'pppoe' | 'dhcp' | 'static' | null {
  return context.draft.wan?.type ?? chosenPreset(context)?.type ?? null;
}

function typeEntry(context: Context): Entry {
  const { line } = context;
  const found = line === null ? null : line.pppoe.length > 0 ? 'pppoe' : line.dhcp ? 'dhcp' : null;
  return choiceEntry(
    {
      id: 'wan.type',
      step: 'internet',
      title: 'How does your provider connect you?',
      text: [
        found === null
          ? 'The letter from the provider tells: with a user name and a password it is PPPoE; with a fixed address and a gateway it is fixed; with neither it is DHCP.'
          : `On the line ${found === 'pppoe' ? 'a PPPoE concentrator' : 'a DHCP server'} answered, so that is the default.`,
      ],
      help: [glossary.pppoe, glossary.dhcp, glossary.fixed],
      answered: wanType(context) !== null,
      owns: ['wan.type', 'wan'],
      options: () => [
        option('dhcp', 'DHCP: it works without a login'),
        option('pppoe', 'PPPoE: with a user name and a password'),
        option('static', 'Fixed: with an address and a gateway from the letter'),
      ],
      initial: wanType(context) ?? found ?? 'dhcp',
    },
    (value) => chooseType(context, value),
  );
}

/** Settings of another kind of line go on the shelf, and those of this kind come back from it. */
function chooseType({ draft, shelf }: Context, type: string): Change {
  const kinds = ['pppoe', 'dhcp', 'static'] as const;
  const put = kinds
    .filter((kind) => kind !== type)
    .flatMap((kind) => {
      const settings = valueAt(draft, ['wan', kind]);
      return settings === undefined ? [] : [[`wan.${kind}`, settings] as const];
    });
  const kept = { ...shelf, ...Object.fromEntries(put) };
  const back = valueAt(draft, ['wan', type]) ?? kept[`wan.${type}`];
  return {
    draft: withValues(draft, [
      ...kinds.map((kind) => [['wan', kind], kind === type ? back : undefined] as const),
      [['wan', 'type'], type],
    ]),
    shelf: kept,
    forget: ['dial'],
  };
}

function vlanEntry(context: Context): Entry {
  const { draft, line } = context;
  const preset = chosenPreset(context);
  const found = wanType(context) === 'pppoe' ? line?.pppoe.find((vlan) => vlan !== null) : undefined;
  const given = draft.wan?.vlan;
  const initial = given === undefined ? (preset?.vlan ?? found ?? '') : (given ?? '');
  return textEntry(
    {
      id: 'wan.vlan',
      step: 'internet',
      title: 'Which VLAN does the provider use?',
      text: [
        found !== undefined && found !== null
          ? `Somebody answered on VLAN ${found}.`
          : 'A number from 1 to 4094 from the letter, or nothing at all: without a VLAN the line is left empty.',
      ],
      help: [
        glossary.vlan,
        'A modem or ONT that takes the tag off by itself needs none here. 0 is a tag with a priority only.',
      ],
      answered: given !== undefined || preset !== null || wanType(context) === 'static',
      initial: String(initial),
      example: '10, or empty for none',
    },
    (value) => {
      const vlan = /^(none|no)?$/i.test(value) ? null : Number(value);
      if (vlan !== null && (!/^\d+$/.test(value) || vlan > 4094))
        return { refused: `"${value.slice(0, 20)}" is not a VLAN: a whole number from 1 to 4094, or empty for none.` };
      return { draft: withValue(draft, ['wan', 'vlan'], vlan), forget: ['dial'] };
    },
  );
}

function priorityEntry({ draft }: Context): Entry {
  const given = draft.wan?.priority;
  return textEntry(
    {
      id: 'wan.priority',
      step: 'internet',
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

function macEntry(context: Context): Entry {
  const { draft, accepted } = context;
  const needed = chosenPreset(context)?.needsMac === true;
  return textEntry(
    {
      id: 'wan.mac',
      step: 'internet',
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

function ipv6Entry(context: Context): Entry {
  const { draft } = context;
  const preset = chosenPreset(context);
  const given = draft.wan?.ipv6;
  const length = given === 'off' || given === false ? 'off' : (given?.prefixLength ?? preset?.prefixLength ?? 56);
  return choiceEntry(
    {
      id: 'wan.ipv6',
      step: 'internet',
      title: 'How much IPv6 shall the router ask for?',
      text: [
        'The provider gives what it wants to give; asking for a /56 does no harm where it gives less or nothing. Your networks have local IPv6 addresses in any case.',
      ],
      help: [glossary.ipv6],
      answered: given !== undefined || preset !== null,
      options: () => [
        ...[56, 48, 60, 62, 64].map((size) =>
          option(String(size), `A /${size}: room for ${2 ** (64 - size)} network${size === 64 ? '' : 's'}`),
        ),
        ...(typeof length === 'number' && ![56, 48, 60, 62, 64].includes(length)
          ? [option(String(length), `A /${length}`)]
          : []),
        option('off', 'No IPv6 from the provider'),
      ],
      initial: String(length),
    },
    (value) => ({
      draft: withValue(draft, ['wan', 'ipv6'], value === 'off' ? 'off' : { prefixLength: Number(value) }),
    }),
  );
}

/** DHCP options that the line needs and that only the person can give. */
function optionEntries(context: Context): readonly Entry[] {
  const { draft, accepted } = context;
  return (chosenPreset(context)?.missingOptions ?? []).map(({ code, what }) => {
    const path = code === 77 ? ['wan', 'dhcp', 'userClass'] : ['wan', 'dhcp', 'options', String(code)];
    const id = path.join('.');
    return textEntry(
      {
        id,
        step: 'internet',
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

function fixedEntries({ draft, accepted }: Context): readonly Entry[] {
  const fixed = draft.wan?.static;
  const set = (key: string, value: unknown): Change => ({ draft: withValue(draft, ['wan', 'static', key], value) });
  const common = { step: 'internet', help: [glossary.fixed] } as const;
  return [
    textEntry(
      {
        ...common,
        id: 'wan.static.address',
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
