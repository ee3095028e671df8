import { valueAt, withValue, withValues } from './draft-edit.ts';
import { type Change, type Context, choiceEntry, type Entry, option, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';
import { loginEntries } from './login.ts';
import { chosenPreset, providerEntries } from './provider.ts';
import { fixedEntries, macEntry, optionEntries, priorityEntry } from './wan-settings.ts';

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
      listed: { name: 'Kind of line' },
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
      listed: { name: 'VLAN' },
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

/** What providers give, the usual ones first. */
const prefixLengths = [56, 48, 60, 64, 62, 63, 61, 59, 58, 57, 55, 54, 53, 52, 51, 50, 49];

function ipv6Entry(context: Context): Entry {
  const { draft } = context;
  const preset = chosenPreset(context);
  const given = draft.wan?.ipv6;
  const length = given === 'off' || given === false ? 'off' : (given?.prefixLength ?? preset?.prefixLength ?? 56);
  return choiceEntry(
    {
      id: 'wan.ipv6',
      step: 'internet',
      listed: { name: 'IPv6' },
      title: 'How much IPv6 shall the router ask for?',
      text: [
        'The provider gives what it wants to give; asking for a /56 does no harm where it gives less or nothing. Your networks have local IPv6 addresses in any case.',
      ],
      help: [glossary.ipv6],
      answered: given !== undefined || preset !== null,
      options: () => [
        ...prefixLengths.map((size) =>
          option(String(size), `A /${size}: room for ${2 ** (64 - size)} network${size === 64 ? '' : 's'}`),
        ),
        option('off', 'No IPv6 from the provider'),
      ],
      initial: String(length),
    },
    (value) => ({
      draft: withValue(draft, ['wan', 'ipv6'], value === 'off' ? 'off' : { prefixLength: Number(value) }),
    }),
  );
}
