import { describe, expect, it } from 'vitest';
import { wanSection } from '../../src/render/wan.ts';
import { at } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { networkdFiles } from '../nixos/judges/nixos-files.ts';
import { type Group, planned } from '../plan/planned.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me';
const dial = { username: 'me', password: { env: 'P' } };
const fixed = { address: '203.0.113.10/29', gateway: '203.0.113.9', dns: ['203.0.113.1'] };
const wan = (more: Group) => ({ wan: { port: 'line', type: 'dhcp', ...more } });
const network = async (more: Group, rest: Group = {}) => {
  const plan = planned({ ...wan(more), ...rest });
  const config = await evaluateRouter(plan);
  return at(config, 'systemd', 'network', 'networks', `50-${plan.wan.device}`);
};
const asksForIpv6 = (line: unknown) => ({ config: at(line, 'networkConfig'), v6: at(line, 'dhcpV6Config') });

describe('the line to the Internet', () => {
  it('by DHCP takes an address and a prefix, and nothing that the router decides itself', async () => {
    expect(await network({})).toMatchObject({
      matchConfig: { Name: 'enp1s0' },
      networkConfig: { DHCP: true, IPv6AcceptRA: true, IPv6PrivacyExtensions: false },
      dhcpV4Config: {
        ClientIdentifier: 'mac',
        UseDNS: false,
        UseNTP: false,
        UseHostname: false,
        UseDomains: false,
        SendHostname: false,
      },
      dhcpV6Config: {
        PrefixDelegationHint: '::/56',
        IAID: 1,
        DUIDType: 'link-layer',
        DUIDRawData: '00:01:00:0d:b9:00:00:01',
        UseDNS: false,
        UseNTP: false,
        UseHostname: false,
      },
      ipv6AcceptRAConfig: { DHCPv6Client: 'always', UseDNS: false, UseDomains: false },
      linkConfig: { RequiredForOnline: 'no' },
    });
  });

  it('shows the ISP the same customer after a new installation: the identifiers come from the MAC it sees', async () => {
    expect(at(await network({ mac: '02:00:5e:10:00:01' }), 'dhcpV6Config', 'DUIDRawData')).toBe(
      '00:01:02:00:5e:10:00:01',
    );
  });

  it('asks for IPv6 on every kind of line, or on none', async () => {
    const kinds = [
      {},
      { dhcp: { clientId: 'customer' } },
      { type: 'pppoe', pppoe: dial },
      { type: 'static', static: fixed },
    ];
    for (const kind of kinds) {
      const { config, v6 } = asksForIpv6(await network({ ...kind, ipv6: { prefixLength: 60 } }));
      expect(config, JSON.stringify(kind)).toMatchObject({ IPv6AcceptRA: true, IPv6PrivacyExtensions: false });
      expect([true, 'ipv6']).toContain(at(config, 'DHCP'));
      expect(at(v6, 'PrefixDelegationHint')).toBe('::/60');
      const none = asksForIpv6(await network({ ...kind, ipv6: 'off' }));
      expect([false, 'ipv4']).toContain(at(none.config, 'DHCP'));
      expect(none.config).toMatchObject({ IPv6AcceptRA: false, LinkLocalAddressing: 'no' });
      expect(none.v6).toBeUndefined();
    }
  });

  it('leaves alone what pppd and dhcpcd have set: networkd would take it away (lab-findings section 3)', async () => {
    const keeps = async (more: Group) => at(await network(more), 'networkConfig', 'KeepConfiguration');
    expect(await keeps({ type: 'pppoe', pppoe: dial })).toBe(true);
    expect(await keeps({ type: 'pppoe', pppoe: dial, ipv6: 'off' })).toBe(true);
    expect(await keeps({ dhcp: { clientId: 'customer' } })).toBe(true);
    expect(await keeps({ dhcp: { clientId: 'customer' }, ipv6: 'off' })).toBe(true);
    expect(await keeps({})).toBeUndefined();
  });

  it('asks over PPPoE at once, for there nobody announces DHCPv6, and needs no address of its own', async () => {
    const line = await network({ type: 'pppoe', pppoe: dial });
    expect(at(line, 'dhcpV6Config')).toMatchObject({ WithoutRA: 'solicit', UseAddress: false });
    expect(at(line, 'routes')).toEqual([{ Destination: '::/0' }]);
    expect(at(line, 'ipv6AcceptRAConfig')).toBeUndefined();
    expect(at(await network({ type: 'pppoe', pppoe: dial, ipv6: 'off' }), 'routes')).toBeUndefined();
  });

  it('marks DHCP where the ISP wants it in a priority of its own, in the words of each release', async () => {
    const files = async (release: string) =>
      networkdFiles(
        await evaluateRouter(
          planned({
            ...wan({ vlan: 832, priority: { data: 1, control: 6 } }),
            system: { release, admin: { sshKeys: [key] } },
          }),
        ),
      );
    for (const release of ['25.11', '26.05', '26.11']) {
      const all = await files(release);
      expect(all['50-wan.network'], release).toMatch(/^\[DHCPv4\]\n(?:(?!\[).*\n)*SocketPriority=5$/m);
      expect(all['20-wan.netdev']).toContain('EgressQOSMaps=0-1 1-1 2-1 3-1 4-1 5-6 6-1 7-1\n');
    }
    const plain = networkdFiles(await evaluateRouter(planned(wan({ vlan: 832 }))));
    expect(`${plain['50-wan.network']}${plain['20-wan.netdev']}`).not.toMatch(/SocketPriority|EgressQOSMaps/);
  });

  it('shapes what leaves on the very device, where a shaper is wanted', async () => {
    const tuning = { tuning: { shaper: { down: '250M', up: '40M' } } };
    const cake = { OverheadBytes: 44, MPUBytes: 84, NAT: true, FlowIsolationMode: 'dual-src-host' };
    for (const kind of [{}, { type: 'pppoe', pppoe: dial }, { type: 'static', static: fixed }]) {
      expect(at(await network(kind, tuning), 'cakeConfig')).toEqual({ Bandwidth: '40000000', ...cake });
      expect(at(await network(kind), 'cakeConfig')).toBeUndefined();
    }
  });

  it('is said in a sentence that the owner of the box understands', () => {
    const reason = (more: Group) => wanSection(planned(wan(more))).reason;
    expect(reason({})).toMatch(/^enp1s0, untagged\. DHCP: the ISP hands out the address\. For IPv6 a prefix of \/56/);
    expect(reason({ vlan: 0 })).toMatch(/^enp1s0, priority-tagged \(VLAN 0\)\./);
    expect(reason({ vlan: 7, ipv6: 'off' })).toMatch(/^enp1s0, in VLAN 7\. .* No IPv6 is asked of the ISP\.$/);
    expect(reason({ type: 'pppoe', pppoe: dial })).toContain('PPPoE: pppd dials over the jack');
    expect(reason({ type: 'static', static: fixed })).toContain('A fixed address, as the ISP wrote it down.');
  });
});
