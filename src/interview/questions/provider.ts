import { findPreset, type IspPreset, listPresets } from '../presets.ts';
import { withValue, withValues } from './draft-edit.ts';
import { type Change, type Context, choiceEntry, type Entry, entry, option } from './entry.ts';
import { glossary } from './glossary.ts';
import type { Option } from './question.ts';

/** The preset that the draft names, where it can be built. */
export function chosenPreset({ draft }: Pick<Context, 'draft'>): IspPreset | null {
  const preset = draft.wan?.isp === undefined ? null : findPreset(draft.wan.isp);
  return preset?.refused === null ? preset : null;
}

/** First what the line says by itself, then whose line it is. */
export function providerEntries(context: Context): readonly Entry[] {
  const { draft, accepted, bench } = context;
  const preset = chosenPreset(context);
  const whole = draft.wan?.type !== undefined;
  return [
    ...(bench ? [lineEntry(context)] : []),
    choiceEntry(
      {
        id: 'wan.isp',
        step: 'internet',
        listed: { name: 'Provider' },
        title: 'Who is your provider?',
        text: [
          'naar knows the settings of some providers. Yours may be missing: then take the first line, and naar asks for them one by one.',
        ],
        help: [
          'The settings come from public sources, and each says how sure they are. Every one of them can be changed afterwards.',
        ],
        answered: draft.wan?.isp !== undefined || whole || accepted.includes('wan.isp'),
        options: () => [
          option('', 'Another one, or I do not know', 'naar asks for each setting.'),
          ...listPresets().map(presetOption),
        ],
        initial: draft.wan?.isp ?? '',
        search: true,
      },
      (id) => chooseProvider(context, id),
    ),
    ...(preset === null ? [] : [settingsEntry(preset, context)]),
  ];
}

/** The line asked on the bench: what speaks there, before any login. */
function lineEntry({ accepted, draft }: Context): Entry {
  return entry(
    {
      id: 'line',
      step: 'internet',
      title: 'What does the line speak?',
      text: [
        'naar asks on the WAN jack whether somebody answers: PPPoE without a VLAN and on the usual ones, and DHCP. Nothing is dialled yet.',
      ],
      help: [glossary.pppoe, glossary.vlan, glossary.dhcp],
      answered: accepted.includes('line') || draft.wan?.type !== undefined || draft.wan?.isp !== undefined,
      owns: [],
    },
    (value) => (value === 'again' ? { stay: true } : { accept: ['line'] }),
    (common) => ({
      ...common,
      kind: 'live',
      source: 'line',
      options: [
        option('go', 'Go on', 'What was found becomes the default of the next questions.'),
        option('again', 'Ask the line again'),
      ],
      initial: 'go',
    }),
  );
}

function presetOption(preset: IspPreset): Option {
  const kind = preset.type === 'pppoe' ? 'PPPoE' : 'DHCP';
  const vlan = preset.vlan === null ? 'no VLAN' : `VLAN ${preset.vlan}`;
  return {
    value: preset.id,
    label: `${`${preset.name} (${preset.country})`.slice(0, 44).padEnd(44)} ${kind}, ${vlan}`,
    hint: confidence[preset.confidence],
    refused: preset.refused,
    words: `${preset.id} ${preset.country} ${countryNames[preset.country] ?? ''}`,
  };
}

const confidence: Readonly<Record<IspPreset['confidence'], string>> = {
  high: 'Several sources agree on these settings.',
  medium: 'Only few sources: compare with the letter from the provider.',
  low: 'One weak source: ask the provider before you rely on it.',
};

function chooseProvider({ draft }: Context, id: string): Change {
  const wan = withValue(draft, ['wan', 'isp'], id === '' ? undefined : id);
  if (id === '') return { draft: wan, accept: ['wan.isp'], forget: ['dial'] };
  // what an earlier provider or a guess had set gives way to the preset
  return {
    draft: withValues(wan, [
      [['wan', 'type'], undefined],
      [['wan', 'vlan'], undefined],
      [['wan', 'ipv6'], undefined],
    ]),
    accept: ['wan.isp'],
    forget: ['wan.isp.settings', 'dial'],
  };
}

/** The preset shown before it is relied on: every field, its source, and what is not built. */
function settingsEntry(preset: IspPreset, { accepted, draft }: Context): Entry {
  return choiceEntry(
    {
      id: 'wan.isp.settings',
      step: 'internet',
      title: `The settings of ${preset.name}`.slice(0, 76),
      text: settingsWords(preset),
      help: [glossary.pppoe, glossary.vlan, glossary.ipv6, `Sources: ${preset.sources.join('; ')}`],
      answered: accepted.includes('wan.isp.settings') || draft.wan?.type !== undefined,
      owns: [],
      options: () => [
        option('use', 'Use them'),
        option('change', 'Use them, but change some', 'naar goes through them one by one.'),
        option('other', 'Choose another provider'),
      ],
      initial: 'use',
    },
    (value) => {
      if (value === 'other') return { open: ['wan.isp'], stay: true };
      return value === 'change' ? { open: ['wan.type', 'wan.vlan', 'wan.priority', 'wan.ipv6', 'wan.mac'] } : {};
    },
  );
}

function settingsWords(preset: IspPreset): readonly string[] {
  const { type, vlan, priority, prefixLength, pppoe } = preset;
  const facts = [
    type === 'pppoe' ? 'a login by PPPoE' : 'an address by DHCP',
    vlan === null ? 'no VLAN' : vlan === 0 ? 'a priority tag without a VLAN' : `VLAN ${vlan}`,
    ...(priority.data > 0 ? [`priority ${priority.data}`] : []),
    prefixLength === null ? 'IPv6 not known' : `IPv6 with a /${prefixLength}`,
    ...(type === 'pppoe' && pppoe.usernameFormat !== null ? [`a user name such as ${pppoe.usernameFormat}`] : []),
    ...(pppoe.publicLogin === null ? [] : ['a login that is the same for everybody']),
  ];
  return [
    `${facts.join(', ')}.`.replace(/^./, (first) => first.toUpperCase()),
    `${confidence[preset.confidence]} Source: ${preset.sources[0] ?? 'none'}`,
    ...preset.unbuilt.map((extra) => `Not built by naar: ${extra}`),
    ...(preset.sharedIpv4
      ? ['IPv4 is shared with other customers, so port forwards cannot be reached from outside.']
      : []),
    ...preset.notes.slice(0, 2),
  ];
}

/** English names of the countries of the presets, to search by. */
const countryNames: Readonly<Record<string, string>> = {
  AU: 'Australia',
  BE: 'Belgium',
  BR: 'Brazil',
  CA: 'Canada',
  CH: 'Switzerland',
  CZ: 'Czechia',
  DE: 'Germany',
  ES: 'Spain',
  FR: 'France',
  GB: 'United Kingdom Britain',
  IE: 'Ireland',
  IT: 'Italy',
  JP: 'Japan',
  LU: 'Luxembourg',
  MA: 'Morocco',
  MY: 'Malaysia',
  NL: 'Netherlands',
  NO: 'Norway',
  NZ: 'New Zealand',
  PH: 'Philippines',
  PL: 'Poland',
  PT: 'Portugal',
  RS: 'Serbia',
  SG: 'Singapore',
  US: 'United States',
};
