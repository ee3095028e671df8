import type { RouterPlan } from '../plan/router-plan.ts';
import { dhcpClientServers } from './dhcp-client.ts';
import { nixCode } from './nix.ts';
import { option, type Section } from './section.ts';

/** Run by pppd when the line is up; NixOS links it here. */
export const ispDnsScript = '/etc/ppp/isp-dns';

/**
 * The ISP's name servers, handed on to unbound. Over PPPoE pppd's sandbox may write
 * only its runtime directory; over DHCP they stand in networkd's lease file, or where the hook of dhcpcd writes them.
 */
export function ispDnsSettings(plan: RouterPlan): Section['settings'] {
  const { device, line } = plan.wan;
  if (line.kind === 'static') return [];
  const ppp = line.kind === 'pppoe';
  const list = ppp ? '/run/pppd/isp-dns' : line.client === 'dhcpcd' ? dhcpClientServers : null;
  const watched = list ?? '/run/systemd/netif/leases';
  const read =
    list === null
      ? `lease=/run/systemd/netif/leases/$(cat /sys/class/net/${device}/ifindex)\n[ -r "$lease" ] || exit 0\nservers=$(sed -n 's/^DNS=//p' "$lease")\n`
      : `servers=$(cat ${list})\n`;
  const script = `${read}# shellcheck disable=SC2086 # several servers, one word each
set -- $servers
# an ISP that names none: unbound goes on by itself
[ "$#" -gt 0 ] || exit 0
unbound-control -s /run/unbound/unbound.ctl forward_add . "$@"
echo "unbound now asks: $*"
`;
  return [
    ...(ppp ? [option('environment.etc.*.source', nixCode(writeScript), null, ['ppp/isp-dns'])] : []),
    option('systemd.paths.isp-dns', { wantedBy: ['multi-user.target'], pathConfig: { PathChanged: watched } }),
    option('systemd.services.isp-dns', {
      description: "Tell unbound the ISP's name servers",
      wantedBy: ['unbound.service'],
      after: ['unbound.service'],
      partOf: ['unbound.service'],
      path: [nixCode('pkgs.unbound')],
      unitConfig: { ConditionPathExists: watched },
      serviceConfig: { Type: 'oneshot' },
      script,
    }),
  ];
}

const writeScript = `pkgs.writeShellScript "isp-dns" ''
    echo "$DNS1 $DNS2" > /run/pppd/isp-dns
  ''`;
