import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { linksSection } from '../../src/render/links.ts';
import { at } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { networkdFiles } from '../nixos/judges/nixos-files.ts';
import { mayAsk, runIsolated, withFolder } from '../nixos/workbench.ts';
import { type Group, planned, tagged } from '../plan/planned.ts';

const noUdev = spawnSync('udevadm', ['--version']).error !== undefined || !mayAsk('udevadm');
if (noUdev) console.log('links.test.ts: udevadm is not here, so udev is not asked about the .link files.');

const network = async (changes: Group = {}) => at(await evaluateRouter(planned(changes)), 'systemd', 'network');
const pppoe = { port: 'line', type: 'pppoe', pppoe: { username: 'me', password: { env: 'P' } } };

describe('the links', () => {
  it('are networkd`s alone, and the start waits for none of them', async () => {
    const router = await evaluateRouter(planned());
    expect(at(router, 'networking', 'useDHCP')).toBe(false);
    expect(at(router, 'networking', 'useNetworkd')).toBe(true);
    expect(at(router, 'systemd', 'network', 'enable')).toBe(true);
    expect(at(router, 'systemd', 'network', 'wait-online', 'enable')).toBe(false);
    expect(at(router, 'services', 'resolved', 'enable')).toBe(false);
    const networks = Object.values(at(router, 'systemd', 'network', 'networks') as Group).filter(
      (one) => at(one, 'matchConfig', 'Name') !== 'lo',
    );
    expect(networks.map((one) => at(one, 'linkConfig', 'RequiredForOnline'))).toEqual(networks.map(() => 'no'));
  });

  it('keep the name of every jack at its permanent MAC, used or not', async () => {
    const links = at(await network(), 'links') as Group;
    expect(Object.keys(links).sort()).toEqual(['10-enp1s0', '10-enp2s0', '10-enp3s0', '20-added']);
    expect(links['10-enp3s0']).toEqual({
      matchConfig: { PermanentMACAddress: '00:0d:b9:00:00:03' },
      linkConfig: { Name: 'enp3s0' },
    });
  });

  it('leave their names to no card that is put in later and comes first on the bus', async () => {
    const links = at(await network(), 'links');
    // udev takes the first file that matches; only what sits on a bus has a path, so no VLAN or bridge is meant
    expect(at(links, '20-added')).toEqual({
      matchConfig: { Type: 'ether', Path: '*' },
      linkConfig: { NamePolicy: 'mac' },
    });
  });

  it.skipIf(noUdev)('are read by udev, which minds no key; a device that sits on no bus is not meant', async () => {
    const config = await evaluateRouter(planned({ wan: { port: 'line', type: 'dhcp', mac: '02:00:5e:10:00:01' } }));
    const files = Object.entries(networkdFiles(config)).filter(([name]) => name.endsWith('.link'));
    expect(files).toHaveLength(4);
    const asked = (more: Record<string, string> = {}) =>
      withFolder({ ...Object.fromEntries(files), ...more }, (folder) =>
        runIsolated(
          `mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/network && cp "$1"/*.link /run/systemd/network &&
          ip link add made-up type veth peer name other && mount -t sysfs sysfs /sys || exit 9
          SYSTEMD_LOG_LEVEL=debug udevadm test-builtin net_setup_link /sys/class/net/made-up 2>&1 | grep -E '\\.link:|made-up: (Config|No match)'`,
          [folder],
        ).stdout.trim(),
      );
    // none, or that of the system itself where it has one
    expect(asked()).toMatch(
      /^made-up: (No matching link configuration found, ignoring device\.|Config file \/usr\/lib\/systemd\/network\/99-default\.link is applied)$/,
    );
    expect(asked({ '05-x.link': '[Match]\nPth=*\n' })).toContain("Unknown key 'Pth' in section [Match]");
  });

  it('show another MAC to the ISP without losing the jack', async () => {
    const wan = { port: 'line', type: 'dhcp', mac: '02:00:5e:10:00:01' };
    const links = at(await network({ wan }), 'links');
    expect(at(links, '10-enp1s0')).toEqual({
      matchConfig: { PermanentMACAddress: '00:0d:b9:00:00:01' },
      linkConfig: { Name: 'enp1s0', MACAddressPolicy: 'none', MACAddress: '02:00:5e:10:00:01' },
    });
    expect(at(links, '10-enp2s0', 'linkConfig')).toEqual({ Name: 'enp2s0' });
  });

  it('carry VLANs, bridges and a session, and have no address of their own', async () => {
    const networks = {
      lan: { zone: 'trusted', vlan: 5, address: '10.0.5.1/24', ports: { house: 'untagged', attic: 'tagged' } },
      iot: tagged('isolated', 90),
    };
    const all = await network({ networks, wan: { ...pppoe, vlan: 7 } });
    const bare = { LinkLocalAddressing: 'no', IPv6AcceptRA: false };
    expect(at(all, 'netdevs')).toEqual({
      '20-lan': { netdevConfig: { Name: 'lan', Kind: 'bridge' } },
      '20-enp3s0.5': { netdevConfig: { Name: 'enp3s0.5', Kind: 'vlan' }, vlanConfig: { Id: 5 } },
      '20-iot': { netdevConfig: { Name: 'iot', Kind: 'vlan' }, vlanConfig: { Id: 90 } },
      '20-wan': { netdevConfig: { Name: 'wan', Kind: 'vlan' }, vlanConfig: { Id: 7 } },
    });
    expect(at(all, 'networks', '30-enp1s0')).toMatchObject({ vlan: ['wan'], networkConfig: bare });
    expect(at(all, 'networks', '30-enp2s0')).toMatchObject({ vlan: ['iot'], bridge: ['lan'], networkConfig: bare });
    expect(at(all, 'networks', '30-enp3s0')).toMatchObject({ vlan: ['enp3s0.5'], networkConfig: bare });
    expect(at(all, 'networks', '30-enp3s0.5')).toMatchObject({ bridge: ['lan'], networkConfig: bare });
    expect(at(all, 'networks', '40-wan')).toMatchObject({ networkConfig: bare });
  });

  it('have room for the 8 bytes of PPPoE on jack and VLAN, so that the session carries 1500 (RFC 4638)', async () => {
    const mtu = async (wan: Group) => {
      const all = await network({ wan });
      return ['30-enp1s0', '40-wan'].map((name) => at(all, 'networks', name, 'linkConfig', 'MTUBytes'));
    };
    expect(await mtu({ ...pppoe, vlan: 7 })).toEqual(['1508', '1508']);
    expect(await mtu(pppoe)).toEqual(['1508', undefined]);
    expect(await mtu({ ...pppoe, vlan: 7, pppoe: { ...pppoe.pppoe, mtu: 1492 } })).toEqual([undefined, undefined]);
  });

  it('leave a jack without a job down, whatever is plugged in', async () => {
    const all = await network();
    expect(at(all, 'networks', '30-enp3s0')).toBeUndefined();
    expect(at(all, 'networks', '90-unassigned')).toEqual({
      matchConfig: { Type: 'ether', Kind: '!*' },
      linkConfig: { ActivationPolicy: 'always-down', RequiredForOnline: 'no' },
    });
  });

  it('are listed for the person with what each cable carries', () => {
    const networks = { lan: tagged('trusted', 20), iot: tagged('isolated', 90) };
    const { reason } = linksSection(planned({ networks }));
    expect(reason).toContain(
      '\n  enp1s0  the Internet\n  enp2s0  lan (VLAN 20, tagged), iot (VLAN 90, tagged)\n  enp3s0  unused',
    );
    expect(linksSection(planned()).reason).toContain('\n  enp2s0  lan (untagged)\n');
  });
});
