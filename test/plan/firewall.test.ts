import { describe, expect, it } from 'vitest';
import type { Answers, DeviceAnswers } from '../../src/interview/answers.ts';
import { type DeviceProfile, listProfiles } from '../../src/interview/profiles.ts';
import { planFirewall } from '../../src/plan/firewall.ts';
import { planOffload } from '../../src/plan/offload.ts';
import type { JackPlan, NetworkPlan, WanPlan } from '../../src/plan/router-plan.ts';

function network(
  name: string,
  zone: NetworkPlan['zone'],
  link: NetworkPlan['link'] = { kind: 'vlan', jack: 'enp2s0', id: 20 },
): NetworkPlan {
  return {
    name,
    zone,
    link,
    ipv4: { address: `10.0.${name.length}.1`, prefixLength: 24, subnet: '', netmask: '' },
    ipv6: { address: 'fd00::1', prefix: '', subnetId: 0 },
    dhcp: null,
    dnsRedirect: zone !== 'trusted',
  };
}

const WAN: WanPlan = {
  jack: 'enp1s0',
  vlan: null,
  parent: 'enp1s0',
  device: 'enp1s0',
  mac: null,
  parentMtu: null,
  prefixLength: 56,
  line: { kind: 'dhcp', client: 'networkd', hostname: null, options: [], controlPriority: null },
};
const TAGGED: WanPlan = { ...WAN, vlan: { id: 10, egressPriority: [] }, parent: 'wan', device: 'wan' };
const NETWORKS = [
  network('lan', 'trusted'),
  network('guest', 'guest'),
  network('things', 'isolated'),
  network('cameras', 'isolated'),
];

const PROFILE: DeviceProfile = {
  id: 'cast',
  name: 'Cast',
  sameSubnetOnly: false,
  snatFromLan: false,
  mdnsServices: ['_googlecast._tcp'],
  notRelayed: null,
  internet: [{ protocol: 'tcp', first: 443, last: 443, why: 'cloud' }],
  router: [{ protocol: 'udp', first: 1900, last: 1900, why: 'SSDP' }],
  toNetworks: [{ protocol: 'tcp', first: 1, last: 65535, why: 'media' }],
  notes: '',
};

function device(over: Partial<DeviceAnswers>): DeviceAnswers {
  return { network: 'things', mac: 'AA:00:00:00:00:01', address: null, profile: null, allow: [], ...over };
}

function answers(devices: Record<string, DeviceAnswers>, over: Partial<Answers> = {}): Answers {
  return {
    devices: new Map(Object.entries(devices)),
    forwards: [],
    wan: { priority: { data: 0, control: 0 } },
    tuning: { flowOffload: 'auto', shaper: null },
    ...over,
  } as unknown as Answers;
}

