import { describe, expect, it } from 'vitest';
import { type Group, planned } from './planned.ts';

const login = { username: 'me', password: { env: 'P' } };
const pppoe = (more: Group = {}, wan: Group = {}) =>
  planned({ wan: { port: 'line', type: 'pppoe', pppoe: { ...login, ...more }, ...wan } }).wan;
const dhcp = (wan: Group = {}) => planned({ wan: { port: 'line', type: 'dhcp', ...wan } }).wan;

describe('planWan', () => {
  it('says where the Internet is: the jack, its VLAN, or ppp0 on either', () => {
    const places = ({ jack, parent, device, vlan }: ReturnType<typeof dhcp>) => [
      jack,
      parent,
      device,
      vlan?.id ?? null,
    ];
    expect(places(dhcp())).toEqual(['enp1s0', 'enp1s0', 'enp1s0', null]);
    expect(places(dhcp({ vlan: 34 }))).toEqual(['enp1s0', 'wan', 'wan', 34]);
    // a priority tag without a VLAN is VLAN 0
    expect(places(dhcp({ vlan: 0 }))).toEqual(['enp1s0', 'wan', 'wan', 0]);
    expect(places(pppoe())).toEqual(['enp1s0', 'enp1s0', 'ppp0', null]);
    expect(places(pppoe({}, { vlan: 10 }))).toEqual(['enp1s0', 'wan', 'ppp0', 10]);
  });

  it('asks for the prefix of the answers, /56 unless said, and for none where IPv6 is off', () => {
    expect(dhcp().prefixLength).toBe(56);
    expect(dhcp({ ipv6: { prefixLength: 60 } }).prefixLength).toBe(60);
    expect(dhcp({ ipv6: 'off' }).prefixLength).toBeNull();
  });

  it('keeps a cloned MAC', () => {
    expect(dhcp().mac).toBeNull();
    expect(dhcp({ mac: '02:00:5E:10:00:01' }).mac).toBe('02:00:5e:10:00:01');
  });

  it('maps socket priorities to 802.1p: DHCP is marked by 5, all else is data, 0 needs no word', () => {
    const map = (priority: unknown) => dhcp({ vlan: 7, priority }).vlan!.egressPriority;
    expect(map(0)).toEqual([]);
    expect(map({ data: 0, control: 6 })).toEqual([{ from: 5, to: 6 }]);
    expect(map({ data: 3, control: 0 })).toEqual([0, 1, 2, 3, 4, 6, 7].map((from) => ({ from, to: 3 })));
    expect(map(4)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((from) => ({ from, to: 4 })));
  });

  it('marks DHCP only where it has a priority of its own and a tag to carry it', () => {
    const marked = (wan: Group) => {
      const { line } = dhcp(wan);
      return line.kind === 'dhcp' ? line.controlPriority : undefined;
    };
    expect(marked({ vlan: 7, priority: { data: 0, control: 6 } })).toBe(5);
    expect(marked({ vlan: 7, priority: 4 })).toBeNull();
    expect(marked({ priority: { data: 0, control: 6 } })).toBeNull();
  });

  it('gives everything the priority of the data where dhcpcd asks, which marks nothing', () => {
    const wan = dhcp({ vlan: 7, priority: { data: 2, control: 6 }, dhcp: { clientId: 'customer' } });
    expect(wan.line).toMatchObject({ client: 'dhcpcd', controlPriority: null });
    expect(wan.vlan!.egressPriority).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((from) => ({ from, to: 2 })));
  });

  it('takes a fixed address as it is written', () => {
    const fixed = { address: '203.0.113.10/29', gateway: '203.0.113.9', dns: ['203.0.113.1'] };
    expect(planned({ wan: { port: 'line', type: 'static', static: fixed } }).wan.line).toEqual({
      kind: 'static',
      ...fixed,
    });
  });
});

describe('planPppoe', () => {
  const line = (more: Group = {}) => pppoe(more).line;

  it('leaves the choice of the method to the ISP, or refuses all but the one it is told', () => {
    expect(line()).toMatchObject({ refuse: [] });
    // PAP shows the password to whoever answers: only a person may ask for it, and then nothing else is taken
    expect(line({ auth: 'pap' })).toMatchObject({ refuse: ['chap', 'mschap', 'mschap-v2', 'eap'] });
    expect(line({ auth: 'chap' })).toMatchObject({ refuse: ['pap', 'eap'] });
  });

  it('has the login in one file of naar, never in the plan', () => {
    expect(line()).toEqual({
      kind: 'pppoe',
      service: null,
      hostUniq: null,
      refuse: [],
      mtu: 1500,
      optionsFile: '/etc/naar/secrets/pppoe.options',
      passwordPath: null,
      username: 'me',
    });
    expect(line({ service: 'internet', hostUniq: 'SN1' })).toMatchObject({ service: 'internet', hostUniq: 'SN1' });
  });

  it('makes the file at each start where something else puts the password on the router', () => {
    expect(line({ password: { path: '/run/agenix/pppoe' } })).toMatchObject({
      optionsFile: '/run/pppoe-login/pppoe.options',
      passwordPath: '/run/agenix/pppoe',
    });
    // that of a re-run, which is naar's own
    expect(line({ password: { path: '/etc/naar/secrets/pppoe-password' } })).toMatchObject({
      optionsFile: '/etc/naar/secrets/pppoe.options',
      passwordPath: null,
    });
  });
});
