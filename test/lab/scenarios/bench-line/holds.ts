import { mkdirSync, writeFileSync } from 'node:fs';
import type { RouterPlan, WanPlan } from '../../../../src/plan/router-plan.ts';
import type { Order } from '../../../uplink/bench.ts';
import { check, inside, keepFile, same, sh, start, that, until } from '../../guest/guest.ts';
import { internet, killConcentrator, serveLogins, startConcentrator, startIsp } from '../../guest/isp.ts';
import { moveFarEnd } from '../../guest/wires.ts';
import { type Seen, seen, startBench } from './run-bench.ts';

/** The line as the person wants it, before there is a router. */
const line = { service: null, hostUniq: null, refuse: [], mtu: 1500, username: 'klant@lab' } as const;
const wan = {
  jack: 'enp1s0',
  vlan: { id: 10, egressPriority: [] },
  mac: null,
  parentMtu: 1508,
  prefixLength: 56,
} as const;
/** Every sign that a quoting could trip over, and a word to look for. */
const password = `planted "wacht'woord" \\ 1#$x`;
/** Emulated on a busy machine, everything takes many times as long. */
const patience = 5;

export async function run(): Promise<void> {
  mkdirSync('/run/lab', { recursive: true });
  writeFileSync('/run/lab/right', password, { mode: 0o600 });
  writeFileSync('/run/lab/wrong', 'planted-but-wrong', { mode: 0o600 });
  for (const cable of [2, 3]) moveFarEnd(cable, `far${cable}`);
  await startIsp({ ...plan, wan: { ...plan.wan, line: { ...plan.wan.line, ...line } } } as RouterPlan, { password });
  await until(60, () => !inside('isp', 'ss -Hlun "sport = :547"').includes('none'));
  const before = state();
  await check('how slow this box is', () => {
    const began = performance.now();
    sh('/usr/local/bin/node -e 0; ip link > /dev/null');
    return `an empty program of Node and one ip take ${((performance.now() - began) / 1000).toFixed(1)} s`;
  });

  await sweeps(before);
  await dials(before);
  await keeping(before);
  await check('no password in the journal', () => that(!sh('journalctl -o cat').includes('planted'), 'it is there'));
}

const plan = {
  jacks: [{ name: 'enp1s0', mac: '00:0d:b9:00:00:01' }],
  wan: { ...wan, line: { ...line, kind: 'pppoe' } },
} as unknown as RouterPlan & { readonly wan: WanPlan };

async function sweeps(before: string): Promise<void> {
  // a provider of another kind on the same cable
  inside('isp', 'ip link add link far name tv type vlan id 100; ip addr add 45.92.0.1/24 dev tv; ip link set tv up');
  const dhcp = '--dhcp-range=45.92.0.9,45.92.0.9 --dhcp-leasefile=/run/lab/leases --no-ping --log-dhcp';
  start('tv', 'isp', `dnsmasq -d --conf-file=/dev/null --port=0 --interface=tv --bind-interfaces ${dhcp}`);
  const order: Order = {
    look: 'sweep',
    request: {
      jack: 'enp1s0',
      vlans: { pppoe: [20, ...common], dhcp: [20, null, 100] },
      mac: null,
      dhcp: null,
      patience,
    },
    type: 'pppoe',
    vlan: 20,
  };
  await look(
    'sweep: of a dozen VLANs the right one answers, and DHCP on another',
    order,
    before,
    ({ result, verdict }) => {
      same(result.kind, 'swept', 'kind');
      same(short(result.pppoe, ['vlan', 'name']), [{ vlan: 10, name: 'lab' }], 'concentrators');
      same(
        short(result.dhcp, ['vlan', 'address', 'server']),
        [{ vlan: 100, address: '45.92.0.9', server: '45.92.0.1' }],
        'offers',
      );
      same(result.leftOut, [], 'left out');
      same(verdict.next, { kind: 'use-line', type: 'pppoe', vlan: 10, question: 'Use VLAN 10?' }, 'next');
    },
  );
  await check('sweep: nothing was asked for in earnest, and nothing was sent on another jack', () => {
    that(!/DHCPREQUEST/.test(sh('cat /run/lab/tv.log')), 'an address was taken');
    for (const far of ['far2', 'far3'])
      same(inside(far, 'cat /sys/class/net/far/statistics/rx_packets').trim(), '0', far);
  });
}

const common = [null, 10, 7, 35, 11, 100, 101, 6, 132, 835, 0] as const;

