import type { DhcpLine } from '../plan/router-plan.ts';
import { nixCode } from './nix.ts';
import { shellWord } from './quoting.ts';
import { option, type Section } from './section.ts';

/**
 * A DHCPv4 option as networkd's SendOption= takes it: `60:string:text`. networkd
 * undoes C escapes in the text (systemd src/network/networkd-dhcp-common.c), so every
 * byte but plain letters, numbers and a few signs is written as \xNN.
 */
export function sendOption(code: number, text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  const escaped = bytes.map((byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9._+:,/@-]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `${code}:string:${escaped.join('')}`;
}

/**
 * Option values that are secrets must not stand in the world-readable store: a unit
 * writes them into a drop-in of the WAN's .network file under /run before networkd reads it.
 */
export function secretOptionSettings(device: string, line: DhcpLine): Section['settings'] {
  const secrets = line.options.flatMap(({ code, value }) =>
    value.kind === 'secretFile' ? [{ code, path: value.path }] : [],
  );
  if (secrets.length === 0) return [];
  const writes = secrets.map(({ code, path }) => `  option ${code} ${shellWord(path)}`).join('\n');
  const script = `umask 077
mkdir -p /run/systemd/network/50-${device}.network.d
file=/run/systemd/network/50-${device}.network.d/isp-login.conf
option() {
  printf 'SendOption=%s:string:' "$1"
  od -An -v -tx1 "$2" | tr -d ' \\n' | sed -e 's/0a$//' -e 's/../\\\\x&/g'
  echo
}
{
  echo '[DHCPv4]'
${writes}
} > "$file"
chown -R root:systemd-network /run/systemd/network/50-${device}.network.d
chmod 0750 /run/systemd/network/50-${device}.network.d
chmod 0640 "$file"
`;
  return [
    option(
      'systemd.services.isp-login',
      {
        description: 'Login data for the ISP that must not be in the Nix store',
        wantedBy: ['systemd-networkd.service'],
        before: ['systemd-networkd.service'],
        path: [nixCode('pkgs.gnused')],
        serviceConfig: { Type: 'oneshot', RemainAfterExit: true },
        script,
      },
      'The ISP wants a secret in its DHCP questions: it is read from its own file when the router starts.',
    ),
  ];
}
