import { sshKeyFault } from '../ssh-key.ts';
import { releaseOf } from '../system-defaults.ts';
import { timeZoneNames } from '../time-zones.ts';
import { withValue } from './draft-edit.ts';
import { type Context, choiceEntry, type Entry, entry, option, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';
import { isStored } from './login.ts';
import { chosenPreset } from './provider.ts';

/** Id of the question for the console password. */
export const adminPassword = 'system.admin.password';

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
      title: 'What is the router called?',
      text: ['At home it answers to this name, and it stands in front of the login.'],
      answered: given !== undefined,
      initial: given ?? 'router',
      example: 'router',
    },
    (value) => ({ draft: withValue(draft, ['system', 'hostName'], value === '' ? 'router' : value) }),
  );
}

function userEntry({ draft }: Context): Entry {
  const given = draft.system?.admin?.user;
  return textEntry(
    {
      id: 'system.admin.user',
      step: 'system',
      title: 'With which name do you log in?',
      text: ['This user may do everything with sudo. root itself cannot log in.'],
      help: [glossary.ssh],
      answered: given !== undefined,
      initial: given ?? 'admin',
      example: 'admin',
    },
    (value) => ({ draft: withValue(draft, ['system', 'admin', 'user'], value === '' ? 'admin' : value) }),
  );
}

function keysEntry({ draft, accepted }: Context): Entry {
  const keys = draft.system?.admin?.sshKeys ?? [];
  return choiceEntry(
    {
      id: 'system.admin.sshKeys',
      step: 'system',
      title: 'Which SSH keys open the router?',
      text: [
        keys.length === 0
          ? 'Without a key SSH stays closed, and the serial console with a password is the only way in. A key can be added later.'
          : 'SSH is open to these keys, from trusted networks only. Choose one to take it out.',
      ],
      help: [glossary.ssh, 'Paste works: the key is one long line, and it arrives whole.'],
      answered: accepted.includes('system.admin.sshKeys'),
      options: () => [
        option('done', keys.length === 0 ? 'None' : 'These'),
        ...keys.map((key, index) => option(`remove:${index}`, `Take out ${keyWords(key ?? '')}`.slice(0, 70))),
        option('add', keys.length === 0 ? 'Paste a key' : 'Paste another key'),
      ],
      initial: 'done',
    },
    (value) => {
      if (value === 'add') return { open: ['system.admin.sshKeys.+'], stay: true };
      if (value === 'done') return { draft: withValue(draft, ['system', 'admin', 'sshKeys'], keys) };
      const kept = keys.filter((_, index) => `remove:${index}` !== value);
      return { draft: withValue(draft, ['system', 'admin', 'sshKeys'], kept), stay: true };
    },
  );
}

function keyEntry({ draft }: Context): Entry {
  const keys = draft.system?.admin?.sshKeys ?? [];
  return textEntry(
    {
      id: 'system.admin.sshKeys.+',
      step: 'system',
      title: 'Paste the public key',
      text: ['One line from a file that ends in .pub on your computer, such as ~/.ssh/id_ed25519.pub.'],
      help: [glossary.ssh],
      answered: true,
      onDemand: true,
      owns: ['system.admin.sshKeys'],
      initial: '',
      example: 'ssh-ed25519 AAAA... me@laptop',
    },
    (value) => {
      if (value === '') return {};
      const fault = sshKeyFault(value);
      if (fault !== null)
        return { refused: fault.allowed === null ? fault.message : `${fault.message} Allowed: ${fault.allowed}.` };
      if (keys.includes(value)) return { refused: 'This key is in the list already.' };
      return { draft: withValue(draft, ['system', 'admin', 'sshKeys'], [...keys, value]) };
    },
  );
}

