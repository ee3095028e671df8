import type { DhcpLine } from '../plan/router-plan.ts';
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
 * writes them into a drop-in of the WAN's .network file under /run before networkd reads
 * it, and, when networkd runs already (a switch), has it read again.
 */
export function secretOptionSettings(device: string, line: DhcpLine): Section['settings'] {
  const secrets = line.options.flatMap(({ code, value }) =>
    value.kind === 'secretFile' ? [{ code, path: value.path }] : [],
  );
  if (secrets.length === 0) return [];
  return [
    option(
      'systemd.services.isp-login',
      {
        description: 'Login data for the ISP that must not be in the Nix store',
        wantedBy: ['multi-user.target', 'systemd-networkd.service'],
        before: ['systemd-networkd.service'],
        serviceConfig: { Type: 'oneshot', RemainAfterExit: true },
        script: loginScript(device, secrets),
      },
      'The ISP wants a secret in its DHCP questions: it is read from its own file when the router starts.',
    ),
  ];
}

/** Files may end in a newline, which is not part of the secret. One that is missing costs its option only. */
function loginScript(device: string, secrets: readonly { readonly code: number; readonly path: string }[]): string {
  return `directory=/run/systemd/network/50-${device}.network.d
mkdir -p /run/systemd/network
# networkd is not root: its group may read
install -d -m 0750 -g systemd-network "$directory"
umask 077
option() { # code, file
  if [ ! -r "$2" ]; then
    echo "$2 is missing: option $1 is not sent to the ISP" >&2
    return
  fi
  printf 'SendOption=%s:string:' "$1"
  od -An -v -tx1 "$2" | tr -d ' \\n' | sed -E -e 's/(0d)?0a$//' -e 's/../\\\\x&/g'
  echo
}
{
  echo '[DHCPv4]'
${secrets.map(({ code, path }) => `  option ${code} ${shellWord(path)}`).join('\n')}
} > "$directory/isp-login.new"
chgrp systemd-network "$directory/isp-login.new"
chmod 0640 "$directory/isp-login.new"
mv "$directory/isp-login.new" "$directory/isp-login.conf"
if systemctl --quiet is-active systemd-networkd.service; then
  networkctl reload
fi
`;
}
