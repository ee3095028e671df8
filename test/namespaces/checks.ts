import type { FirewallPlan } from '../../src/plan/firewall-plan.ts';
import type { Packet } from './agent.ts';
import { sizesTold } from './frames.ts';
import {
  addressOf,
  BOGON4,
  HOME,
  HOSTS,
  INTERNET4,
  INTERNET6,
  mac,
  SHAPE,
  UPSTREAM4,
  UPSTREAM6,
  WAN4,
} from './home.ts';
import { askAll, askOnce, type Cell, type Family, matrix } from './matrix.ts';
import type { Place } from './policy.ts';
import { openTestNetwork, type TestNetwork } from './test-network.ts';

/** One thing that must hold on the real kernel; gives what does not, in words, and nothing where all is well. */
export type Check = { readonly name: string; readonly run: (network: TestNetwork) => Promise<string[]> };

const FAMILIES = [4, 6] as const;
const GUARDED_PORTS = {
  tcp: [22, 53, 80, 123, 443, 445, 1883, 8009, 8011, 8443],
  udp: [53, 67, 80, 99, 123, 445, 514, 546, 5353, 8009, 8081, 68],
};
const INTERNET: Place = { name: 'internet', network: 'internet', mac: null };
const UPSTREAM: Place = { name: 'upstream', network: 'upstream', mac: null };
const ROUTER: Place = { name: 'router', network: 'router', mac: null };
const PLACES: readonly Place[] = HOSTS.map(({ name, network, mac }) => ({ name, network, mac }));

/**
 * The home with listeners everywhere, and a table that counts packets still carrying a device's number.
 * (The kernel's own IGMP and MLD reports carry odd marks of theirs.)
 */
export async function openHome(): Promise<TestNetwork> {
  const network = openTestNetwork(SHAPE);
  try {
    const names = [...HOSTS.map(({ name }) => name), 'internet', 'router'];
    for (const name of names) await network.agent.listen(network.namespace(name), name, GUARDED_PORTS);
    for (const name of ['internet', 'pc', 'nas', 'cam', 'enp1s0'])
      await network.agent.sniff(network.namespace(name), 'eth0', name);
    for (const { network: bridge } of HOME.zones) {
      for (const group of ['224.0.0.251', 'ff02::fb'])
        await network.agent.join(network.namespace('router'), bridge, group);
    }
    network.load(OBSERVER);
  } catch (error) {
    network.close();
    throw error;
  }
  return network;
}

const OBSERVER = `table inet observer {
  counter mark_left { }
  counter dhcp_priority { }
  chain before { type filter hook prerouting priority -140; policy accept; meta mark 1-99 counter name mark_left; }
  chain input { type filter hook input priority 10; policy accept; meta mark 1-99 counter name mark_left; }
  chain after { type filter hook postrouting priority 200; policy accept; meta mark 1-99 counter name mark_left; udp dport { 67, 547 } meta priority 0:6 counter name dhcp_priority; }
}
`;

/** Every target device says something, so that its addresses are known. */
async function everyoneSpeaks(network: TestNetwork): Promise<void> {
  for (const host of HOSTS) {
    const { address4, address6 } = HOME.zones.find((zone) => zone.network === host.network)!;
    await network.agent.speak(network.namespace(host.name), addressOf(host.name, 4), address4);
    await network.agent.speak(network.namespace(host.name), addressOf(host.name, 6), address6);
  }
}

function ask(network: TestNetwork, cells: readonly Cell[]): Promise<string[]> {
  return askAll(network.agent, cells, { first: 0.15, again: 0.5 });
}

function routerAddresses(network: string): readonly string[] {
  return SHAPE.networks.get(network)!.map((address) => address.split('/')[0]!);
}

function addressAt(place: Place, from: Place, family: Family): string {
  if (place.network === 'internet') return family === 4 ? INTERNET4 : INTERNET6;
  if (place.network === 'upstream') return family === 4 ? UPSTREAM4 : UPSTREAM6;
  if (place.network !== 'router') return addressOf(place.name, family);
  if (from.network === 'internet') return family === 4 ? WAN4 : routerAddresses('lan')[2]!;
  const zone = HOME.zones.find(({ network }) => network === from.network)!;
  return family === 4 ? zone.address4 : zone.address6;
}

