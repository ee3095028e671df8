import { withValue } from './draft-edit.ts';
import { type Context, choiceEntry, type Entry, entry, option, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';
import { chosenPreset } from './provider.ts';

/** Id of the question for the PPPoE password; under it the typed value is kept elsewhere. */
export const pppoePassword = 'wan.pppoe.password';

/** User name and password of PPPoE, what few lines need besides, and the trial dial. */
export function loginEntries(context: Context): readonly Entry[] {
  const { draft, accepted, bench } = context;
  const given = draft.wan?.pppoe ?? {};
  const preset = chosenPreset(context);
  const isPublic = preset?.pppoe.publicLogin !== null && preset !== null && given.username === undefined;
  const passwordThere =
    isStored(given.password) || (given.password !== undefined && context.given.includes(pppoePassword));
  return [
    textEntry(
      {
        id: 'wan.pppoe.username',
        step: 'internet',
        listed: { name: 'User name' },
        title: 'Which user name has your provider given you?',
        text: [
          preset?.pppoe.usernameFormat
            ? `It looks like ${preset.pppoe.usernameFormat}.`
            : 'As it stands in the letter; upper and lower case and the part behind @ may count.',
        ],
        help: [glossary.pppoe],
        answered: given.username !== undefined || isPublic,
        initial: given.username ?? '',
        example: preset?.pppoe.usernameFormat ?? 'name@provider',
      },
      (value) =>
        value === ''
          ? { refused: 'PPPoE needs a user name; it stands in the letter from the provider.' }
          : { draft: withValue(draft, ['wan', 'pppoe', 'username'], value), forget: ['dial'] },
    ),
    entry(
      {
        id: pppoePassword,
        step: 'internet',
        listed: {
          name: 'Password',
          now: isStored(given.password) ? 'stored' : given.password === undefined ? 'none' : 'typed',
        },
        title: 'Which password belongs to it?',
        text: ['It is not shown while you type, and it is kept in one file that only the administrator can read.'],
        help: [glossary.pppoe],
        answered: passwordThere || isPublic,
      },
      // what is stored stays where nothing is typed
      (value) =>
        value === ''
          ? {}
          : { draft: withValue(draft, ['wan', 'pppoe', 'password'], { prompt: true }), forget: ['dial'] },
      (common) => ({
        ...common,
        kind: 'secret',
        twice: false,
        empty: isStored(given.password) ? 'keeps the one that is stored' : null,
      }),
    ),
    textEntry(
      {
        id: 'wan.pppoe.hostUniq',
        step: 'internet',
        listed: { name: 'Host-Uniq' },
        title: 'Which Host-Uniq does the provider expect?',
        text: ["Some lines only answer the provider's own box; this text makes the router look like it."],
        help: [glossary.pppoe],
        answered:
          preset?.pppoe.needsHostUniq !== true ||
          given.hostUniq !== undefined ||
          accepted.includes('wan.pppoe.hostUniq'),
        onDemand: preset?.pppoe.needsHostUniq !== true,
        initial: given.hostUniq ?? '',
      },
      (value) => ({
        draft: value === '' ? draft : withValue(draft, ['wan', 'pppoe', 'hostUniq'], value),
        accept: ['wan.pppoe.hostUniq'],
      }),
    ),
    choiceEntry(
      {
        id: 'wan.pppoe.auth',
        step: 'internet',
        listed: { name: 'Way of the login' },
        title: 'How may the password be shown to the provider?',
        text: ['Any of them works nearly everywhere. CHAP never sends the password itself.'],
        help: [glossary.pppoe],
        answered: true,
        onDemand: true,
        options: () => [option('any', 'Any way'), option('chap', 'CHAP only'), option('pap', 'PAP only')],
        initial: given.auth ?? preset?.pppoe.auth ?? 'any',
      },
      (value) => ({ draft: withValue(draft, ['wan', 'pppoe', 'auth'], value), forget: ['dial'] }),
    ),
    ...(bench && !isPublic ? [dialEntry(context, passwordThere)] : []),
  ];
}

/** The line dialled once with the login, before anything is written. */
function dialEntry({ accepted, given, draft }: Context, passwordThere: boolean): Entry {
  return entry(
    {
      id: 'dial',
      step: 'internet',
      title: 'Does the login work?',
      text: ['naar dials once with this user name and password, and hangs up again.'],
      help: [
        'If the provider lets in only one session and the old box still holds it, unplug that box and wait a few minutes.',
        'You can go on without a working line: the router dials again and again once it is installed.',
      ],
      // a stored password cannot be read back in every mode; then there is nothing to dial with
      answered: accepted.includes('dial') || !passwordThere || !given.includes(pppoePassword),
      owns: [],
    },
    (value) => {
      if (value === 'again') return { stay: true };
      if (value === 'login') return { open: ['wan.pppoe.username', pppoePassword], forget: ['dial'], stay: true };
      if (value === 'vlan') return { open: ['wan.vlan'], forget: ['dial'], stay: true };
      if (value === 'any-method') return { draft: withValue(draft, ['wan', 'pppoe', 'auth'], 'any'), stay: true };
      const vlan = /^vlan:(\d+|none)$/.exec(value)?.[1];
      if (vlan !== undefined)
        return { draft: withValue(draft, ['wan', 'vlan'], vlan === 'none' ? null : Number(vlan)), stay: true };
      return { accept: ['dial'] };
    },
    (common) => ({
      ...common,
      kind: 'live',
      source: 'dial',
      options: [
        option('go', 'Go on'),
        option('login', 'Change user name and password'),
        option('vlan', 'Change the VLAN'),
        option('again', 'Dial again'),
      ],
      initial: 'go',
    }),
  );
}

/** A secret that lies somewhere already, so that it need not be typed. */
export function isStored(secret: unknown): boolean {
  return typeof secret === 'object' && secret !== null && !('prompt' in secret);
}
