import { describe, expect, it } from 'vitest';
import { at, storeText } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { unboundConf } from '../nixos/judges/nixos-files.ts';
import { mayAsk, runIsolated, withFolder } from '../nixos/workbench.ts';
import { type Group, planned } from '../plan/planned.ts';

const dial = { type: 'pppoe', pppoe: { username: 'me', password: { env: 'P' } } };
const router = (wan: Group, upstream: unknown = 'isp') =>
  evaluateRouter(planned({ wan: { port: 'line', ...wan }, dns: { upstream } }));
const unit = (config: unknown) => at(config, 'systemd', 'services', 'isp-dns');

/** Runs the unit's script beside a real unbound; `before` makes what it reads. What it said, and whom unbound asks then. */
function fed(config: unknown, before: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const control =
    'remote-control:\n  control-enable: yes\n  control-interface: /run/unbound/unbound.ctl\n  control-use-cert: no\n';
  const run = withFolder(
    { 'unbound.conf': `${unboundConf(config)}${control}`, 'feed.sh': String(at(unit(config), 'script')), ...files },
    (folder) =>
      runIsolated(
        `mount -t tmpfs tmpfs /run && mkdir -p /run/unbound /run/pppd /run/systemd/netif/leases && cd "$1" || exit 9
        ip link set lo up && ip link add enp1s0 type veth peer name far || exit 9
        mount -t sysfs -o ro sysfs /sys || exit 9
        unbound -d -c "$PWD/unbound.conf" 2> log &
        ask() { unbound-control -s /run/unbound/unbound.ctl "$@"; }
        for _ in $(seq 200); do ask status > /dev/null 2>&1 && break; sleep 0.05; done
        ${before}
        PATH="$PWD:$PATH" bash -e feed.sh 2>> log || exit 9
        ask list_forwards`,
        [folder],
      ),
  );
  if (run.code !== 0) throw new Error(run.stderr);
  return run.stdout
    .trim()
    .split('\n')
    .filter((line) => !line.includes('arpa.'));
}

// unbound lists the newest first
const servers = ['ok', 'unbound now asks: 203.0.113.1 203.0.113.2', '. IN forward 203.0.113.2 203.0.113.1'];

describe("the ISP's name servers", () => {
  it.skipIf(!mayAsk('unbound beside a made-up /run'))(
    'come from pppd by a file that its sandbox may write',
    async () => {
      const config = await router(dial);
      const hook = storeText(String(at(config, 'environment', 'etc', 'ppp/isp-dns', 'source')))!;
      expect(at(config, 'services', 'pppd', 'peers', 'wan', 'config')).toContain('ip-up-script /etc/ppp/isp-dns\n');
      const files = { 'hook.sh': hook };
      expect(fed(config, 'DNS1=203.0.113.1 DNS2=203.0.113.2 bash hook.sh', files)).toEqual(servers);
      // pppd names one, or none: then unbound goes on by itself
      expect(fed(config, 'DNS1=203.0.113.1 DNS2= bash hook.sh', files)).toEqual([
        'ok',
        'unbound now asks: 203.0.113.1',
        '. IN forward 203.0.113.1',
      ]);
      expect(fed(config, 'DNS1= DNS2= bash hook.sh', files)).toEqual([]);
    },
  );

  it.skipIf(!mayAsk('unbound beside a made-up /run'))('are what networkd says of the line, by DHCPv4', async () => {
    const config = await router({ type: 'dhcp' });
    const says = (answer: string) => ({
      networkctl: `#!/bin/sh\n[ "$*" = "--json=short status enp1s0" ] && echo '${answer}'\n`,
    });
    const server = (source: string, ...address: readonly number[]) => ({ Address: address, ConfigSource: source });
    const told = [server('DHCPv4', 203, 0, 113, 1), server('NDisc', 32, 1), server('DHCPv4', 203, 0, 113, 2)];
    const run = 'chmod +x networkctl';
    expect(fed(config, run, says(JSON.stringify({ DNS: told })))).toEqual(servers);
    expect(fed(config, run, says('{}'))).toEqual([]);
    expect(fed(config, run, says('no JSON'))).toEqual([]);
    // networkd says them only where it would use them itself; routes to them it need not make
    expect(at(config, 'systemd', 'network', 'networks', '50-enp1s0', 'dhcpV4Config')).toMatchObject({
      UseDNS: true,
      RoutesToDNS: false,
    });
    const own = at(await router({ type: 'dhcp' }, 'recursive'), 'systemd', 'network', 'networks', '50-enp1s0');
    expect(at(own, 'dhcpV4Config', 'UseDNS')).toBe(false);
  });

  it.skipIf(!mayAsk('unbound beside a made-up /run'))(
    "are in networkd's lease where it does not say them",
    async () => {
      const config = await router({ type: 'dhcp' });
      const lease = (text: string) =>
        `printf '${text}' > "/run/systemd/netif/leases/$(cat /sys/class/net/enp1s0/ifindex)"`;
      expect(fed(config, lease('ADDRESS=198.51.100.9\\nDNS=203.0.113.1 203.0.113.2\\nNTP=1.2.3.4\\n'))).toEqual(
        servers,
      );
      expect(fed(config, lease('ADDRESS=198.51.100.9\\n'))).toEqual([]);
      // no lease yet
      expect(fed(config, 'true')).toEqual([]);
    },
  );

  it.skipIf(!mayAsk('unbound beside a made-up /run'))('wait for an unbound that is starting', async () => {
    const config = await router(dial);
    const away = 'echo 203.0.113.1 > /run/pppd/isp-dns && mv /run/unbound/unbound.ctl /run/away';
    expect(fed(config, `${away} && bash -e feed.sh && mv /run/away /run/unbound/unbound.ctl || exit 9`)).toEqual([
      'ok',
      'unbound now asks: 203.0.113.1',
      '. IN forward 203.0.113.1',
    ]);
  });

  it('are looked at again whenever they change, and told to each unbound that starts', async () => {
    for (const [wan, watched] of [
      [dial, '/run/pppd/isp-dns'],
      [{ type: 'dhcp' }, '/run/systemd/netif/state'],
      [{ type: 'dhcp', dhcp: { clientId: 'customer' } }, '/run/isp-dhcp/dns'],
    ] as const) {
      const config = await router(wan);
      expect(at(config, 'systemd', 'paths', 'isp-dns')).toEqual({
        wantedBy: ['multi-user.target'],
        pathConfig: { PathChanged: watched },
      });
      expect(unit(config)).toMatchObject({
        wantedBy: ['unbound.service'],
        after: ['unbound.service'],
        partOf: ['unbound.service'],
        unitConfig: { ConditionPathExists: watched },
        // not "active" afterwards, or it would run only once
        serviceConfig: { Type: 'oneshot' },
      });
      expect(at(config, 'services', 'unbound', 'localControlSocketPath')).toBe('/run/unbound/unbound.ctl');
    }
  });

  it('need none of this where nobody asks for them, or the answers name them', async () => {
    const fixed = { address: '203.0.113.10/29', gateway: '203.0.113.9', dns: ['203.0.113.1'] };
    for (const config of [await router(dial, 'recursive'), await router({ type: 'static', static: fixed })]) {
      expect(unit(config)).toBeUndefined();
      expect(at(config, 'systemd', 'paths')).toBeUndefined();
      expect(at(config, 'environment', 'etc', 'ppp/isp-dns')).toBeUndefined();
    }
  });
});