function sourceOf(from: Place, family: Family): string {
  return from.network === 'internet' ? (family === 4 ? INTERNET4 : INTERNET6) : addressOf(from.name, family);
}

/** Every pair of places, every interesting port, both protocols, both families. */
function homeMatrix(plan: FirewallPlan, namespace: (name: string) => string): Cell[] {
  return matrix({
    plan,
    from: [...PLACES, INTERNET],
    to: [...PLACES, INTERNET, UPSTREAM, ROUTER],
    families: FAMILIES,
    ports: {
      tcp: [22, 53, 80, 443, 445, 1883, 8009, 8011],
      udp: [67, 53, 80, 99, 123, 445, 514, 5353, 8009, 8081],
    },
    namespace: ({ name }) => namespace(name),
    address: addressAt,
    source: (from, _, family) => sourceOf(from, family),
    masks: ({ network }) => (SHAPE.networks.has(network) ? routerAddresses(network) : [WAN4]),
    atRouter: () => 'router',
  });
}

function cell(
  network: TestNetwork,
  from: string,
  to: string,
  protocol: 'tcp' | 'udp',
  port: number,
  expect: Cell['expect'],
  more: Partial<Cell> & { source?: string } = {},
): Cell {
  const { source, ...rest } = more;
  return {
    says: `${from} to ${to}, ${protocol} ${port}`,
    probe: { from: network.namespace(from), to, protocol, port, ...(source === undefined ? {} : { source }) },
    expect,
    ...rest,
  };
}

const reservations: Check = {
  name: 'a reserved address is known before its device has said a word',
  run: async (network) => {
    const complaints = await askOnce(
      network.agent,
      [
        cell(network, 'cam', addressOf('nas', 4), 'tcp', 445, 'open', { host: 'nas' }),
        cell(network, 'pc', addressOf('hub', 4), 'tcp', 80, 'open', { host: 'hub', seen: routerAddresses('iot2') }),
        cell(network, 'bulb', addressOf('desk', 4), 'tcp', 8009, 'refused'),
        cell(network, 'cam', addressOf('nas', 6), 'tcp', 445, 'refused'),
      ],
      0.4,
    );
    return complaints.filter((text) => text !== null);
  },
};

const zones: Check = {
  name: 'B1 B2 B3 B14: every pair, port and family as the contract says, and no mark left on a packet',
  run: async (network) => {
    await everyoneSpeaks(network);
    network.run('router', 'nft', ['reset', 'counters', 'table', 'inet', 'observer']);
    const wrong = await ask(network, homeMatrix(HOME, network.namespace));
    const marks = network.run('router', 'nft', ['list', 'counter', 'inet', 'observer', 'mark_left']).stdout;
    if (!marks.includes('packets 0 '))
      wrong.push(`packets left the firewall with a mark:${marks.match(/packets \d+/)?.[0]}`);
    const learned = network.run('router', 'nft', ['list', 'map', 'inet', 'fw', 'address6']).stdout;
    if (/: 0x00000000/.test(learned)) wrong.push('addresses of devices were learned that no opening leads to');
    return wrong;
  },
};

const forwards: Check = {
  name: 'B4: port forwards from outside with their source, from inside through the public address',
  run: (network) => {
    const nas = { host: 'nas', seen: [INTERNET4] };
    return ask(network, [
      cell(network, 'internet', WAN4, 'tcp', 8443, 'open', { ...nas, source: INTERNET4 }),
      cell(network, 'internet', WAN4, 'tcp', 8009, 'open', { ...nas, source: INTERNET4 }),
      cell(network, 'internet', WAN4, 'udp', 8081, 'open', { host: 'cam', seen: [INTERNET4], source: INTERNET4 }),
      cell(network, 'internet', WAN4, 'tcp', 443, 'silent', { source: INTERNET4 }),
      cell(network, 'internet', WAN4, 'tcp', 8443, 'silent', { source: BOGON4 }),
      cell(network, 'pc', WAN4, 'tcp', 8443, 'open', { host: 'nas', seen: routerAddresses('lan') }),
      cell(network, 'desk', WAN4, 'tcp', 8009, 'open', { host: 'nas', seen: routerAddresses('lan') }),
      cell(network, 'phone', WAN4, 'tcp', 8443, 'refused'),
      cell(network, 'cast', WAN4, 'tcp', 8443, 'refused'),
      ...HOME.zones.map(({ address4 }) => cell(network, 'pc', address4, 'tcp', 8443, 'open', { host: 'router' })),
    ]);
  },
};

