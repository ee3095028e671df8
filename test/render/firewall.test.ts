import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firewallTable } from '../../src/render/nftables.ts';
import { at } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { type Group, planned, tagged, thing } from '../plan/planned.ts';

const router = (changes: Group = {}) => evaluateRouter(planned(changes));
const service = (config: unknown, name: string) => at(config, 'systemd', 'services', name);
const guard = '/nix/store/placeholder-nftables/bin/nft -f /etc/router/guard.nft';

describe('the firewall on NixOS', () => {
  it('is one table, and nobody else judges the packets', async () => {
    const config = await router();
    expect(at(config, 'networking', 'firewall', 'enable')).toBe(false);
    expect(at(config, 'networking', 'nftables', 'enable')).toBe(true);
    expect(at(config, 'networking', 'nftables', 'tables', 'fw', 'family')).toBe('inet');
    // these would empty the tables of others at each reload
    expect(at(config, 'networking', 'nftables', 'ruleset')).toBeUndefined();
    expect(at(config, 'networking', 'nftables', 'flushRuleset')).toBeUndefined();
  });

  it('comes in one transaction with the end of the guard', async () => {
    const config = await router();
    expect(at(config, 'networking', 'nftables', 'extraDeletions')).toBe('table inet guard\ndelete table inet guard\n');
    expect(at(config, 'environment', 'etc', 'router/guard.nft', 'text')).toMatch(/^table inet guard\n/);
  });

  it('is guarded before it loads and whenever it stops, but never covered while it works', async () => {
    const config = await router();
    expect(service(config, 'router-guard')).toMatchObject({
      wantedBy: ['nftables.service'],
      before: ['nftables.service'],
      // nftables is as early as this: a default dependency would be a circle
      after: ['sysinit.target'],
      unitConfig: { DefaultDependencies: false },
      restartIfChanged: false,
      stopIfChanged: false,
      serviceConfig: {
        Type: 'oneshot',
        RemainAfterExit: true,
        ExecStart: guard,
        ExecCondition:
          "/nix/store/placeholder-bash/bin/bash -c '! /nix/store/placeholder-nftables/bin/nft list table inet fw >/dev/null 2>&1'",
      },
    });
    expect(service(config, 'nftables')).toEqual({ serviceConfig: { ExecStopPost: guard } });
  });

  it('is in before a packet is forwarded: forwarding is no plain sysctl, and goes when it goes', async () => {
    const config = await router();
    const sysctl = at(config, 'boot', 'kernel', 'sysctl') as Group;
    expect(Object.keys(sysctl).filter((name) => name.includes('forward'))).toEqual([]);
    const write = (value: number) =>
      `/nix/store/placeholder-procps/bin/sysctl -w net.ipv4.conf.all.forwarding=${value} net.ipv6.conf.all.forwarding=${value}`;
    const units = ['nftables.service', 'systemd-sysctl.service'];
    expect(service(config, 'router-forwarding')).toMatchObject({
      wantedBy: ['multi-user.target'],
      requires: ['nftables.service'],
      after: units,
      partOf: units,
      serviceConfig: { Type: 'oneshot', RemainAfterExit: true, ExecStart: write(1), ExecStop: write(0) },
    });
  });

  it('lets networkd forward nothing by itself', async () => {
    const config = await router({ networks: { lan: tagged('trusted', 20), iot: tagged('isolated', 90) } });
    const networks = JSON.stringify(at(config, 'systemd', 'network'));
    expect(networks).not.toMatch(/Forward(ing)?"|IPMasquerade/);
  });

  it('is told the addresses of devices behind openings again after each load, where there are such', async () => {
    const networks = { lan: tagged('trusted', 20), iot: tagged('isolated', 90) };
    const allow = [{ to: 'nas', protocol: 'tcp', port: 445 }];
    const devices = { nas: thing('lan', 1), cam: thing('iot', 2, 'ip-camera', { allow }) };
    const seed = service(await router({ networks, devices }), 'router-neighbours');
    expect(seed).toMatchObject({
      wantedBy: ['nftables.service', 'multi-user.target'],
      after: ['nftables.service'],
      partOf: ['nftables.service'],
      unitConfig: { ReloadPropagatedFrom: 'nftables.service' },
      serviceConfig: { Type: 'oneshot', RemainAfterExit: true },
    });
    expect(at(seed, 'reload')).toBe(at(seed, 'script'));
    expect(service(await router({ networks }), 'router-neighbours')).toBeUndefined();
  });
});

describe('A4: who may reach whom, for any home', () => {
  const zone = fc.constantFrom('trusted', 'guest', 'isolated');

  it('each pair of networks that the zones allow is in the map, and no other', () => {
    fc.assert(
      fc.property(fc.array(zone, { maxLength: 7 }), (others) => {
        const zones = ['trusted' as const, ...others];
        const networks = Object.fromEntries(zones.map((one, index) => [`net${index}`, tagged(one, 20 + index)]));
        const text = firewallTable(planned({ networks }).firewall);
        const pairs = [...text.matchAll(/"([\w-]+)" \. "([\w-]+)" : (.+?),?$/gm)].map(
          ([, from, to, verdict]) => `${from} ${to} ${verdict}`,
        );
        const expected = zones.flatMap((from, index) => [
          `net${index} enp1s0 ${{ trusted: 'accept', guest: 'jump guest_to_wan', isolated: 'jump isolated_to_wan' }[from]}`,
          ...zones.flatMap((_, other) =>
            from === 'trusted' && other !== index ? [`net${index} net${other} accept`] : [],
          ),
        ]);
        expect(pairs.sort()).toEqual(expected.sort());
      }),
      { numRuns: 40 },
    );
  });
});

describe('the kernel', () => {
  it('takes no advice from the network, and leaves source addresses to the firewall', async () => {
    const config = await router();
    expect(at(config, 'boot', 'kernel', 'sysctl')).toEqual({
      'kernel.panic': 10,
      'net.ipv4.conf.all.accept_redirects': 0,
      'net.ipv4.conf.all.accept_source_route': 0,
      'net.ipv4.conf.default.accept_redirects': 0,
      'net.ipv4.conf.default.accept_source_route': 0,
      'net.ipv6.conf.all.accept_ra': 0,
      'net.ipv6.conf.all.accept_redirects': 0,
      'net.ipv6.conf.all.accept_source_route': 0,
      'net.ipv6.conf.default.accept_ra': 0,
      'net.ipv6.conf.default.accept_redirects': 0,
      'net.ipv6.conf.default.accept_source_route': 0,
      'net.ipv4.conf.*.rp_filter': 0,
      'net.ipv4.conf.*.send_redirects': 0,
      'net.ipv4.neigh.default.gc_thresh1': 4096,
      'net.ipv4.neigh.default.gc_thresh2': 8192,
      'net.ipv4.neigh.default.gc_thresh3': 16384,
      'net.ipv6.neigh.default.gc_thresh1': 4096,
      'net.ipv6.neigh.default.gc_thresh2': 8192,
      'net.ipv6.neigh.default.gc_thresh3': 16384,
      'net.ipv4.tcp_syncookies': 1,
      'net.netfilter.nf_conntrack_tcp_timeout_established': 7440,
    });
    // its sysctl is there only once the module is
    expect(at(config, 'boot', 'kernelModules')).toContain('nf_conntrack');
  });
});
