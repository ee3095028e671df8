import type { LivePicture, Option, Place, Question } from '../../../src/interview/questions/question.ts';

/** One screen to look at: a question, what is typed at it, and on what terminal. */
export type Scene = {
  /** Name of its text in test/screens. */
  readonly name: string;
  readonly question: Question;
  /** Keys, some by name in angle brackets. */
  readonly keys?: string;
  readonly place?: Place;
  readonly size?: readonly [columns: number, rows: number];
  readonly ascii?: boolean;
  /** The interview's objection to any answer. */
  readonly objection?: string;
  readonly pictures?: readonly LivePicture[];
};

const at = (step: number, title: string): Place => ({ step, of: 9, title, canGoBack: step > 1 });
export const internet = at(3, 'Internet');
const common = { step: 'internet', help: [], objection: null } as const;
const option = (value: string, label: string, more: Partial<Option> = {}): Option => ({
  value,
  label,
  hint: '',
  refused: null,
  ...more,
});

export const choice: Question = {
  ...common,
  id: 'wan.type',
  kind: 'choice',
  title: 'How does your provider connect you?',
  text: [
    'Lines over a telephone or fibre modem in Belgium, the Netherlands and Germany mostly dial in with a name and a password (PPPoE). Cable modems, and modems that are routers themselves, hand out an address by DHCP.',
    'PPPoE is marked because your provider, edpnet, uses it.',
  ],
  help: [
    'PPPoE (Point-to-Point Protocol over Ethernet) is a telephone call over a network cable: the router dials, gives a user name and a password, and gets an address for as long as the call lasts.',
    'DHCP (Dynamic Host Configuration Protocol) asks whoever listens on the cable for an address, without a name or a password.',
  ],
  search: false,
  initial: 'pppoe',
  options: [
    option('pppoe', 'Dial in with a name and a password (PPPoE)', {
      hint: 'You find both in the letter of your provider.',
    }),
    option('dhcp', 'Get an address from the modem (DHCP)', { hint: 'Nothing more is asked.' }),
    option('static', 'A fixed address', {
      hint: 'You need the address with its prefix length, the gateway and a name server, as your provider wrote them down.',
    }),
    option('dslite', 'IPv6 with shared IPv4 (DS-Lite)', { refused: 'naar cannot build DS-Lite yet.' }),
  ],
};

const providers: Option[] = [
  ['edpnet', 'edpnet (Belgium)', 'vdsl adsl fibre'],
  ['proximus', 'Proximus (Belgium)', 'bbox skynet scarlet'],
  ['telenet', 'Telenet (Belgium)', 'cable'],
  ['1und1', '1&1 (Germany)', 'einsundeins ionos'],
  ['telekom', 'Deutsche Telekom (Germany)', 't-online magenta'],
  ['vodafone-de', 'Vodafone (Germany)', 'kabel deutschland'],
  ['kpn', 'KPN (Netherlands)', 'xs4all'],
  ['odido', 'Odido (Netherlands)', 't-mobile tele2'],
  ['freedom', 'Freedom Internet (Netherlands)', ''],
  ['orange-fr', 'Orange (France)', 'livebox sosh'],
  ['free', 'Free (France)', 'freebox'],
  ['bt', 'BT (United Kingdom)', 'british telecom openreach'],
  ['aaisp', 'Andrews & Arnold (United Kingdom)', 'aaisp'],
  ['init7', 'Init7 (Switzerland)', 'fiber7'],
  ['swisscom', 'Swisscom (Switzerland)', 'bluewin'],
  ['telia', 'Telia (Sweden)', ''],
  ['tim', 'TIM (Italy)', 'telecom italia'],
  ['movistar', 'Movistar (Spain)', 'telefonica o2'],
  ['meo', 'MEO (Portugal)', 'altice'],
  ['eir', 'eir (Ireland)', 'eircom'],
  ['centurylink', 'CenturyLink (United States)', 'lumen quantum'],
  ['aussie', 'Aussie Broadband (Australia)', 'nbn'],
  ['other', 'Another provider', 'none'],
].map(([value, label, words]) => option(value!, label!, { words: words! }));

export const search: Question = {
  ...common,
  id: 'wan.isp',
  kind: 'choice',
  title: 'Who is your Internet provider?',
  text: ['naar knows the settings of these. All of them can be changed later.'],
  search: true,
  initial: 'edpnet',
  options: providers,
};

/** The same list without search: digits pick, pages turn. */
export const paged: Question = { ...search, id: 'wan.paged', search: false } as Question;

export const choices: Question = {
  ...common,
  id: 'networks.extra',
  kind: 'choices',
  title: 'Which further networks do you want?',
  text: ['Each is kept apart from the others. One for trusted computers and telephones is there anyway.'],
  initial: ['guest'],
  options: [
    option('guest', 'Guests', { hint: 'They reach the Internet and nothing else of yours.' }),
    option('iot', 'Devices that are not to be trusted', {
      hint: 'Cameras, televisions, lamps: each reaches only what its profile names.',
    }),
    option('work', 'Work', { hint: 'A second trusted network.' }),
  ],
};

export const text: Question = {
  ...common,
  id: 'networks.guest.address',
  kind: 'text',
  title: "What shall be the router's address in the network of the guests?",
  text: [
    'It comes with the length of the prefix, and no two networks may overlap. This one was chosen because it is free.',
  ],
  initial: '192.168.20.1/24',
  example: '192.168.20.1/24',
};

export const key: Question = {
  ...common,
  id: 'system.admin.sshKeys',
  kind: 'text',
  title: 'Which SSH key may log in?',
  text: ['Paste the public key, one line. It stands in a file that ends in .pub.'],
  initial: '',
  example: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI... you@laptop',
};