const own: Check = {
  name: 'the router itself: its own loopback, its own questions, and errors about them',
  run: (network) =>
    ask(network, [
      cell(network, 'router', '127.0.0.1', 'tcp', 22, 'open'),
      cell(network, 'router', '::1', 'tcp', 22, 'open'),
      cell(network, 'router', INTERNET4, 'udp', 80, 'open'),
      cell(network, 'router', INTERNET6, 'udp', 80, 'open'),
      cell(network, 'router', INTERNET4, 'udp', 9999, 'refused'),
      cell(network, 'router', INTERNET6, 'udp', 9999, 'refused'),
    ]),
};

const ROUTER_MAC = '02:ff:00:00:00:0';
const bridgeMac = (network: string) => `${ROUTER_MAC}${HOME.zones.findIndex((zone) => zone.network === network)}`;

/** A packet as a host would send it, save for what is said otherwise. */
function from(name: string, packet: Partial<Packet> & Pick<Packet, 'source' | 'to' | 'protocol'>): Packet {
  const host = HOSTS.find((candidate) => candidate.name === name);
  return {
    fromMac: host?.mac ?? SHAPE.internet.mac,
    toMac: host === undefined ? '02:ff:00:00:01:00' : bridgeMac(host.network),
    ...(packet.protocol === 'udp' || packet.protocol === 'tcp' ? { sourcePort: 40000 } : {}),
    ...packet,
  };
}

/** Sends one packet and says what the firewall's counters did. */
async function counted(network: TestNetwork, name: string, packet: Packet, wait = 0.004) {
  const before = network.counters();
  const sent = await network.agent.send(network.namespace(name), 'eth0', [packet], wait);
  const after = network.counters();
  const grew = (counter: string) => (after.get(counter) ?? 0) - (before.get(counter) ?? 0);
  return {
    ...sent,
    spoofed: grew('dropped_spoofed'),
    refused: grew('refused_inside'),
    ignored: grew('ignored_multicast'),
    fromWan: grew('dropped_from_wan'),
  };
}

type Expected = {
  readonly spoofed?: number;
  readonly refused?: number;
  readonly ignored?: number;
  readonly fromWan?: number;
  readonly text?: string;
  readonly host?: string | null;
};

async function expectPacket(
  network: TestNetwork,
  says: string,
  name: string,
  packet: Packet,
  expected: Expected,
): Promise<string[]> {
  const got = await counted(network, name, packet, expected.host ? 0.02 : 0.004);
  const host = got.arrived.find(({ text }) => text === packet.text)?.host ?? null;
  const facts = { spoofed: got.spoofed, refused: got.refused, ignored: got.ignored, fromWan: got.fromWan, host };
  const wanted = { spoofed: 0, refused: 0, ignored: 0, fromWan: 0, host: null, ...expected };
  const wrong = Object.keys(facts).filter(
    (key) => facts[key as keyof typeof facts] !== wanted[key as keyof typeof facts],
  );
  return wrong.map(
    (key) => `${says}: ${key} is ${facts[key as keyof typeof facts]}, expected ${wanted[key as keyof typeof facts]}`,
  );
}

