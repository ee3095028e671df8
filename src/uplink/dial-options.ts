import type { PppoeLine, WanPlan } from '../plan/router-plan.ts';
import { pppoeDoor, pppoeLogin, pppoeOptions } from '../render/pppoe.ts';
import type { Secret } from '../system/secret.ts';
import { dialLog, sessionDevice } from './bench-file.ts';

/** The WAN of the plan as far as a dial needs it. */
export type DialLine = Pick<WanPlan, 'jack' | 'vlan' | 'mac' | 'parentMtu' | 'prefixLength'> & {
  readonly line: Pick<PppoeLine, 'service' | 'hostUniq' | 'refuse' | 'mtu' | 'username'>;
};

/** One dial: where, with which password, whether the line shall stay, and so many times the usual wait. */
export type DialWish = {
  readonly dial: DialLine;
  readonly password: Secret;
  readonly keep: boolean;
  readonly patience?: number;
};

/**
 * pppd's options for one dial over `device`, login included: the same line as the
 * router will have, without `persist`, with a device name of the bench's own, and
 * with no script of the system's run for it. A line that is not kept hangs up by
 * itself after a minute, whatever becomes of naar.
 */
export function dialOptions({ dial, password, keep, patience = 1 }: DialWish, device: string): Secret {
  const { line, prefixLength } = dial;
  const lines = [
    ...pppoeDoor(device, line),
    // two questions, of two and of four seconds: 35 seconds by pppd's own measure
    ...['pppoe-verbose 1', `pppoe-padi-timeout ${2 * patience}`, 'pppoe-padi-attempts 2'],
    ...pppoeLogin(line),
    ...['nodetach', 'nopersist', 'maxfail 1', 'lcp-max-terminate 1', 'hide-password'],
    `ifname ${sessionDevice}`,
    `logfile ${dialLog}`,
    ...['noipdefault', 'usepeerdns', prefixLength === null ? 'noipv6' : '+ipv6'],
    `mtu ${line.mtu}`,
    `mru ${line.mtu}`,
    ...scripts.map((name) => `${name} /run/naar/bench/none`),
    ...(keep ? ['defaultroute', 'defaultroute-metric 0', ...echo] : ['nodefaultroute', 'maxconnect 60']),
  ];
  return password.map((text) => `${lines.join('\n')}\n${pppoeOptions(line.username, text)}`);
}

const echo = ['lcp-echo-interval 15', 'lcp-echo-failure 3'];
/** A script that is not there is not run; the system's own might change its name servers. Older pppd knows no option for the others. */
const scripts = ['ip-up-script', 'ip-down-script'];
