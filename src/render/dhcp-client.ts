import type { DhcpLine, DhcpOption } from '../plan/router-plan.ts';
import { nixCode, nixLines } from './nix.ts';
import { shellWord } from './quoting.ts';
import { option, type Section } from './section.ts';

/** Where the hook of dhcpcd writes the ISP's name servers: one line, blanks between. */
export const dhcpClientServers = '/run/isp-dhcp/dns';

/**
 * The unit that asks for the IPv4 address where networkd cannot: networkd always sends an
 * option 61 of its own kind, and a second one is joined to the first (RFC 3396). dhcpcd
 * reads identifier and classes from a file, so no secret is an argument that others could see.
 *
 * dhcpcd does not set the priority of its packets (SO_PRIORITY): in the VLAN they have that
 * of the data. `check` warns where the ISP wants another.
 */
export function dhcpClientSettings(device: string, line: DhcpLine): Section['settings'] {
  return [
    option(
      'systemd.services.isp-dhcp',
      {
        description: "IPv4 address from the ISP, with the ISP's own client identifier",
        wantedBy: ['multi-user.target'],
        after: ['nftables.service', 'systemd-networkd.service'],
        path: [nixCode('pkgs.dhcpcd')],
        startLimitIntervalSec: 0,
        serviceConfig: {
          Restart: 'always',
          RestartSec: 5,
          // its own folders for socket and lease: a restart asks for the same address again
          RuntimeDirectory: ['isp-dhcp', 'dhcpcd'],
          RuntimeDirectoryMode: '0700',
          RuntimeDirectoryPreserve: true,
          StateDirectory: 'dhcpcd',
          StateDirectoryMode: '0700',
          NoNewPrivileges: true,
          ProtectSystem: 'strict',
          CapabilityBoundingSet: ['CAP_NET_ADMIN', 'CAP_NET_RAW', 'CAP_NET_BIND_SERVICE', 'CAP_DAC_READ_SEARCH'],
        },
        environment: { HOOK: nixCode(`pkgs.writeShellScript "isp-dhcp-hook" ${nixLines(hook, 4)}`) },
        script: startScript(device, line),
      },
      'The ISP knows its customers by a client identifier (option 61), and networkd always sends one of its own. So dhcpcd asks for the IPv4 address, and networkd does the rest. A secret is read from its file and is in no argument that others could see.',
    ),
  ];
}

/** Run by dhcpcd at each event, with the lease in the environment (dhcpcd-run-hooks(8)). */
const hook = `case \${reason-} in
  BOUND | RENEW | REBIND | REBOOT) echo "\${new_domain_name_servers-}" > ${dhcpClientServers} ;;
esac
`;

/**
 * What dhcpcd takes for bytes is a row of hexadecimal digits, two bytes at least
 * (dhcpcd src/common.c, hwaddr_aton); a text it would put a zero in front of, or read as digits.
 * A value that it cannot take it would leave out, so that ends the unit here.
 */
function startScript(device: string, line: DhcpLine): string {
  return `umask 077
send() { # dhcpcd's word; the bytes come from standard input, a last newline is not one of them
  digits=$(od -An -v -tx1 | tr -d ' \\n' | sed -E 's/(0d)?0a$//')
  if [ "\${#digits}" -lt 4 ] || [ "\${#digits}" -gt "$2" ]; then
    echo "The value for $1 has $((\${#digits} / 2)) bytes: 2 to $(($2 / 2)) can be sent." >&2
    exit 1
  fi
  echo "$1 $digits"
}
# shellcheck disable=SC2016 # a value that looks like shell is meant as it stands
{
  # nothing but address, routes and name servers; the address stays over a restart; no class but the one given
  cat <<'END'
persistent
noipv4ll
noarp
nodelay
timeout 0
metric 1024
option subnet_mask, routers, classless_static_routes, domain_name_servers
require dhcp_server_identifier
nooption dhcp_client_identifier
vendorclassid
END
${[...hostnameLine(line.hostname), ...line.options.map(optionLine)].map((text) => `  ${text}`).join('\n')}
} > /run/isp-dhcp/dhcpcd.conf
exec dhcpcd --nobackground --quiet --ipv4only --config /run/isp-dhcp/dhcpcd.conf --script "$HOOK" ${shellWord(device)}
`;
}

/** In quotes, or a name such as `cafe` would be two bytes. */
function hostnameLine(hostname: string | null): string[] {
  return hostname === null ? [] : [`echo ${shellWord(`hostname "${hostname}"`)}`];
}

/** `msuserclass` sends the bytes as they are: what providers publish often has its length in front already (RFC 3004). */
const words: Readonly<Record<number, string>> = { 60: 'vendorclassid', 61: 'clientid', 77: 'msuserclass' };

function optionLine({ code, value }: DhcpOption): string {
  const word = words[code];
  if (word === undefined) throw new RangeError(`dhcpcd cannot send DHCP option ${code}.`);
  if (value.kind === 'hex') return `echo '${word} ${value.digits}'`;
  // an older dhcpcd takes 48 bytes of an identifier
  const send = `send ${word} ${code === 61 ? 96 : 510}`;
  return value.kind === 'text' ? `${send} <<< ${shellWord(value.text)}` : `${send} < ${shellWord(value.path)}`;
}
