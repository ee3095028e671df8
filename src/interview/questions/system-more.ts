import { releaseOf } from '../system-defaults.ts';
import { withValue } from './draft-edit.ts';
import { type Context, choiceEntry, type Entry, option, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';

/** What has a good default and is seldom changed, behind one door. */
export function moreEntries(context: Context): readonly Entry[] {
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
          option('dns.upstream', `Who finds names  ${servers}`.slice(0, 70)),
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
        listed: { name: 'Domain at home' },
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
        listed: { name: 'Who finds names' },
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
        listed: { name: 'NixOS release' },
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
        ...(serial ? {} : { listed: { name: 'Keyboard' } }),
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
