import { timeZoneNames } from '../time-zones.ts';
import { keyEntry, keysEntry, passwordEntry, userEntry } from './admin-login.ts';
import { withValue } from './draft-edit.ts';
import { type Context, choiceEntry, type Entry, option, textEntry } from './entry.ts';
import { chosenPreset } from './provider.ts';
import { moreEntries } from './system-more.ts';

/** The name of the router, who may log in, and the time. */
export function systemEntries(context: Context): readonly Entry[] {
  return [
    hostNameEntry(context),
    userEntry(context),
    keysEntry(context),
    keyEntry(context),
    passwordEntry(context),
    timeZoneEntry(context),
    ...moreEntries(context),
  ];
}

function hostNameEntry({ draft }: Context): Entry {
  const given = draft.system?.hostName;
  return textEntry(
    {
      id: 'system.hostName',
      step: 'system',
      listed: { name: 'Name' },
      title: 'What is the router called?',
      text: ['At home it answers to this name, and it stands in front of the login.'],
      answered: given !== undefined,
      initial: given ?? 'router',
      example: 'router',
    },
    (value) => ({ draft: withValue(draft, ['system', 'hostName'], value === '' ? 'router' : value) }),
  );
}

function timeZoneEntry(context: Context): Entry {
  const { draft } = context;
  const given = draft.system?.timeZone;
  const country = chosenPreset(context)?.country ?? '';
  return choiceEntry(
    {
      id: 'system.timeZone',
      step: 'system',
      listed: { name: 'Time zone' },
      title: 'In which time zone is the router?',
      text: ['It only matters for the clock in its logs.'],
      answered: given !== undefined,
      options: () => timeZoneNames.map((name) => option(name, name)),
      initial: given ?? capitals[country] ?? 'UTC',
      search: true,
    },
    (value) => ({ draft: withValue(draft, ['system', 'timeZone'], value) }),
  );
}

/** The zone that most people of a preset's country live in; those of several zones are left to be chosen. */
const capitals: Readonly<Record<string, string>> = {
  BE: 'Europe/Brussels',
  CH: 'Europe/Zurich',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  ES: 'Europe/Madrid',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  IE: 'Europe/Dublin',
  IT: 'Europe/Rome',
  JP: 'Asia/Tokyo',
  LU: 'Europe/Luxembourg',
  MA: 'Africa/Casablanca',
  MY: 'Asia/Kuala_Lumpur',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  NZ: 'Pacific/Auckland',
  PH: 'Asia/Manila',
  PL: 'Europe/Warsaw',
  PT: 'Europe/Lisbon',
  RS: 'Europe/Belgrade',
  SG: 'Asia/Singapore',
};