const spoofing: Check = {
  name: 'B9: a source that belongs elsewhere is dropped; DHCP and address tests are not',
  run: async (network) => {
    const expect = (says: string, name: string, packet: Packet, expected: Expected) =>
      expectPacket(network, says, name, packet, expected);
    const udp = { protocol: 'udp', port: 80, text: 'false' } as const;
    return [
      ...(await expect('iot as lan', 'cam', from('cam', { ...udp, source: addressOf('pc', 4), to: INTERNET4 }), {
        spoofed: 1,
      })),
      ...(await expect('iot as lan, IPv6', 'cam', from('cam', { ...udp, source: addressOf('pc', 6), to: INTERNET6 }), {
        spoofed: 1,
      })),
      ...(await expect(
        'lan as the Internet',
        'pc',
        from('pc', { ...udp, source: '8.8.8.8', to: addressOf('cam', 4) }),
        { spoofed: 1 },
      )),
      ...(await expect('WAN as lan', 'internet', from('internet', { ...udp, source: addressOf('pc', 4), to: WAN4 }), {
        spoofed: 1,
      })),
      ...(await expect(
        'WAN as lan, IPv6',
        'internet',
        from('internet', { ...udp, source: addressOf('pc', 6), to: addressOf('cam', 6) }),
        { spoofed: 1 },
      )),
      ...(await expect(
        'DHCP discover',
        'stranger',
        from('stranger', {
          protocol: 'udp',
          source: '0.0.0.0',
          to: '255.255.255.255',
          toMac: 'ff:ff:ff:ff:ff:ff',
          sourcePort: 68,
          port: 67,
          text: 'discover',
        }),
        { host: 'router' },
      )),
      ...(await expect(
        'address test (DAD)',
        'stranger',
        from('stranger', {
          protocol: 'icmpv6',
          type: 135,
          hopLimit: 255,
          source: '::',
          to: 'ff02::1:ff00:33',
          toMac: '33:33:ff:00:00:33',
          payload: `00000000${hex6('fd00:0:0:90::33')}`,
        }),
        {},
      )),
      ...(await withoutDefaultRoute(network, () =>
        expect(
          'DHCPv6 answer before there is a route',
          'internet',
          from('internet', {
            protocol: 'udp',
            source: 'fe80:1::5',
            to: 'fe80::a',
            sourcePort: 547,
            port: 546,
            text: 'far-link-local',
          }),
          { host: 'router' },
        ),
      )),
      ...(await withoutDefaultRoute(network, () =>
        expect(
          'DHCP answer before there is a route',
          'internet',
          from('internet', {
            protocol: 'udp',
            source: '10.99.0.1',
            to: WAN4,
            sourcePort: 67,
            port: 68,
            text: 'offer-early',
          }),
          { host: 'router' },
        ),
      )),
    ];
  },
};

async function withoutDefaultRoute(network: TestNetwork, run: () => Promise<string[]>): Promise<string[]> {
  network.run('router', 'ip', ['route', 'delete', 'default', 'dev', 'ppp0']);
  network.run('router', 'ip', ['-6', 'route', 'delete', 'default', 'dev', 'ppp0']);
  try {
    return await run();
  } finally {
    network.run('router', 'ip', ['route', 'add', 'default', 'dev', 'ppp0']);
    network.run('router', 'ip', ['-6', 'route', 'add', 'default', 'via', 'fe80::b', 'dev', 'ppp0']);
  }
}

const privateSources: Check = {
  name: 'a private IPv6 source does not leave by the WAN, and its sender is told why',
  run: async (network) => {
    const local = (name: string) => HOSTS.find((host) => host.name === name)!.addresses[2]!.split('/')[0]!;
    const lan = HOME.zones.find(({ network }) => network === 'lan')!.address6;
    const wrong = await ask(network, [
      ...['pc', 'phone', 'cast'].map((name) =>
        cell(network, name, INTERNET6, 'udp', 80, 'refused', { error: 'EACCES', source: local(name) }),
      ),
      cell(network, 'pc', UPSTREAM6, 'udp', 80, 'refused', { error: 'EACCES', source: local('pc') }),
      // at home they are as good as any
      cell(network, 'pc', local('cam'), 'tcp', 80, 'open', { host: 'cam', source: local('pc') }),
      // the router's own as well, but not to a home that it stands in
      cell(network, 'router', INTERNET6, 'udp', 80, 'refused', { error: 'EPERM', source: lan }),
      cell(network, 'router', UPSTREAM6, 'udp', 80, 'open', { host: 'internet', source: lan }),
    ]);
    // by hand: a socket on the same machine is still busy connecting when the answer comes, and overlooks it
    const syn = from('pc', { protocol: 'tcp', source: local('pc'), to: INTERNET6, port: 80, flags: 0x02 });
    const { frames, refused } = await counted(network, 'pc', syn, 0.01);
    if (refused !== 1) wrong.push(`TCP from a private source: ${refused} packets refused, expected 1`);
    if (!frames.some(({ at, outgoing, hex }) => at === 'pc' && !outgoing && isPolicyError(hex)))
      wrong.push('TCP from a private source: the sender was not told');
    return wrong;
  },
};

