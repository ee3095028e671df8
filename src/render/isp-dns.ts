import type { RouterPlan } from '../plan/router-plan.ts';
import { dhcpClientServers } from './dhcp-client.ts';
import { nixCode } from './nix.ts';
import { option, type Section } from './section.ts';

/** Run by pppd when the line is up; NixOS links it here. */
export const ispDnsScript = '/etc/ppp/isp-dns';

/**
 * The ISP's name servers, handed on to unbound. Over PPPoE pppd's sandbox may write only its runtime directory; over
 * DHCP networkd tells them, and its state changes with them, or the hook of dhcpcd writes them.
 */
export function ispDnsSettings(plan: RouterPlan): Section['settings'] {
  const { device, line } = plan.wan;
  if (line.kind === 'static') return [];
  const ppp = line.kind === 'pppoe';
  const list = ppp ? '/run/pppd/isp-dns' : line.client === 'dhcpcd' ? dhcpClientServers : null;
  const watched = list ?? '/run/systemd/netif/state';
  const script = `# an unbound that starts later is told then
[ -S /run/unbound/unbound.ctl ] || exit 0
${list === null ? askNetworkd(device) : `servers=$(cat ${list})\n`}# shellcheck disable=SC2086 # several servers, one word each
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
      path: [nixCode('pkgs.unbound'), ...(list === null ? [nixCode('pkgs.jq')] : [])],
      unitConfig: { ConditionPathExists: watched },
      // the state changes several times in a row while links come up
      ...(list === null ? { startLimitIntervalSec: 0 } : {}),
      serviceConfig: { Type: 'oneshot' },
      script,
    }),
  ];
}

/** What networkd says with UseDNS; where it says none, as its lease file has it, whose form is its own affair. */
function askNetworkd(device: string): string {
  const filter = '.DNS[]? | select(.ConfigSource == "DHCPv4") | .Address | map(tostring) | join(".")';
  return `servers=$(networkctl --json=short status ${device} | jq -r '${filter}') || servers=
if [ -z "$servers" ]; then
  lease=/run/systemd/netif/leases/$(cat /sys/class/net/${device}/ifindex)
  [ ! -r "$lease" ] || servers=$(sed -n 's/^DNS=//p' "$lease")
fi
`;
}

const writeScript = `pkgs.writeShellScript "isp-dns" ''
    echo "$DNS1 $DNS2" > /run/pppd/isp-dns
  ''`;