function passwordEntry(context: Context): Entry {
  const { draft, accepted, given } = context;
  const password = draft.system?.admin?.password;
  const keys = draft.system?.admin?.sshKeys?.length ?? 0;
  const stored = isStored(password);
  return entry(
    {
      id: adminPassword,
      step: 'system',
      title: `Which password has ${draft.system?.admin?.user ?? 'admin'} on the console?`,
      text: [
        keys > 0
          ? 'The serial console is the way back if the network fails, so a password is worth having. Enter alone: none.'
          : 'There is no SSH key, so this password is the only way in.',
      ],
      help: [glossary.ssh, 'Only a hash of it is kept, in a file that only the administrator can read.'],
      answered:
        stored ||
        (password !== undefined && given.includes(adminPassword)) ||
        (password === undefined && keys > 0 && accepted.includes(adminPassword)),
      owns: [adminPassword, 'system.admin'],
    },
    (value) => ({
      draft: value === '' ? draft : withValue(draft, ['system', 'admin', 'password'], { prompt: true }),
    }),
    (common) => ({
      ...common,
      kind: 'secret',
      twice: true,
      empty: stored
        ? 'keeps the one that is stored'
        : keys > 0
          ? 'no password: nobody can log in on the console'
          : null,
    }),
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

/** What has a good default and is seldom changed, behind one door. */
function moreEntries(context: Context): readonly Entry[] {
  const { draft, facts, accepted, mode } = context;
  const { domain = 'home.arpa', keyMap = 'us' } = draft.system ?? {};
  const release = releaseOf(draft.system?.release, facts);
  const upstream = draft.dns?.upstream ?? 'recursive';
  const servers = Array.isArray(upstream) ? upstream.map((one) => one?.address).join(' ') : upstream;
  const serial = facts.board.vendor === 'PC Engines';
  return [
    choiceEntry(
      {
        id: 'system.more',
        step: 'system',
        title: 'Shall anything else about the router be different?',
        help: [glossary.dns],
        answered: accepted.includes('system.more') || mode === 'reconfigure',
        owns: [],
        options: () => [
          option('done', 'No, go on'),
          option('system.domain', `Domain at home   ${domain}`.slice(0, 70)),
          option('dns.upstream', `Names are asked  ${servers}`.slice(0, 70)),
          option('system.release', `NixOS release    ${release}`),
          ...(serial ? [] : [option('system.keyMap', `Keyboard         ${keyMap}`)]),
        ],
        initial: 'done',
      },
      (value) => (value === 'done' ? {} : { open: [value], stay: true }),
    ),
    textEntry(
      {
        id: 'system.domain',
        step: 'system',
        title: 'Below which domain are the names at home?',
        text: ['home.arpa is set aside for this (RFC 8375) and clashes with nothing.'],
        help: [glossary.dns],
        answered: true,
        onDemand: true,
        initial: domain,
        example: 'home.arpa',
      },
      (value) => ({ draft: withValue(draft, ['system', 'domain'], value === '' ? undefined : value) }),
    ),
    textEntry(
      {
        id: 'dns.upstream',
        step: 'system',
        title: 'Who finds names of the Internet?',
        text: [
          'recursive: the router itself, and nobody sees all your questions. isp: the servers of the provider. Or addresses, each with the name of its certificate behind a # for encrypted questions.',
        ],
        help: [glossary.dns],
        answered: true,
        onDemand: true,
        owns: ['dns'],
        initial:
          typeof upstream === 'string'
            ? upstream
            : upstream.map((one) => `${one?.address}${one?.tls === undefined ? '' : `#${one.tls}`}`).join(' '),
        example: 'recursive, isp, or 9.9.9.9#dns.quad9.net 149.112.112.112#dns.quad9.net',
      },
      (value) => {
        if (value === '' || value === 'recursive' || value === 'isp')
          return { draft: withValue(draft, ['dns', 'upstream'], value === '' ? undefined : value) };
        const list = value.split(/[\s,]+/).map((word) => {
          const [address = '', tls] = word.split('#');
          return tls === undefined ? { address } : { address, tls };
        });
        return { draft: withValue(draft, ['dns', 'upstream'], list) };
      },
    ),
    choiceEntry(
      {
        id: 'system.release',
        step: 'system',
        title: 'For which NixOS release are the files?',
        text: ['The release of the installer is the one that surely works.'],
        answered: true,
        onDemand: true,
        options: () => ['25.11', '26.05', '26.11'].map((name) => option(name, name)),
        initial: release,
      },
      (value) => ({ draft: withValue(draft, ['system', 'release'], value) }),
    ),
    textEntry(
      {
        id: 'system.keyMap',
        step: 'system',
        title: 'Which keyboard is at the console?',
        answered: true,
        onDemand: true,
        initial: keyMap,
        example: 'us, de, fr, be-latin1',
      },
      (value) => ({ draft: withValue(draft, ['system', 'keyMap'], value === '' ? undefined : value) }),
    ),
  ];
}

/** `ssh-ed25519 ... me@laptop` */
function keyWords(key: string): string {
  const [kind = '', , ...comment] = key.split(/\s+/);
  return `${kind} ${comment.join(' ') || '(no comment)'}`;
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
