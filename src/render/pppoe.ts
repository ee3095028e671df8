import type { PppoeLine, RouterPlan } from '../plan/router-plan.ts';
import { ispDnsScript } from './isp-dns.ts';
import { nixCode } from './nix.ts';
import { hexDigits, pppdQuote, shellWord } from './quoting.ts';
import { option, type Section } from './section.ts';
import { deviceUnit } from './unit-name.ts';

/** pppd's peer, and what keeps it from running without the firewall. */
export function pppoeSettings(plan: RouterPlan, line: PppoeLine): Section['settings'] {
  // wanted, not required: a secret that comes late must not stop the line for good; pppd tries again every five seconds
  const login = line.passwordPath === null ? [] : ['pppoe-login.service'];
  // pppd ends at once where the device is not there yet
  const device = deviceUnit(plan.wan.parent);
  return [
    option('services.pppd.enable', true),
    option(
      'services.pppd.peers.wan.config',
      peer(plan, line),
      'The login is in a file that only root can read; this text is in the world-readable store. pppd dials for ever, five seconds after each failure, and takes a line for dead that answers none of three questions in 45 seconds. The route has a metric, or pppd would take the unreachable one below for its own.',
    ),
    option(
      'systemd.services.pppd-wan',
      // forwarding is only waited for: it restarts with every change of a sysctl, and the line need not
      {
        requires: ['nftables.service'],
        wants: [...login, device],
        after: ['nftables.service', ...login, 'router-forwarding.service', device],
        before: nixCode('lib.mkForce [ ]'),
        serviceConfig: { Type: nixCode('lib.mkForce "exec"') },
      },
      'No firewall, no Internet. "exec": an ISP that is down must not hold up a switch (the module would wait for the line). Nothing is ordered behind it either: a jack that is not found would keep addresses, names and SSH at home waiting for a minute and a half.',
    ),
    ...(line.passwordPath === null ? [] : [loginUnit(line, line.passwordPath)]),
  ];
}

function peer(plan: RouterPlan, line: PppoeLine): string {
  const ipv6 = plan.wan.prefixLength === null ? 'noipv6' : '+ipv6';
  const lines = [
    ...pppoeDoor(plan.wan.parent, line),
    `file ${line.optionsFile}`,
    ...pppoeLogin(line),
    'unit 0',
    'persist',
    'maxfail 0',
    'holdoff 5',
    'lcp-echo-interval 15',
    'lcp-echo-failure 3',
    'noipdefault',
    'defaultroute',
    // without a metric of its own pppd takes the unreachable default route for one that is there already, and sets none (seen in the lab)
    'defaultroute-metric 0',
    ipv6,
    `mtu ${line.mtu}`,
    `mru ${line.mtu}`,
    ...(plan.dns.upstream === 'isp' ? ['usepeerdns', `ip-up-script ${ispDnsScript}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The way to the provider's concentrator: pppd's plugin, the device, and what the provider wants to hear. */
export function pppoeDoor(device: string, line: Pick<PppoeLine, 'service' | 'hostUniq'>): readonly string[] {
  return [
    'plugin pppoe.so',
    `nic-${device}`,
    ...(line.service === null ? [] : [`pppoe-service ${pppdQuote(line.service)}`]),
    // pairs of hexadecimal digits
    ...(line.hostUniq === null ? [] : [`pppoe-host-uniq ${hexDigits(line.hostUniq)}`]),
  ];
}

/** Which ways to log in are refused; and that the provider need not log in to us. */
export function pppoeLogin(line: Pick<PppoeLine, 'refuse'>): readonly string[] {
  return [...line.refuse.map((method) => `refuse-${method}`), 'noauth'];
}

/** For a password that agenix, sops or the like put on the router: quoted for pppd when the line is dialled. */
function loginUnit(line: PppoeLine, passwordPath: string): Section['settings'][number] {
  const script = `umask 077
password=$(cat ${shellWord(passwordPath)})
{
  printf 'user %s\\n' ${shellWord(pppdQuote(line.username))}
  printf 'password "%s"\\n' "$(printf %s "$password" | sed 's/["\\\\]/\\\\&/g')"
} > ${line.optionsFile}
`;
  return option(
    'systemd.services.pppoe-login',
    {
      description: 'pppd options with the login of the ISP',
      serviceConfig: {
        Type: 'oneshot',
        RuntimeDirectory: 'pppoe-login',
        RuntimeDirectoryMode: '0700',
        RuntimeDirectoryPreserve: true,
      },
      script,
    },
    'The password is put on the router by something else; it is read each time pppd starts.',
  );
}

/** Options file for pppd: /etc/naar/secrets/pppoe.options. The one text of naar that holds a secret. */
export function pppoeOptions(username: string, password: string): string {
  return `user ${pppdQuote(username)}\npassword ${pppdQuote(password)}\n`;
}