async function dials(before: string): Promise<void> {
  await look('dial: PAP and RFC 4638', dial(), before, ({ result, verdict }) => {
    same(
      short([result], ['kind', 'address', 'peer', 'mtu', 'dns', 'kept']),
      [
        {
          kind: 'up',
          address: internet.customer,
          peer: internet.gateway,
          mtu: 1500,
          dns: [internet.host4],
          kept: null,
        },
      ],
      'result',
    );
    same(result.ipv6, { prefix: `${internet.prefix}/56`, why: null }, 'prefix');
    same(verdict.mood, 'good', 'mood');
  });
  await check('dial: hung up, the provider has no session left', () =>
    until(10, () => !sh('ip netns exec isp ip -br link').includes('ppp')),
  );

  serveLogins({ auth: 'chap' });
  await look('dial: CHAP', dial(), before, ({ result }) => same([result.kind, result.mtu], ['up', 1500], 'result'));
  await look('dial: wrong password, CHAP', dial({ passwordFile: '/run/lab/wrong' }), before, ({ result, verdict }) => {
    same(result, { kind: 'login-refused', words: 'Access denied' }, 'result');
    same(verdict.next.kind, 'mend-login', 'next');
  });
  await look(
    'dial: only PAP allowed, CHAP wanted',
    dial({}, { refuse: ['chap', 'mschap', 'mschap-v2', 'eap'] }),
    before,
    ({ result, verdict }) => {
      same(result.kind, 'method-refused', 'kind');
      same(verdict.next.kind, 'allow-any-method', 'next');
    },
  );

  serveLogins({ auth: 'pap' });
  await look('dial: wrong password, PAP', dial({ passwordFile: '/run/lab/wrong' }), before, ({ result, verdict }) => {
    same(result, { kind: 'login-refused', words: 'Login incorrect' }, 'result');
    same(verdict.words, 'The provider refused the login ("Login incorrect").', 'words');
  });
  await look('dial: wrong VLAN', dial({ vlan: { id: 20, egressPriority: [] } }), before, ({ result, verdict }) => {
    same(result, { kind: 'other-vlan', vlan: 10, asked: 20, concentrator: 'lab' }, 'result');
    same(verdict.words, 'The provider answered on VLAN 10 (lab), not on VLAN 20.', 'words');
  });

  inside('isp', 'ip link set access mtu 1500');
  await restartConcentrator({});
  await look('dial: a provider without RFC 4638', dial(), before, ({ result }) =>
    same([result.kind, result.mtu], ['up', 1492], 'result'),
  );
  inside('isp', 'ip link set access mtu 1508');

  killConcentrator();
  await look('dial: no concentrator', dial(), before, ({ result, verdict }) => {
    same(result.kind, 'no-answer', 'kind');
    that(verdict.words.includes('VLAN 10, untagged, VLAN 7'), verdict.words);
  });

  await restartConcentrator({ sessions: 1, echo: 60 });
  // the old box: it had the line, and its plug was pulled
  const old = startBench(dial({ keep: true }));
  await old.ended;
  sh(`kill -9 ${old.keptProcess()}`);
  await look('dial: the old box still holds the only session', dial(), null, ({ result, verdict }) => {
    same(result.kind, 'session-refused', 'kind');
    same(verdict.next.kind, 'try-again', 'next');
  });
  await check('what the old box left is gone', () => same(state(), before, 'state'));
  await restartConcentrator({ sessions: 4, echo: 10 });
}

async function keeping(before: string): Promise<void> {
  await check('kept: naar ends and the line carries traffic', async () => {
    const { result } = await startBench(dial({ keep: true })).ended;
    same([result.kind, (result.kept as object | null) !== null], ['up', true], 'result');
    that(sh('ip route show default').includes('dev naar-ppp'), 'no default route');
    sh(`ping -c 1 -W 20 ${internet.host4}`, 30);
    return state();
  });
  await look('kept: a later naar hangs up', { look: 'hang-up' }, before, ({ result }) => same(result, true, 'result'));
  await check('killed in the middle: the next look puts all back', async () => {
    const dialling = startBench(dial());
    await dialling.until('logging-in');
    dialling.kill('SIGKILL');
    await startBench({ look: 'cables', jacks: [], seconds: 0 }).ended;
    same(state(), before, 'state');
  });
  await check('Ctrl-C in the middle', async () => {
    const dialling = startBench(dial());
    await dialling.until('dialling');
    dialling.kill('SIGINT');
    same((await dialling.ended).result, { kind: 'stopped' }, 'result');
    same(state(), before, 'state');
  });
}

/** One look: what must hold of its end, and that the box is as before; says the seconds. */
async function look(name: string, order: Order, before: string | null, holds: (seen: Seen) => void): Promise<void> {
  await check(name, async () => {
    const bench = startBench(order);
    const end = await bench.ended;
    keepFile(`${name.replace(/\W+/g, '-')}.txt`, `${bench.said()}\n${seen.log}`);
    holds(end);
    that(end.at < 15_000 * patience, `it took ${end.at} ms`);
    same(bench.leaks(), [], 'the password is seen in');
    if (before !== null) same(state(), before, 'state');
    return `${(end.at / 1000).toFixed(1)} s; ${end.verdict?.words ?? ''}`;
  });
}

function dial(change: Partial<Order & { look: 'dial' }> & Partial<WanPlan> = {}, login: object = {}): Order {
  const { vlan = wan.vlan, ...order } = change;
  return {
    look: 'dial',
    dial: { ...wan, vlan, line: { ...line, ...login } },
    passwordFile: '/run/lab/right',
    elsewhere: common,
    keep: false,
    patience,
    ...order,
  } as Order;
}

async function restartConcentrator(change: Parameters<typeof serveLogins>[0]): Promise<void> {
  killConcentrator();
  serveLogins(change);
  startConcentrator();
  await until(20, () => sh('for p in $(ip netns pids isp); do cat /proc/$p/comm; done').includes('pppoe-server'));
}

/** The box as it was found: devices with their settings, routes, files of the bench, dials. */
function state(): string {
  return sh(
    'ip -br link; ip -br addr; ip route; ls /run/naar/bench 2>/dev/null; cat /proc/sys/net/ipv6/conf/enp1s0/addr_gen_mode /sys/class/net/enp1s0/mtu; pgrep -ax "pppd|dhcpcd|pppoe-discovery" --ns $$ --nslist net; true',
  );
}

function short(list: unknown, keys: readonly string[]): unknown {
  return (list as Record<string, unknown>[]).map((entry) => Object.fromEntries(keys.map((key) => [key, entry[key]])));
}
