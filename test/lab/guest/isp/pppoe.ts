import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { quoted, sh, start } from '../guest.ts';
import { internet } from './addresses.ts';

/** How the concentrator takes its customer. */
export type Login = {
  readonly username: string;
  readonly password: string;
  readonly auth: 'pap' | 'chap';
  /** Service name it offers; null for any. */
  readonly service: string | null;
  /** Sessions it has room for. One: a customer who hung up without a word waits until it has noticed. */
  readonly sessions: number;
  /** Seconds between its LCP echos, three of which may fail. */
  readonly echo: number;
};

const kept = '/run/isp-login.json';

/** Changes how customers are taken; what is not named stays. The files are read at each new session. */
export function serveLogins(change: Partial<Login>): void {
  const usual: Login = { username: '', password: '', auth: 'pap', service: null, sessions: 4, echo: 10 };
  const login: Login = { ...usual, ...(existsSync(kept) ? present() : {}), ...change };
  writeFileSync(kept, JSON.stringify(login));
  mkdirSync('/etc/ppp', { recursive: true });
  const options = [
    `require-${login.auth}`,
    ...[`lcp-echo-interval ${login.echo}`, 'lcp-echo-failure 3', '+ipv6', 'mtu 1500', 'mru 1500', 'nodefaultroute'],
    `ms-dns ${internet.host4}`,
  ];
  writeFileSync('/etc/ppp/pppoe-server-options', `${options.join('\n')}\n`);
  const word = (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`;
  for (const file of ['pap-secrets', 'chap-secrets'])
    writeFileSync(`/etc/ppp/${file}`, `${word(login.username)} * ${word(login.password)} *\n`, { mode: 0o600 });
}

/** Starts (again) the access concentrator alone. Throws its own words where it does not stay. */
export function startConcentrator(): void {
  const { service, sessions } = present();
  const name = service === null ? '' : ` -S ${quoted(service)}`;
  writeFileSync('/run/isp-pool', `${internet.customer}\n`.repeat(sessions));
  start(
    'concentrator',
    'isp',
    `pppoe-server -I access -L ${internet.gateway} -p /run/isp-pool -N ${sessions} -C lab${name} -F`,
  );
  sh(
    'for i in $(seq 20); do sleep 1; pgrep -x pppoe-server && exit 0; done; tail -n 3 /run/lab/concentrator.log >&2; exit 1',
  );
}

/** Ends the concentrator and every session of it, as a power cut at the ISP would: nobody is told. */
export function killConcentrator(): void {
  sh(
    'for p in $(ip netns pids isp); do case $(cat /proc/$p/comm) in pppoe-server|pppd|pppoe) kill -9 $p;; esac; done; true',
  );
}

/** Ends every session with a word to the customer, and takes no new one. */
export function hangUp(): void {
  for (const program of ['pppoe-server', 'pppd'])
    sh(
      `ip netns pids isp | xargs -r ps -o pid=,comm= -p | awk '$2 == "${program}" { print $1 }' | xargs -r kill -TERM; true`,
    );
}

function present(): Login {
  return JSON.parse(readFileSync(kept, 'utf8')) as Login;
}
