import { namesAt, withValue } from './draft-edit.ts';
import { type Change, type Context, choiceEntry, type Entry, option, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';
import { networkEntries } from './network.ts';
import {
  freeAddress,
  innerJacks,
  type Layout,
  proposals,
  type Wiring,
  wiringWords,
  withLayout,
  withWiring,
  type Zone,
} from './network-proposal.ts';
import type { Option } from './question.ts';

/** Which networks there are, how they share the jacks, and a list to change any of it. */
export function networksEntries(context: Context): readonly Entry[] {
  const names = namesAt(context.draft, ['networks']);
  return [
    layoutEntry(context, names),
    ...(names.length > 0 ? [wiringEntry(context, names)] : []),
    ...names.flatMap((name) => networkEntries(context, name)),
    addEntry(context),
    ...(names.length > 0 ? [listEntry(context, names)] : []),
  ];
}

function layoutEntry({ draft, facts }: Context, names: readonly string[]): Entry {
  return choiceEntry(
    {
      id: 'networks.layout',
      step: 'networks',
      title: 'Which networks do you want at home?',
      text: [
        'Networks keep things apart: a cheap camera or a visitor cannot see your computers. You can add and change networks in a moment, and a year later.',
      ],
      help: [glossary.zone, glossary.vlan],
      answered: names.length > 0,
      onDemand: names.length > 0,
      owns: ['networks'],
      options: () => [
        option('iot', 'Home, and things (televisions, cameras, bulbs)', 'Things reach only what their profile needs.'),
        option('all', 'Home, guests, and things', 'Guests reach the Internet and nothing of yours.'),
        option('guest', 'Home and guests', 'Guests reach the Internet and nothing of yours.'),
        option('one', 'One network for everything', 'Simple, and every device reaches every other.'),
      ],
      initial: facts.jacks.length > 2 ? 'iot' : 'one',
    },
    (layout) => ({ draft: withLayout(draft, layout as Layout), forget: ['networks.wiring', 'networks'] }),
  );
}

function wiringEntry(context: Context, names: readonly string[]): Entry {
  const jacks = innerJacks(context);
  const unwired = names.filter((name) => namesAt(context.draft, ['networks', name, 'ports']).length === 0);
  const options = names.length === 1 ? oneNetwork(jacks.length) : severalNetworks(names.length, jacks.length);
  return choiceEntry(
    {
      id: 'networks.wiring',
      step: 'networks',
      title: names.length === 1 ? 'Which jacks belong to your network?' : 'How do the networks leave the box?',
      text: [
        `${jacks.length === 1 ? 'One jack is' : `${jacks.length} jacks are`} left: ${jacks.map(({ name }) => name).join(', ') || 'none'}. The box has no Wi-Fi; an access point or a switch is plugged in there.`,
      ],
      help: [glossary.tagged, glossary.vlan],
      // jacks given one by one need no wiring by the dozen
      answered: unwired.length < names.length,
      onDemand: unwired.length < names.length,
      owns: [],
      options: () => options,
      initial: options[0]?.value ?? '',
    },
    (wiring) => ({ draft: withWiring(context, wiring as Wiring), forget: ['networks'] }),
  );
}

function oneNetwork(jacks: number): readonly Option[] {
  return [
    ...(jacks > 1 ? [option('all', 'All of them', 'Whatever is plugged in anywhere is at home.')] : []),
    option('first', 'Only the first', 'The others stay off.'),
  ];
}

function severalNetworks(networks: number, jacks: number): readonly Option[] {
  const needs = `needs ${networks} jacks besides the WAN's, and there ${jacks === 1 ? 'is 1' : `are ${jacks}`}`;
  const own = option(
    'own',
    'Each network on a jack of its own',
    'Plain switches and access points will do.',
    jacks >= networks ? null : needs,
  );
  const mixed = option(
    'mixed',
    'All on one jack: home plain, the others as VLANs',
    'For an access point or a switch that knows VLANs; a plain computer there is at home.',
  );
  const trunk = option('trunk', 'All on one jack, each as a VLAN', 'For a managed switch.');
  return own.refused === null ? [own, mixed, trunk] : [mixed, trunk, own];
}

function listEntry(context: Context, names: readonly string[]): Entry {
  const { draft, accepted } = context;
  return choiceEntry(
    {
      id: 'networks',
      step: 'networks',
      title: 'Are these your networks?',
      text: ['Choose one to change it.'],
      help: [glossary.zone, glossary.tagged],
      answered: accepted.includes('networks'),
      owns: ['networks'],
      options: () => [
        option('done', 'Yes, go on'),
        ...names.map((name) => {
          const { zone = '?', address = '?' } = draft.networks?.[name] ?? {};
          const label = `${name.padEnd(8)} ${zone.padEnd(8)} ${address.padEnd(18)} ${wiringWords(context, name)}`;
          return option(`edit:${name}`, label.slice(0, 70), label.length > 70 ? wiringWords(context, name) : '');
        }),
        option('add', 'Add a network'),
        option('again', 'Start the networks over', 'The list is made anew from the first question.'),
      ],
      initial: 'done',
    },
    (value): Change => {
      if (value === 'add') return { open: ['networks.+'], stay: true };
      if (value === 'again') return { open: ['networks.layout', 'networks.wiring'], stay: true };
      return value.startsWith('edit:') ? { open: [`networks.${value.slice(5)}`], stay: true } : {};
    },
  );
}

function addEntry({ draft }: Context): Entry {
  return textEntry(
    {
      id: 'networks.+',
      step: 'networks',
      title: 'What shall the new network be called?',
      text: ['Up to 15 lower-case letters, digits and hyphens. The name is also that of the interface on the router.'],
      help: [glossary.zone],
      answered: true,
      onDemand: true,
      owns: [],
      initial: '',
      example: 'guest, iot, kids, office',
    },
    (name) => {
      if (name === '') return { refused: 'A network needs a name, such as guest.' };
      if (namesAt(draft, ['networks']).includes(name)) return { refused: `There is a network ${name} already.` };
      const known = Object.hasOwn(proposals, name) ? proposals[name as keyof typeof proposals] : null;
      const zone: Zone = known?.zone ?? 'isolated';
      const address = freeAddress(draft, known?.address ?? '192.168.40.1/24');
      return {
        draft: withValue(draft, ['networks', name], { zone, address }),
        open: [`networks.${name}.zone`, `networks.${name}.ports`, `networks.${name}`],
      };
    },
  );
}