/** What router-advertisements puts into the set when the ISP has given another prefix (RFC 7084 L-14). */
const outdatedSources: Check = {
  name: 'a source of a prefix that is no longer ours does not leave by the WAN, and its sender is told why',
  run: async (network) => {
    const source = addressOf('pc', 6);
    network.load(`add element inet fw outdated6 { ${source.replace(/::.*/, '::/64')} }`);
    try {
      return await ask(network, [
        cell(network, 'pc', INTERNET6, 'udp', 80, 'refused', { error: 'EACCES', source }),
        // at home it still is an address, and the others are not meant
        cell(network, 'pc', addressOf('cam', 6), 'tcp', 80, 'open', { host: 'cam', source }),
        cell(network, 'desk', INTERNET6, 'udp', 80, 'open', { host: 'internet', source: addressOf('desk', 6) }),
      ]);
    } finally {
      network.load('flush set inet fw outdated6');
    }
  },
};

/** ICMPv6 "destination unreachable: source address failed policy" (RFC 4443 section 3.1, code 5). */
function isPolicyError(hex: string): boolean {
  return hex.slice(24, 28) === '86dd' && hex.slice(40, 42) === '3a' && hex.slice(108, 112) === '0105';
}

/** Where nobody listens, what is said to everyone is counted and nothing else; what is said to the router is refused. */
const noise: Check = {
  name: 'B3: broadcast and multicast that nobody listens to is counted apart and not answered',
  run: async (network) => {
    const expect = (says: string, packet: Packet, expected: Expected) =>
      expectPacket(network, says, 'stranger', packet, expected);
    const ssdp = { protocol: 'udp', port: 1900, text: 'noise' } as const;
    const source4 = addressOf('stranger', 4);
    const source6 = addressOf('stranger', 6);
    return [
      ...(await expect(
        'SSDP',
        from('stranger', { ...ssdp, source: source4, to: '239.255.255.250', toMac: '01:00:5e:7f:ff:fa' }),
        // the kernel itself drops a group that nobody has joined, except the one that all have
        {},
      )),
      ...(await expect(
        'multicast to all hosts',
        from('stranger', { ...ssdp, source: source4, to: '224.0.0.1', toMac: '01:00:5e:00:00:01' }),
        { ignored: 1 },
      )),
      ...(await expect(
        'multicast to all hosts, IPv6',
        from('stranger', { ...ssdp, source: source6, to: 'ff02::1', toMac: '33:33:00:00:00:01' }),
        { ignored: 1 },
      )),
      ...(await expect(
        'broadcast',
        from('stranger', { ...ssdp, source: source4, to: '192.168.90.255', toMac: 'ff:ff:ff:ff:ff:ff' }),
        { ignored: 1 },
      )),
      ...(await expect('to the router', from('stranger', { ...ssdp, source: source4, to: '192.168.90.1' }), {
        refused: 1,
      })),
      ...(await expect('to the router, IPv6', from('stranger', { ...ssdp, source: source6, to: 'fd00:0:0:90::1' }), {
        refused: 1,
      })),
    ];
  },
};

const bogons: Check = {
  name: 'B4: sources that are not on the Internet are not forwarded',
  run: async (network) => {
    const sources = [
      '10.1.2.3',
      '100.64.9.9',
      '169.254.7.7',
      '172.20.0.1',
      '192.0.0.8',
      '192.0.2.5',
      '192.168.200.5',
      '198.18.0.9',
      '198.51.100.7',
      '203.0.113.7',
      '240.0.0.9',
    ];
    const packets = [...sources, '8.8.4.4'].map((address) =>
      from('internet', { protocol: 'udp', source: address, to: WAN4, port: 8081, text: `bogon ${address}` }),
    );
    const { arrived } = await network.agent.send(network.namespace('internet'), 'eth0', packets, 0.05);
    const got = arrived.map(({ text }) => text).filter((text) => text.startsWith('bogon'));
    return got.join() === 'bogon 8.8.4.4' ? [] : [`forwarded: ${got.join() || 'nothing'}; only 8.8.4.4 should be`];
  },
};

