import type { DhcpLine, DhcpOption } from '../plan/router-plan.ts';
import { dhcpClientScript } from './dhcp-client-script.ts';
import { nixCode, nixLines } from './nix.ts';
import { shellWord } from './quoting.ts';
import { option, type Section } from './section.ts';

/** Where the client writes the ISP's name servers: one line, blanks between. */
export const dhcpClientServers = '/run/isp-dhcp/dns';

/**
 * The unit that asks for the IPv4 address where networkd cannot: see dhcpClientScript for
 * why the client is ours. Starting again cuts no connection: the address stays, with the
 * lifetime of its lease, and is asked for again.
 */
export function dhcpClientSettings(device: string, line: DhcpLine): Section['settings'] {
  const hostname = line.hostname === null ? [] : [shellWord(`12=text:${line.hostname}`)];
  const words = [shellWord(device), String(line.controlPriority ?? 0), ...hostname, ...line.options.map(optionWord)];
  return [
    option(
      'systemd.services.isp-dhcp',
      {
        description: "IPv4 address from the ISP, with the ISP's own client identifier",
        wantedBy: ['multi-user.target'],
        after: ['nftables.service', 'systemd-networkd.service'],
        path: [nixCode('pkgs.iproute2'), nixCode('pkgs.perl')],
        startLimitIntervalSec: 0,
        serviceConfig: {
          Restart: 'always',
          RestartSec: 5,
          RuntimeDirectory: 'isp-dhcp',
          RuntimeDirectoryPreserve: true,
          NoNewPrivileges: true,
          ProtectSystem: 'strict',
          CapabilityBoundingSet: ['CAP_NET_ADMIN', 'CAP_NET_RAW', 'CAP_NET_BIND_SERVICE', 'CAP_DAC_READ_SEARCH'],
        },
        environment: { CLIENT: nixCode(`pkgs.writeText "isp-dhcp.pl" ${nixLines(dhcpClientScript, 4)}`) },
        script: `exec perl "$CLIENT" ${words.join(' \\\n  ')}\n`,
      },
      'The ISP knows its customers by a client identifier (option 61), and networkd always sends one of its own. So this small client asks for the IPv4 address, and networkd does the rest. A secret is read from its file and is in no argument that others could see.',
    ),
  ];
}

function optionWord({ code, value }: DhcpOption): string {
  if (value.kind === 'text') return shellWord(`${code}=text:${value.text}`);
  return shellWord(value.kind === 'hex' ? `${code}=hex:${value.digits}` : `${code}=file:${value.path}`);
}
