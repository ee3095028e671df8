import { mkdirSync, writeFileSync } from 'node:fs';
import { inside, quoted, sh, start, until } from '../../guest/guest.ts';
import { moveFarEnd } from '../../guest/wires.ts';

/** The login that the concentrator knows. The password has every sign that a quoting could trip over. */
export const login = { username: 'klant@lab', password: `geheim "wacht'woord" \\ 1#$x` } as const;

/** How the concentrator of a case behaves. */
export type Temper = {
  readonly auth: 'pap' | 'chap';
  /** Bytes of a session: 1500 with RFC 4638. */
  readonly mtu: 1492 | 1500;
  /** Sessions at a time. */
  readonly sessions: number;
};

/** The provider's end of the cable in jack 1, with an access VLAN 10; nobody answers there yet. */
export function layLine(): void {
  moveFarEnd(1, 'isp');
  inside('isp', 'ip link set far mtu 1512; ip link add link far name access type vlan id 10; ip link set access up');
  // another customer's box at the same concentrator
  sh('ip netns add oldbox; ip link add old netns oldbox type veth peer name street netns isp');
  sh('ip -n oldbox link set old up; ip -n isp link set street up; ip -n isp addr add 45.90.0.1/32 dev lo');
  inside('isp', 'sysctl -qw net.ipv6.conf.all.forwarding=1');
  mkdirSync('/etc/ppp', { recursive: true });
  const word = (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`;
  const secret = `${word(login.username)} * ${word(login.password)} *\n"old" * "old" *\n`;
  for (const file of ['pap-secrets', 'chap-secrets']) writeFileSync(`/etc/ppp/${file}`, secret, { mode: 0o600 });
}

/** Starts the concentrator with a temper, ending the one before it and all its sessions. */
export async function startConcentrator({ auth, mtu, sessions }: Temper): Promise<void> {
  await endConcentrator();
  writeFileSync(
    '/etc/ppp/pppoe-server-options',
    `require-${auth}\nlcp-echo-interval 10\nlcp-echo-failure 3\n+ipv6\nmtu ${mtu}\nmru ${mtu}\nnodefaultroute\n`,
  );
  inside('isp', `ip link set access mtu ${mtu + 8}`);
  const command = `pppoe-server -I access -I street -L 45.90.0.1 -R 45.90.1.10 -N ${sessions} -C ${quoted('bras1.lab')} -F`;
  start('concentrator', 'isp', command);
  await until(10, () => inside('isp', 'pgrep -c pppoe-server || true').trim() !== '0');
}

/** Nobody is at home any more. */
export async function endConcentrator(): Promise<void> {
  sh(
    'for p in $(ip netns pids isp); do case $(cat /proc/$p/comm) in pppoe-server|pppd|pppoe) kill -9 $p;; esac; done; true',
  );
  await until(
    10,
    () => !/pppoe-server|pppd/.test(sh('for p in $(ip netns pids isp); do cat /proc/$p/comm; done; true')),
  );
}