describe('planFirewall', () => {
  const MDNS = { networks: ['lan', 'things'], services: ['_googlecast._tcp'] };
  const rules = (device: DeviceAnswers) => planFirewall(answers({ it: device }), NETWORKS, WAN, MDNS).devices;

  it('gives an isolated device the Internet ports of its profile, and of the router only what it serves', () => {
    expect(rules(device({ profile: PROFILE }))).toEqual([
      {
        name: 'it',
        network: 'things',
        mac: 'aa:00:00:00:00:01',
        address: null,
        internet: [{ protocol: 'tcp', first: 443, last: 443 }],
        router: [{ protocol: 'udp', first: 5353, last: 5353 }],
      },
    ]);
    expect(rules(device({ profile: PROFILE, network: 'cameras' }))[0]!.router).toEqual([]);
    expect(rules(device({ profile: { ...PROFILE, mdnsServices: [] } }))[0]!.router).toEqual([]);
    expect(rules(device({ profile: { ...PROFILE, internet: 'all' } }))[0]!.internet).toBe('all');
    expect(rules(device({ profile: { ...PROFILE, internet: 'none' } }))[0]!.internet).toEqual([]);
  });

  it.each(listProfiles().filter(({ router }) => router.length > 0))(
    'opens no port of the router for $id: nothing listens there',
    (profile) => {
      expect(rules(device({ profile, network: 'cameras' }))[0]!.router).toEqual([]);
    },
  );

  it('gives nothing to an isolated device without a profile, only mDNS in guest, and needs no rule in trusted', () => {
    expect(rules(device({}))[0]).toMatchObject({ internet: [], router: [] });
    const reflected = { networks: ['lan', 'guest'], services: [] };
    const guest = planFirewall(
      answers({ it: device({ network: 'guest', profile: { ...PROFILE, internet: 'all' } }) }),
      NETWORKS,
      WAN,
      reflected,
    ).devices;
    expect(guest[0]).toMatchObject({ internet: [], router: [{ protocol: 'udp', first: 5353, last: 5353 }] });
    expect(rules(device({ network: 'lan', profile: PROFILE }))).toEqual([]);
  });

  it('opens what `allow` asks for, in its direction, and nothing that a profile only would like', () => {
    const ports = { first: 445, last: 445 };
    const nas = device({ network: 'lan', mac: 'aa:00:00:00:00:02', address: '10.0.3.5' });
    const plan = planFirewall(
      answers({
        nas,
        cam: device({
          profile: PROFILE,
          allow: [
            { direction: 'to', peer: { kind: 'device', name: 'nas' }, protocol: 'both', ports },
            { direction: 'from', peer: { kind: 'network', name: 'guest' }, protocol: 'tcp', ports },
            // says nothing new, nothing at all, or leads nowhere
            { direction: 'from', peer: { kind: 'network', name: 'lan' }, protocol: 'tcp', ports },
            { direction: 'to', peer: { kind: 'network', name: 'things' }, protocol: 'tcp', ports },
            { direction: 'to', peer: { kind: 'device', name: 'nobody' }, protocol: 'tcp', ports },
            { direction: 'to', peer: { kind: 'network', name: 'nowhere' }, protocol: 'tcp', ports },
          ],
        }),
      }),
      NETWORKS,
      WAN,
      null,
    );
    const cam = { kind: 'device', network: 'things', name: 'cam', mac: 'aa:00:00:00:00:01', address: null };
    expect(plan.openings).toEqual([
      {
        from: cam,
        to: { kind: 'device', network: 'lan', name: 'nas', mac: 'aa:00:00:00:00:02', address: '10.0.3.5' },
        ports: [
          { protocol: 'tcp', ...ports },
          { protocol: 'udp', ...ports },
        ],
      },
      { from: { kind: 'network', network: 'guest' }, to: cam, ports: [{ protocol: 'tcp', ...ports }] },
    ]);
  });

  it('knows the line: kind, device, prefix, DHCP with its own priority only on a VLAN', () => {
    const busy = { wan: { priority: { data: 0, control: 6 } } } as Partial<Answers>;
    expect(planFirewall(answers({}), NETWORKS, WAN, null)).toMatchObject({
      wan: 'enp1s0',
      wanKind: 'dhcp',
      wanIpv6: true,
      dhcpv6Priority: null,
    });
    expect(planFirewall(answers({}, busy), NETWORKS, WAN, null).dhcpv6Priority).toBe(null);
    expect(planFirewall(answers({}, busy), NETWORKS, TAGGED, null).dhcpv6Priority).toBe(5);
    expect(planFirewall(answers({}), NETWORKS, TAGGED, null).dhcpv6Priority).toBe(null);
    expect(planFirewall(answers({}, busy), NETWORKS, { ...TAGGED, prefixLength: null }, null)).toMatchObject({
      wanIpv6: false,
      dhcpv6Priority: null,
    });
  });

  it('has every network with its zone, its addresses and whether DNS is answered here', () => {
    expect(planFirewall(answers({}), NETWORKS.slice(0, 2), WAN, null).zones).toEqual([
      { network: 'lan', zone: 'trusted', address4: '10.0.3.1', address6: 'fd00::1', dnsRedirect: false },
      { network: 'guest', zone: 'guest', address4: '10.0.5.1', address6: 'fd00::1', dnsRedirect: true },
    ]);
  });

  it('leaves out what leads nowhere: check has objected to it', () => {
    const ports = { first: 445, last: 445 };
    const allow = [{ direction: 'to', peer: { kind: 'device', name: 'ghost' }, protocol: 'tcp', ports }] as const;
    const plan = planFirewall(
      answers({ ghost: device({ network: 'nowhere', profile: PROFILE }), cam: device({ allow }) }),
      NETWORKS,
      WAN,
      null,
    );
    expect(plan.devices.map(({ name }) => name)).toEqual(['cam']);
    expect(plan.openings).toEqual([]);
  });

  it('splits a forward for both protocols and masquerades towards devices that need it', () => {
    const over = {
      forwards: [{ protocol: 'both', ports: { first: 80, last: 90 }, to: '10.0.3.5', toPort: null }],
    } as Partial<Answers>;
    const plan = planFirewall(
      answers({ tv: device({ profile: { ...PROFILE, snatFromLan: true }, address: '10.0.6.9' }) }, over),
      NETWORKS,
      WAN,
      null,
    );
    expect(plan.forwards).toEqual([
      { protocol: 'tcp', first: 80, last: 90, to: '10.0.3.5', toPort: null },
      { protocol: 'udp', first: 80, last: 90, to: '10.0.3.5', toPort: null },
    ]);
    expect(planFirewall(answers({ tv: device({ profile: PROFILE }) }), NETWORKS, WAN, null).masqueradeTo).toEqual([]);
    expect(plan.masqueradeTo).toEqual([{ network: 'things', mac: 'aa:00:00:00:00:01', address: '10.0.6.9' }]);
  });
});

