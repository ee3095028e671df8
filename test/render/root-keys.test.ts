import { describe, expect, it } from 'vitest';
import { at } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { unboundConf } from '../nixos/judges/nixos-files.ts';
import { mayAsk, runIsolated, withFolder } from '../nixos/workbench.ts';
import { planned } from '../plan/planned.ts';

/** As the dns-root-data of nixpkgs has them, keys of 2017 and 2024. */
const known = `. IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
. IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
`;

const control =
  'remote-control:\n  control-enable: yes\n  control-interface: /run/unbound.ctl\n  control-use-cert: no\n';

// a gateway that answers ARP and nothing else, as where the provider is out of order
const deadLine = `ip link set lo up && ip link add line type veth peer name far && ip link set far up
ip addr add 198.51.100.9/24 dev line && ip link set line up
ip neigh add 198.51.100.1 lladdr 02:00:00:00:00:01 dev line && ip route add default via 198.51.100.1`;

describe('the keys of the root', () => {
  it.skipIf(!mayAsk('unbound beside a made-up /var/lib'))(
    'are there before unbound starts, without a question to the Internet, and are then its own',
    async () => {
      const config = await evaluateRouter(planned());
      const service = at(config, 'services', 'unbound');
      expect(at(service, 'enableRootTrustAnchor')).toBe(false);
      const anchor = String(at(service, 'settings', 'server', 'auto-trust-anchor-file'));
      const before = String(at(config, 'systemd', 'services', 'unbound', 'preStart'));
      const files = {
        'root.ds': known,
        'before.sh': before.replace('/nix/store/placeholder-dns-root-data', '.'),
        'unbound.conf': `${unboundConf(config)!.replace('server:\n', `server:\n  auto-trust-anchor-file: ${anchor}\n`)}${control}`,
      };
      const run = withFolder(files, (folder) =>
        runIsolated(
          `mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/lib && mkdir /var/lib/unbound && cd "$1" || exit 9
          ${deadLine}
          bash -e before.sh && cmp root.ds ${anchor} || exit 9
          unbound -d -c "$PWD/unbound.conf" 2> log &
          for _ in $(seq 100); do unbound-control -s /run/unbound.ctl status > /dev/null 2>&1 && break; sleep 0.05; done
          unbound-control -s /run/unbound.ctl status | grep running || { cat log >&2; exit 9; }
          grep -c 'error' log
          echo 'of its own' > ${anchor} && bash -e before.sh && cat ${anchor}`,
          [folder],
        ),
      );
      if (run.code !== 0) throw new Error(run.stderr);
      expect(run.stdout).toMatch(/is running\.\.\.\n0\nof its own\n$/);
    },
  );
});
