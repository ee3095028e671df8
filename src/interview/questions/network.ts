import { formatIpv4, parseSubnet } from '../ipv4.ts';
import { withValue, withValues } from './draft-edit.ts';
import { type Context, choiceEntry, type Entry, option, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';
import { portsEntry, vlanEntry } from './network-ports.ts';
import { wiringWords, type Zone } from './network-proposal.ts';

/** Everything about one network: a menu, and a question for each of its settings. */
export function networkEntries(context: Context, name: string): readonly Entry[] {
  return [
    zoneEntry(context, name),
    addressEntry(context, name),
    portsEntry(context, name),
    vlanEntry(context, name),
    poolEntry(context, name),
    redirectEntry(context, name),
    menuEntry(context, name),
  ];
}

const zoneWords: Readonly<Record<Zone, string>> = {
  trusted: 'trusted: reaches everything, the router too',
  guest: 'guest: reaches the Internet and nothing of yours',
  isolated: 'isolated: reaches only what the profiles of its devices name',
};

function zoneEntry({ draft }: Context, name: string): Entry {
  const zone = draft.networks?.[name]?.zone;
  return choiceEntry(
    {
      id: `networks.${name}.zone`,
      step: 'networks',
      title: `What may the network ${name} do?`,
      text: ['Devices inside one network always reach each other.'],
      help: [glossary.zone],
      answered: zone !== undefined,
      onDemand: zone !== undefined,
      options: () => Object.entries(zoneWords).map(([value, words]) => option(value, words)),
      initial: zone ?? 'isolated',
    },
    (value) => ({ draft: withValue(draft, ['networks', name, 'zone'], value) }),
  );
}

/** A new address takes the pool along: one that was written out for the old subnet fits no more. */
function addressEntry({ draft }: Context, name: string): Entry {
  const { address, dhcp } = draft.networks?.[name] ?? {};
  return textEntry(
    {
      id: `networks.${name}.address`,
      step: 'networks',
      title: `Which address has the router in ${name}?`,
      text: [
        'Private addresses: 192.168.x.1/24, or inside 10.0.0.0/8 or 172.16.0.0/12. The /24 leaves room for some 250 devices. Each network needs a range of its own, and none that the box of the provider uses.',
      ],
      help: [glossary.dhcp],
      answered: address !== undefined,
      onDemand: address !== undefined,
      initial: address ?? '',
      example: '192.168.20.1/24',
    },
    (value) => ({
      draft: withValues(draft, [
        [['networks', name, 'address'], value],
        [
          ['networks', name, 'dhcp'],
          typeof dhcp === 'object' && value !== address
            ? dhcp.lease === undefined
              ? undefined
              : { lease: dhcp.lease }
            : dhcp,
        ],
      ]),
    }),
  );
}

function poolEntry({ draft }: Context, name: string): Entry {
  const { dhcp, address = '' } = draft.networks?.[name] ?? {};
  const subnet = parseSubnet(address);
  const example =
    subnet === null ? '' : `${formatIpv4(subnet.network + 100)} ${formatIpv4(subnet.network + 199)}, off, or empty`;
  return textEntry(
    {
      id: `networks.${name}.dhcp`,
      step: 'networks',
      title: `Which addresses does ${name} hand out?`,
      text: [
        'First and last, with a blank between them, and how long a device keeps its own where that shall not be 12h. Empty: the upper half. off: none, every device brings its own.',
      ],
      help: [glossary.dhcp, glossary.reservation],
      answered: true,
      onDemand: true,
      initial: poolWords(dhcp),
      example,
    },
    (value) => {
      const path = ['networks', name, 'dhcp'];
      if (value === '' || value === 'off') return { draft: withValue(draft, path, value === '' ? undefined : 'off') };
      const [from, to, lease, ...rest] = value.split(/[\s,-]+/);
      if (to === undefined || rest.length > 0)
        return { refused: `Two addresses belong here, such as ${example.split(',')[0]}; or off; or nothing.` };
      return { draft: withValue(draft, path, { from, to, ...(lease === undefined ? {} : { lease }) }) };
    },
  );
}

/** A pool as it is typed: `192.168.20.100 192.168.20.199 1h`; empty where naar chooses it. */
function poolWords(dhcp: NonNullable<NonNullable<Context['draft']['networks']>[string]>['dhcp']): string {
  if (dhcp === 'off' || dhcp === false) return 'off';
  return dhcp?.from === undefined
    ? ''
    : [dhcp.from, dhcp.to, dhcp.lease].filter((word) => word !== undefined).join(' ');
}

function redirectEntry({ draft }: Context, name: string): Entry {
  const { zone, dnsRedirect } = draft.networks?.[name] ?? {};
  return choiceEntry(
    {
      id: `networks.${name}.dnsRedirect`,
      step: 'networks',
      title: `Who answers when a device in ${name} asks another name server?`,
      text: ['Some devices ask a server of their maker whatever they are told.'],
      help: [glossary.dns],
      answered: true,
      onDemand: true,
      options: () => [option('yes', 'The router, always'), option('no', 'Whoever was asked')],
      initial: (dnsRedirect ?? zone !== 'trusted') ? 'yes' : 'no',
    },
    (value) => ({ draft: withValue(draft, ['networks', name, 'dnsRedirect'], value === 'yes') }),
  );
}

function menuEntry(context: Context, name: string): Entry {
  const { draft } = context;
  const { zone, address, vlan, dhcp } = draft.networks?.[name] ?? {};
  const pool = poolWords(dhcp) || 'the upper half';
  return choiceEntry(
    {
      id: `networks.${name}`,
      step: 'networks',
      title: `What shall change in ${name}?`,
      help: [glossary.zone, glossary.tagged, glossary.dhcp],
      answered: true,
      onDemand: true,
      owns: [],
      options: () => [
        option('done', 'Nothing more'),
        option('zone', `Zone           ${zone ?? ''}`),
        option('address', `Address        ${address ?? ''}`),
        option('ports', `Jacks          ${wiringWords(context, name)}`.slice(0, 70)),
        option('vlan', `VLAN           ${vlan ?? 'none'}`),
        option('dhcp', `Hands out      ${pool}`),
        option('dnsRedirect', 'Name servers   who answers for others'),
        option('remove', `Remove ${name}`, 'Its devices have to go to another network then.'),
      ],
      initial: 'done',
    },
    (value) => {
      if (value === 'done') return {};
      if (value === 'remove') return { draft: withValue(draft, ['networks', name], undefined), forget: ['networks'] };
      return { open: [`networks.${name}.${value}`], stay: true };
    },
  );
}
