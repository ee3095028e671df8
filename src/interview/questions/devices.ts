import { findProfile } from '../profiles.ts';
import { deviceEntries } from './device.ts';
import { namesAt, valueAt, withValue } from './draft-edit.ts';
import { type Change, type Context, choiceEntry, type Entry, option, textEntry } from './entry.ts';
import { forwardEntries } from './forwards.ts';
import { glossary } from './glossary.ts';

/** The devices that deserve a name, and what the Internet may reach. */
export function devicesEntries(context: Context): readonly Entry[] {
  const names = namesAt(context.draft, ['devices']);
  return [
    ...names.flatMap((name) => deviceEntries(context, name)),
    addEntry(context),
    ...forwardEntries(context),
    listEntry(context, names),
  ];
}

function listEntry({ draft, accepted, seen }: Context, names: readonly string[]): Entry {
  const known = names.map((name) => String(valueAt(draft, ['devices', name, 'mac'])).toLowerCase());
  // what stands before the WAN is no device of the home
  const strangers = seen.filter(({ mac, network }) => !known.includes(mac) && draft.networks?.[network] !== undefined);
  const forwards = draft.forwards?.length ?? 0;
  return choiceEntry(
    {
      id: 'devices',
      step: 'devices',
      title: names.length === 0 ? 'Does a device need something of its own?' : 'Are these your devices?',
      text: [
        'Computers and phones need nothing. Name the things in an isolated network, and whatever shall always have the same address. Chromecasts, printers and cameras get a profile that says what they may do.',
      ],
      help: [glossary.profile, glossary.reservation, glossary.mac, glossary.forward],
      answered: accepted.includes('devices'),
      owns: ['devices'],
      options: () => [
        option('done', names.length === 0 ? 'No, go on' : 'Yes, go on'),
        ...names.map((name) => {
          const { network = '?', profile, address } = draft.devices?.[name] ?? {};
          const kind = profile === undefined ? '' : (findProfile(profile)?.name ?? profile);
          return option(
            `edit:${name}`,
            `${name.padEnd(14)} ${network.padEnd(8)} ${(address ?? '').padEnd(15)} ${kind}`.slice(0, 70),
          );
        }),
        option('add', 'Add a device'),
        ...strangers.map(seenOption),
        option(
          'forwards',
          forwards === 0 ? 'Let the Internet in to a device (port forwards: none)' : `Port forwards: ${forwards}`,
        ),
      ],
      initial: 'done',
      search: strangers.length > 8,
    },
    (value): Change => {
      if (value === 'add') return { open: ['devices.+'], stay: true };
      if (value === 'forwards') return { open: ['forwards'], stay: true };
      if (value.startsWith('edit:')) return { open: [`devices.${value.slice(5)}`], stay: true };
      const stranger = seen.find(({ mac }) => value === `seen:${mac}`);
      return stranger === undefined
        ? { draft: withValue(draft, ['devices'], draft.devices ?? {}) }
        : adopt(draft, stranger);
    },
  );
}

function seenOption({ mac, network, address, name, madeUp, vendor }: Context['seen'][number]) {
  const words = [mac, network.padEnd(8), (address ?? '').padEnd(15), name ?? vendor ?? ''].join('  ');
  const hint = madeUp
    ? 'It made this address up for itself. Switch that off in its Wi-Fi settings first (private address), or it will not be known again.'
    : `Seen on this router${vendor === null ? '' : `; its network chip is of ${vendor}`}.`;
  return { ...option(`seen:${mac}`, `Seen ${words}`.trimEnd().slice(0, 70), hint), words: vendor ?? '' };
}

/** A device that was seen becomes one of ours; what is known of it is its first answer. */
function adopt(draft: Context['draft'], { mac, network, name }: Context['seen'][number]): Change {
  const taken = namesAt(draft, ['devices']);
  const base =
    (name ?? 'device')
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'device';
  const free = [base, ...Array.from({ length: taken.length + 1 }, (_, index) => `${base}-${index + 2}`)];
  const own = free.find((one) => !taken.includes(one)) ?? base;
  return {
    draft: withValue(draft, ['devices', own], { network, mac }),
    open: [`devices.${own}.profile`, `devices.${own}`],
    stay: true,
  };
}

function addEntry({ draft }: Context): Entry {
  return textEntry(
    {
      id: 'devices.+',
      step: 'devices',
      title: 'What is the device called?',
      text: ['Letters, digits and hyphens. It answers to this name at home: chromecast.home.arpa.'],
      help: [glossary.dns],
      answered: true,
      onDemand: true,
      owns: [],
      initial: '',
      example: 'chromecast',
    },
    (name) => {
      if (name === '') return { refused: 'A device needs a name, such as chromecast.' };
      if (namesAt(draft, ['devices']).includes(name)) return { refused: `There is a device ${name} already.` };
      return {
        draft: withValue(draft, ['devices', name], {}),
        open: [`devices.${name}.mac`, `devices.${name}.network`, `devices.${name}.profile`, `devices.${name}`],
      };
    },
  );
}