describe('planOffload', () => {
  const jack = (name: string, job: JackPlan['job']): JackPlan => ({
    name,
    mac: '',
    label: null,
    chip: null,
    job,
    vlans: [],
    bridge: null,
    mtu: null,
  });
  const jacks = [jack('enp1s0', 'wan'), jack('enp2s0', 'networks'), jack('enp3s0', 'networks'), jack('enp4s0', 'none')];
  const tuned = (flowOffload: 'auto' | 'on' | 'off', shaper: Answers['tuning']['shaper'] = null) =>
    answers({}, { tuning: { flowOffload, shaper } } as Partial<Answers>);
  const apart = [network('lan', 'trusted'), network('iot', 'isolated', { kind: 'bridge', members: ['enp3s0'] })];

  it('takes the physical jacks of the WAN and of networks with one jack', () => {
    expect(planOffload(tuned('auto'), apart, jacks, TAGGED)).toMatchObject({
      mode: 'auto',
      devices: [{ jack: 'enp1s0' }, { jack: 'enp2s0' }, { jack: 'enp3s0' }],
    });
    const shared = [
      network('lan', 'trusted'),
      network('iot', 'isolated', { kind: 'bridge', members: ['enp3s0', 'enp4s0.30'] }),
    ];
    expect(planOffload(tuned('on'), shared, jacks, TAGGED)).toMatchObject({
      mode: 'on',
      devices: [{ jack: 'enp1s0' }, { jack: 'enp2s0' }],
    });
  });

  it('is off when told so, with a shaper, and where no jack is left', () => {
    expect(planOffload(tuned('off'), apart, jacks, WAN)).toBeNull();
    expect(planOffload(tuned('auto', { down: 1, up: 1 }), apart, jacks, WAN)).toBeNull();
    const shared = [network('lan', 'trusted', { kind: 'bridge', members: ['enp2s0', 'enp3s0'] })];
    expect(planOffload(tuned('auto'), shared, jacks, WAN)).toBeNull();
  });

  it('knows the kernels of the lab, and none newer in a series that was broken later', () => {
    expect(planOffload(tuned('auto'), apart, jacks, WAN)?.provenKernels).toEqual([
      { series: '6.12', to: 117 },
      { series: '6.18', to: 15 },
      { series: '7.3', to: 4 },
    ]);
  });
});