export const secret: Question = {
  ...common,
  id: 'wan.pppoe.password',
  kind: 'secret',
  title: 'What is the password of your line?',
  text: ['It goes into a file that only root reads, and is never shown.'],
  twice: false,
  empty: 'keeps the stored one',
};

export const twice: Question = {
  ...secret,
  id: 'system.admin.password',
  title: 'A password for the console?',
  twice: true,
  empty: 'no password',
};

export const live: Question = {
  ...common,
  step: 'jacks',
  id: 'ports.wan',
  kind: 'live',
  source: 'cables',
  title: 'Plug the cable of the modem into the jack for the Internet now.',
  text: ['The jack that comes alive is marked. Pull it out and plug it in again to be sure.'],
  initial: 'enp1s0',
  options: [option('enp1s0', 'enp1s0'), option('later', 'I do that later')],
};

const jack = (name: string, state: string) => `  ${name}  00:0d:b9:4b:1c:0${name.at(-3)}  i211  ${state}`;
const picture = (states: readonly string[], more: Partial<LivePicture> = {}): LivePicture => ({
  lines: ['  jack    address            chip  link', ...states.map((state, index) => jack(`enp${index + 1}s0`, state))],
  news: [],
  options: ['enp1s0', 'enp2s0', 'enp3s0']
    .map((name) => option(name, `${name} is the jack for the Internet`))
    .concat(option('later', 'I do that later')),
  suggested: null,
  finished: false,
  ...more,
});
export const pictures: readonly LivePicture[] = [
  picture(['no cable', 'no cable', 'no cable']),
  picture(['no cable', 'up, 1000 Mbit/s', 'no cable'], { suggested: 'enp2s0', news: ['enp2s0 is up, 1000 Mbit/s.'] }),
];

export const pages: Question = {
  ...common,
  step: 'review',
  id: 'review.files',
  kind: 'pages',
  title: 'These are the files. Read what you like, then go on.',
  text: [],
  pages: [
    {
      title: 'configuration.nix',
      lines: Array.from({ length: 60 }, (_, line) => `  # line ${line + 1} of the whole router in one file`),
    },
    { title: 'irq-tuning.sh', lines: ['#!/bin/sh', '# spreads the interrupts'] },
  ],
  initial: 'go',
  options: [
    option('go', 'Write them'),
    option('change', 'Change an answer', { hint: 'A list of all steps comes up.' }),
  ],
};

const longKey = `ssh-rsa ${'AAAAB3NzaC1yc2EAAAADAQABAAABgQ'.repeat(23)} me@laptop`;
export const sixKinds: readonly Question[] = [choice, search, choices, text, key, secret, twice, live, pages];

export const scenes: readonly Scene[] = [
  { name: 'choice', question: choice },
  { name: 'choice-marked', question: choice, keys: '<down>j' },
  { name: 'choice-refused', question: choice, keys: '4<enter>' },
  {
    name: 'choice-objection',
    question: { ...choice, objection: 'wan.type was "pptp". Allowed are pppoe, dhcp and static.' },
  },
  { name: 'choice-first', question: choice, place: at(1, 'Welcome') },
  { name: 'choice-paged', question: paged, keys: '<pgdn><down>' },
  { name: 'choice-search', question: search },
  { name: 'choice-search-typed', question: search, keys: '/ger' },
  { name: 'choice-search-nothing', question: search, keys: 'zzz' },
  { name: 'choices', question: choices, keys: '<down> ' },
  { name: 'text', question: text },
  {
    name: 'text-objection',
    question: text,
    keys: '<back><back>99<enter>',
    objection: 'The prefix length is 8 to 30, as in 192.168.20.1/24.',
  },
  { name: 'text-long', question: key, keys: longKey },
  { name: 'text-long-begin', question: key, keys: `${longKey}<home>` },
  { name: 'secret', question: secret, keys: 'hunter2' },
  { name: 'secret-empty', question: secret },
  { name: 'secret-second', question: twice, keys: 'hunter2<enter>hun' },
  { name: 'secret-differs', question: twice, keys: 'hunter2<enter>hunter3<enter>' },
  { name: 'live', question: live, pictures },
  {
    name: 'live-lower',
    question: live,
    pictures: [...pictures, { ...pictures[0]!, lines: ['  All cables are out.'], news: ['out'] }],
  },
  { name: 'live-before', question: live, pictures: [] },
  { name: 'pages', question: pages },
  { name: 'pages-on', question: pages, keys: ' <down>' },
  { name: 'pages-next', question: pages, keys: 'n' },
  { name: 'help', question: choice, keys: '?' },
  { name: 'help-of-text', question: text, keys: '<ctrl-g>' },
  { name: 'leave', question: choice, keys: '<ctrl-c>' },
  { name: 'too-small', question: choice, size: [50, 18] },
  { name: 'small', question: choice, size: [60, 20], objection: 'No.', keys: '<down><down><enter>' },
  { name: 'small-pages', question: pages, size: [60, 20] },
  { name: 'small-search', question: search, size: [60, 20], keys: 'united' },
  { name: 'small-live', question: live, pictures, size: [60, 20] },
  { name: 'wide', question: choice, size: [132, 43] },
  { name: 'text-umlaut', question: text, keys: '<ctrl-u>K\u00fcche' },
  { name: 'unicode', question: text, ascii: false, keys: '<ctrl-u>K\u00fcche' },
  { name: 'not-utf-8', question: text, keys: '\u0080' },
  {
    name: 'foreign-signs',
    question: {
      ...choice,
      title: 'Which device is \u201cK\u00fcche\u201d?',
      options: [option('a', 'Caf\u00e9 \u{1f600}\x1b[31m\x07 \u65e5\u672c')],
      initial: 'a',
      search: false,
      kind: 'choice',
    },
  },
];