const wanServices: Check = {
  name: 'answers of the ISP: DHCP and DHCPv6 by their ports, DHCPv6 from link-local only',
  run: async (network) => {
    const expect = (says: string, packet: Packet, expected: Expected) =>
      expectPacket(network, says, 'internet', packet, expected);
    const reply = (source: string, to: string, sourcePort: number, port: number, text: string) =>
      from('internet', { protocol: 'udp', source, to, sourcePort, port, text });
    return [
      ...(await expect('DHCPv6', reply('fe80::b', 'fe80::a', 547, 546, 'dhcpv6'), { host: 'router' })),
      ...(await expect(
        'DHCPv6 from a global address',
        reply(INTERNET6, routerAddresses('lan')[2]!, 547, 546, 'dhcpv6-far'),
        { fromWan: 1 },
      )),
      ...(await expect('DHCPv6 from another port', reply('fe80::b', 'fe80::a', 548, 546, 'dhcpv6-port'), {
        fromWan: 1,
      })),
      ...(await expect('DHCP', reply('10.99.0.1', WAN4, 67, 68, 'dhcp'), { host: 'router' })),
      ...(await expect('DHCP from another port', reply('10.99.0.1', WAN4, 69, 68, 'dhcp-port'), { fromWan: 1 })),
      ...(await dhcpPriority(network)),
    ];
  },
};

async function dhcpPriority(network: TestNetwork): Promise<string[]> {
  network.run('router', 'nft', ['reset', 'counters', 'table', 'inet', 'observer']);
  await network.agent.probe(
    [
      { from: network.namespace('router'), to: 'fe80::b', device: 'ppp0', protocol: 'udp', port: 547 },
      { from: network.namespace('router'), to: INTERNET4, protocol: 'udp', port: 67 },
    ],
    0.001,
  );
  const text = network.run('router', 'nft', ['list', 'counter', 'inet', 'observer', 'dhcp_priority']).stdout;
  return text.includes('packets 2 ') ? [] : ['a question of DHCP or DHCPv6 left the WAN without its own priority'];
}

const icmp: Check = {
  name: 'B8: ping, neighbours, router search and multicast membership; ND from afar is refused',
  run: async (network) => {
    const expect = (says: string, packet: Packet, expected: Expected) =>
      expectPacket(network, says, 'stranger', packet, expected);
    const all = { toMac: '33:33:00:00:00:01', to: 'ff02::1', protocol: 'icmpv6', payload: '00'.repeat(20) } as const;
    const wrong: string[] = [];
    for (const type of [133, 134, 135, 136]) {
      wrong.push(
        ...(await expect(`ND ${type}`, from('stranger', { ...all, type, hopLimit: 255, source: 'fe80::33' }), {})),
      );
    }
    wrong.push(
      ...(await expect('ND from afar', from('stranger', { ...all, type: 135, hopLimit: 64, source: 'fe80::33' }), {
        ignored: 1,
      })),
    );
    for (const type of [130, 131, 132, 143]) {
      wrong.push(
        ...(await expect(`MLD ${type}`, from('stranger', { ...all, type, hopLimit: 1, source: 'fe80::33' }), {})),
      );
    }
    wrong.push(
      ...(await expect(
        'MLD before there is an address',
        from('stranger', { ...all, type: 143, hopLimit: 1, source: '::' }),
        {},
      )),
    );
    wrong.push(
      ...(await expect(
        'MLD from a global address',
        from('stranger', { ...all, type: 143, hopLimit: 1, source: addressOf('stranger', 6) }),
        { ignored: 1 },
      )),
    );
    for (const name of ['pc', 'stranger', 'internet']) {
      for (const family of FAMILIES) {
        const place = PLACES.find((candidate) => candidate.name === name) ?? INTERNET;
        const ping = from(name, {
          protocol: family === 4 ? 'icmp' : 'icmpv6',
          type: family === 4 ? 8 : 128,
          source: sourceOf(place, family),
          to: addressAt(ROUTER, place, family),
          payload: '00010001',
        });
        wrong.push(...(await expectPacket(network, `ping from ${name}, IPv${family}`, name, ping, {})));
      }
    }
    return wrong;
  },
};

