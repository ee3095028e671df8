import { namesAt, withValue } from './draft-edit.ts';
import { type Context, choiceEntry, type Entry, option, type Refused, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';

/** Port forwards: a list, and one line for a new one. */
export function forwardEntries({ draft }: Context): readonly Entry[] {
  const forwards = draft.forwards ?? [];
  const devices = namesAt(draft, ['devices']).filter((name) => draft.devices?.[name]?.address !== undefined);
  return [
    choiceEntry(
      {
        id: 'forwards',
        step: 'devices',
        title: 'What may the Internet reach?',
        text: ['Each line is a door into your network, for IPv4. Choose one to close it.'],
        help: [glossary.forward],
        answered: true,
        onDemand: true,
        owns: ['forwards'],
        options: () => [
          option('done', forwards.length === 0 ? 'Nothing' : 'That is right'),
          ...forwards.map((forward, index) => option(`remove:${index}`, `Close ${forwardWords(forward)}`.slice(0, 70))),
          option('add', 'Open a port'),
        ],
        initial: 'done',
      },
      (value) => {
        if (value === 'add') return { open: ['forwards.+'], stay: true };
        if (value === 'done') return {};
        const kept = forwards.filter((_, index) => `remove:${index}` !== value);
        return { draft: withValue(draft, ['forwards'], kept.length === 0 ? undefined : kept), stay: true };
      },
    ),
    textEntry(
      {
        id: 'forwards.+',
        step: 'devices',
        title: 'Which port leads where?',
        text: [
          'The protocol (tcp, udp or both), the port on the Internet side, then the device, and its port if that is another.',
          devices.length === 0
            ? 'A device needs a fixed address to be named here; an address will do too.'
            : `Devices with a fixed address: ${devices.join(', ')}.`,
        ],
        help: [glossary.forward],
        answered: true,
        onDemand: true,
        owns: ['forwards'],
        initial: '',
        example: `tcp 8443 ${devices[0] ?? '192.168.20.5'}:443`,
      },
      (value) => {
        const forward = readForward(value);
        return 'refused' in forward ? forward : { draft: withValue(draft, ['forwards'], [...forwards, forward]) };
      },
    ),
  ];
}

type Forward = { protocol: string; port: number | string; to: string; toPort?: number };

function readForward(text: string): Forward | Refused {
  const match = /^(tcp|udp|both)\s+(\d+(?:-\d+)?)\s+(?:->\s*|to\s+)?([A-Za-z0-9.-]+?)(?::(\d+))?$/i.exec(text);
  if (match === null) return { refused: 'Write it like "tcp 8443 nas:443" or "udp 6000-6010 192.168.20.5".' };
  const [, protocol = '', port = '', to = '', toPort] = match;
  return {
    protocol: protocol.toLowerCase(),
    port: port.includes('-') ? port : Number(port),
    to,
    ...(toPort === undefined ? {} : { toPort: Number(toPort) }),
  };
}

function forwardWords(forward: NonNullable<Context['draft']['forwards']>[number]): string {
  const { protocol, port, to, toPort } = forward ?? {};
  return `${protocol ?? '?'} ${port ?? '?'} to ${to ?? '?'}${toPort === undefined ? '' : ` port ${toPort}`}`;
}
