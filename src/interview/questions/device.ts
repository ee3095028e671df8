import { findProfile, listProfiles } from '../profiles.ts';
import { namesAt, withValue } from './draft-edit.ts';
import { type Context, choiceEntry, type Entry, entry, option, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';
import { openingOptions, openingsOf, profileWords, withOpenings } from './profile-words.ts';

/** Everything about one device: a menu, and a question for each of its settings. */
export function deviceEntries(context: Context, name: string): readonly Entry[] {
  return [
    macEntry(context, name),
    networkEntry(context, name),
    profileEntry(context, name),
    ...(openingOptions(context, name).length > 0 ? [allowEntry(context, name)] : []),
    addressEntry(context, name),
    menuEntry(context, name),
  ];
}

function macEntry({ draft }: Context, name: string): Entry {
  const mac = draft.devices?.[name]?.mac;
  return textEntry(
    {
      id: `devices.${name}.mac`,
      step: 'devices',
      title: `Which MAC address has ${name}?`,
      text: [
        'On a label, or in its settings under network or "about". Telephones make one up for each network unless that is switched off there.',
      ],
      help: [glossary.mac],
      answered: mac !== undefined,
      onDemand: mac !== undefined,
      initial: mac ?? '',
      example: '54:60:09:aa:bb:01',
    },
    (value) => {
      const digits = value.replace(/[\s:.-]/g, '').toLowerCase();
      const pairs = digits.match(/../g)?.join(':') ?? '';
      if (!/^[0-9a-f]{12}$/.test(digits))
        return { refused: 'A MAC address has six pairs of 0-9 and a-f, such as 54:60:09:aa:bb:01.' };
      return { draft: withValue(draft, ['devices', name, 'mac'], pairs) };
    },
  );
}

function networkEntry({ draft }: Context, name: string): Entry {
  const given = draft.devices?.[name]?.network;
  const names = namesAt(draft, ['networks']);
  const isolated = names.find((one) => draft.networks?.[one]?.zone === 'isolated');
  return choiceEntry(
    {
      id: `devices.${name}.network`,
      step: 'devices',
      title: `In which network is ${name}?`,
      help: [glossary.zone],
      answered: given !== undefined,
      onDemand: given !== undefined,
      options: () =>
        names.map((one) => option(one, `${one.padEnd(15)} ${draft.networks?.[one]?.zone ?? ''}`.trimEnd())),
      initial: given ?? isolated ?? names[0] ?? '',
    },
    (value) => ({ draft: withValue(draft, ['devices', name, 'network'], value) }),
  );
}

function profileEntry({ draft, accepted }: Context, name: string): Entry {
  const { profile, network } = draft.devices?.[name] ?? {};
  const zone = draft.networks?.[network ?? '']?.zone;
  const id = `devices.${name}.profile`;
  return choiceEntry(
    {
      id,
      step: 'devices',
      title: `What kind of device is ${name}?`,
      text: [
        zone === 'isolated'
          ? 'The profile says what it may do. Without one it gets an address, names and the time, and nothing else.'
          : 'In this network the profile only helps other devices to find it.',
      ],
      help: [glossary.profile],
      answered: profile !== undefined || accepted.includes(id),
      onDemand: profile !== undefined || accepted.includes(id),
      options: () => [
        option('', 'None of these'),
        ...listProfiles().map(({ id: value, name: label, sameSubnetOnly }) => ({
          ...option(
            value,
            label.slice(0, 70),
            sameSubnetOnly ? 'Works only in the network of the phones that steer it.' : '',
          ),
          words: value,
        })),
      ],
      initial: profile ?? '',
      search: true,
    },
    (value) => ({
      draft: withValue(draft, ['devices', name, 'profile'], value === '' ? undefined : value),
      forget: [`devices.${name}.allow`],
    }),
  );
}

/** The openings that the profile would like to have, offered one by one; none is made by itself. */
function allowEntry(context: Context, name: string): Entry {
  const { draft, accepted } = context;
  const options = openingOptions(context, name);
  const id = `devices.${name}.allow`;
  return entry(
    {
      id,
      step: 'devices',
      title: `May ${name} open connections to your computers?`,
      text: ['It works without these for most people. Allow one only if something does not work.'],
      help: [glossary.profile],
      answered: accepted.includes(id) || draft.devices?.[name]?.allow !== undefined,
      onDemand: accepted.includes(id) || draft.devices?.[name]?.allow !== undefined,
    },
    (_, values) => ({ draft: withOpenings(draft, name, options, values) }),
    (common) => ({
      ...common,
      kind: 'choices',
      options: options.map(({ option: shown }) => shown),
      initial: openingsOf(draft, name, options),
    }),
  );
}

function addressEntry({ draft }: Context, name: string): Entry {
  const address = draft.devices?.[name]?.address;
  return textEntry(
    {
      id: `devices.${name}.address`,
      step: 'devices',
      title: `Which address shall ${name} always have?`,
      text: ['Empty: any free one. A port forward needs a fixed one.'],
      help: [glossary.reservation],
      answered: true,
      onDemand: true,
      initial: address ?? '',
      example: '192.168.90.10, or empty',
    },
    (value) => ({ draft: withValue(draft, ['devices', name, 'address'], value === '' ? undefined : value) }),
  );
}

function menuEntry(context: Context, name: string): Entry {
  const { draft } = context;
  const { mac, network, address, profile, allow = [] } = draft.devices?.[name] ?? {};
  const offers = openingOptions(context, name).length > 0;
  return choiceEntry(
    {
      id: `devices.${name}`,
      step: 'devices',
      title: `${name}: is that right?`,
      text: profileWords(context, name),
      help: [glossary.profile, glossary.reservation],
      answered: true,
      onDemand: true,
      owns: [],
      options: () => [
        option('done', 'Yes'),
        option('mac', `MAC address    ${mac ?? ''}`),
        option('network', `Network        ${network ?? ''}`),
        option(
          'profile',
          `Kind           ${profile === undefined ? 'none' : (findProfile(profile)?.name ?? profile)}`.slice(0, 70),
        ),
        option('address', `Fixed address  ${address ?? 'none'}`),
        ...(offers ? [option('allow', `Openings       ${allow.length === 0 ? 'none' : allow.length}`)] : []),
        option('remove', `Remove ${name}`),
      ],
      initial: 'done',
    },
    (value) => {
      if (value === 'done') return {};
      if (value === 'remove') return { draft: withValue(draft, ['devices', name], undefined) };
      return { open: [`devices.${name}.${value}`], stay: true };
    },
  );
}