const invalid: Check = {
  name: 'packets of no connection are dropped in silence',
  run: async (network) => {
    const odd = { protocol: 'tcp', port: 22, flags: 0x03 } as const;
    const inside = await expectPacket(
      network,
      'SYN and FIN to the router',
      'stranger',
      from('stranger', { ...odd, source: addressOf('stranger', 4), to: '192.168.90.1' }),
      {},
    );
    const wrong: string[] = [];
    for (const family of FAMILIES) {
      const place = PLACES[0]!;
      const packet = from('pc', {
        ...odd,
        sourcePort: 40001,
        source: sourceOf(place, family),
        to: addressAt(INTERNET, place, family),
      });
      const { frames } = await network.agent.send(network.namespace('pc'), 'eth0', [packet], 0.01);
      if (frames.some(({ at, outgoing, hex }) => at === 'internet' && !outgoing && hex.includes('9c410016')))
        wrong.push(`SYN and FIN crossed to the Internet, IPv${family}`);
    }
    return [...inside, ...wrong];
  },
};

const multicast: Check = {
  name: 'mDNS reaches the router from devices that speak it, and no flood of it; switches learn who listens',
  run: async (network) => {
    const say = (name: string, family: Family, text: string, sourcePort = 5353) =>
      from(name, {
        protocol: 'udp',
        source: addressOf(name, family),
        to: family === 4 ? '224.0.0.251' : 'ff02::fb',
        toMac: family === 4 ? '01:00:5e:00:00:fb' : '33:33:00:00:00:fb',
        sourcePort,
        port: 5353,
        hopLimit: 255,
        text,
      });
    const wrong: string[] = [];
    for (const [name, heard] of [
      ['cam', true],
      ['tv', true],
      ['stranger', false],
      ['phone', false],
      ['pc', true],
    ] as const) {
      for (const family of FAMILIES) {
        const text = `mdns ${name} ${family}`;
        const { arrived } = await network.agent.send(
          network.namespace(name),
          'eth0',
          [say(name, family, text)],
          heard ? 0.02 : 0.005,
        );
        if (arrived.some((one) => one.text === text) !== heard)
          wrong.push(`mDNS of ${name}, IPv${family}: ${heard ? 'not heard' : 'heard'}`);
      }
    }
    // a switch sends multicast only to those who say that they listen (IGMPv2 general query, answer within 0.1 s); the
    // router's bridge passes the answer on to where the question came from, and nowhere else
    const query = from('cam', {
      protocol: 'igmp',
      type: 0x11,
      code: 1,
      payload: '00000000',
      source: addressOf('cam', 4),
      to: '224.0.0.1',
      toMac: '01:00:5e:00:00:01',
      hopLimit: 1,
    });
    const { frames } = await network.agent.send(network.namespace('cam'), 'eth0', [query], 0.3);
    const report = /^.{24}0800.{18}02.{4}c0a85a01e00000fb/;
    if (!frames.some(({ at, outgoing, hex }) => at === 'cam' && !outgoing && report.test(hex)))
      wrong.push('a switch that asks who listens to mDNS hears nothing of the router');
    const flood = Array.from({ length: 600 }, (_, index) => say('cam', 4, `flood ${index}`, 20000 + index));
    const { arrived } = await network.agent.send(network.namespace('cam'), 'eth0', flood, 0.05);
    if (arrived.length < 20 || arrived.length > 450)
      wrong.push(`of 600 mDNS packets in a moment ${arrived.length} were heard`);
    return wrong;
  },
};

const takeover: Check = {
  name: 'an opening follows the device, not an address that another device has taken',
  run: async (network) => {
    const wrong: string[] = [];
    for (const family of FAMILIES) {
      const cells = (expect: Cell['expect']) => [
        cell(network, 'bulb', addressOf('desk', family), 'tcp', 8010 + 1, expect, { host: 'desk' }),
      ];
      const zone = HOME.zones.find(({ network }) => network === 'office')!;
      const to = family === 4 ? zone.address4 : zone.address6;
      await network.agent.speak(network.namespace('desk'), addressOf('desk', family), to);
      wrong.push(...(await ask(network, cells('open'))));
      const thief = from('desk', {
        fromMac: mac(99),
        protocol: 'udp',
        source: addressOf('desk', family),
        to,
        port: 9,
        sourcePort: 41000 + family,
      });
      await network.agent.send(network.namespace('desk'), 'eth0', [thief], 0.002);
      wrong.push(...(await ask(network, cells('refused'))).map((text) => `${text} (address taken by another)`));
      await network.agent.speak(network.namespace('desk'), addressOf('desk', family), to);
    }
    return wrong;
  },
};

const segments: Check = {
  name: 'B6: TCP learns the size of the line in both directions',
  run: async (network) => {
    network.run('router', 'ip', ['link', 'set', 'ppp0', 'mtu', '1492']);
    const wrong: string[] = [];
    for (const family of FAMILIES) {
      const place = PLACES[0]!;
      await network.agent.probe(
        [{ from: network.namespace('pc'), to: addressAt(INTERNET, place, family), protocol: 'tcp', port: 443 }],
        0.05,
      );
      const frames = await network.agent.seen(0.005);
      const expected = family === 4 ? 1452 : 1432;
      for (const at of ['internet', 'pc']) {
        const sizes = sizesTold(frames, at);
        if (sizes.length === 0 || sizes.some((size) => size !== expected))
          wrong.push(`${at} was told segments of ${sizes.join() || 'nothing'}, expected ${expected}`);
      }
    }
    network.run('router', 'ip', ['link', 'set', 'ppp0', 'mtu', '1500']);
    return wrong;
  },
};

const pathMtu: Check = {
  name: 'B7: "packet too big" from the Internet reaches the sender, and nobody else is told anything',
  run: async (network) => {
    const wrong: string[] = [];
    for (const family of FAMILIES) {
      const place = PLACES[0]!;
      const to = addressAt(INTERNET, place, family);
      await network.agent.probe(
        [
          {
            from: network.namespace('pc'),
            to,
            protocol: 'udp',
            port: 80,
            source: sourceOf(place, family),
            sourcePort: 45000 + family,
          },
        ],
        0.05,
      );
      const marker = (45000 + family).toString(16).padStart(4, '0');
      const frame = (await network.agent.seen(0.005)).find(
        ({ at, outgoing, hex }) => at === 'internet' && !outgoing && hex.includes(`${marker}0050`),
      );
      if (frame === undefined) {
        wrong.push(`no packet to answer, IPv${family}`);
        continue;
      }
      const inner = frame.hex.slice(28, 28 + (family === 4 ? 56 : 96));
      const too = from('internet', {
        protocol: family === 4 ? 'icmp' : 'icmpv6',
        type: family === 4 ? 3 : 2,
        code: family === 4 ? 4 : 0,
        source: to,
        to: family === 4 ? WAN4 : addressOf('pc', 6),
        payload: `${family === 4 ? '00000578' : '00000578'}${inner}`,
      });
      const { frames } = await network.agent.send(network.namespace('internet'), 'eth0', [too], 0.01);
      if (!frames.some(({ at, outgoing, hex }) => at === 'pc' && !outgoing && hex.includes(`${marker}0050`)))
        wrong.push(`"too big" did not come through, IPv${family}`);
    }
    return wrong;
  },
};

/** All of them; `reservations` first, because it wants a table that has heard nothing yet. */
export const CHECKS: readonly Check[] = [
  reservations,
  zones,
  forwards,
  own,
  spoofing,
  privateSources,
  outdatedSources,
  noise,
  bogons,
  wanServices,
  icmp,
  invalid,
  multicast,
  takeover,
  segments,
  pathMtu,
];

function hex6(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => group.padStart(4, '0')));
  return [...groups(head), ...Array(8 - groups(head).length - groups(tail).length).fill('0000'), ...groups(tail)].join(
    '',
  );
}
