import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Order } from '../../../uplink/bench.ts';
import { check, keepFile, same, sh, start, that, until } from '../../guest/guest.ts';
import { endConcentrator, layLine, login, startConcentrator } from './concentrator.ts';

export async function run(): Promise<void> {
  layLine();
  sh('modprobe pppoe; modprobe 8021q');
  writeFileSync('/run/password', login.password, { mode: 0o600 });
  writeFileSync('/run/wrong', 'not-the-password-1', { mode: 0o600 });
  const before = state();
  keepFile('before.txt', before);
  const cases: readonly (readonly [string, Parameters<typeof startConcentrator>[0] | null, Order])[] = [
    ['pap', { auth: 'pap', mtu: 1500, sessions: 4 }, dial()],
    ['plain-1492', { auth: 'pap', mtu: 1492, sessions: 4 }, dial()],
    ['chap', { auth: 'chap', mtu: 1500, sessions: 4 }, dial()],
    ['wrong-pap', { auth: 'pap', mtu: 1500, sessions: 4 }, dial({ passwordFile: '/run/wrong' })],
    ['wrong-chap', { auth: 'chap', mtu: 1500, sessions: 4 }, dial({ passwordFile: '/run/wrong' })],
    ['method', { auth: 'chap', mtu: 1500, sessions: 4 }, dial({}, { refuse: ['chap', 'mschap', 'mschap-v2', 'eap'] })],
    ['wrong-vlan', { auth: 'pap', mtu: 1500, sessions: 4 }, dial({}, {}, 20)],
    ['nobody', null, dial()],
  ];
  for (const [name, temper, order] of cases) {
    if (temper === null) await endConcentrator();
    else await startConcentrator(temper);
    await check(name, async () => {
      const said = await bench(order);
      keepFile(`${name}.jsonl`, said);
      keepFile(`${name}-after.txt`, state());
      return said.trim().split('\n').at(-1)!;
    });
  }
  await startConcentrator({ auth: 'pap', mtu: 1500, sessions: 1 });
  start(
    'oldbox',
    'oldbox',
    'pppd nodetach plugin pppoe.so nic-old user old password old noauth nodefaultroute noipdefault ifname old0',
  );
  await until(20, () => sh('ip -n oldbox addr show dev old0 | grep -c inet').trim() !== '0');
  await check('one-session', async () => {
    const said = await bench(dial());
    keepFile(`one-session.jsonl`, said);
    return said.trim().split('\n').at(-1)!;
  });
}

function dial(order: object = {}, line: object = {}, vlan = 10): Order {
  return {
    look: 'dial',
    dial: {
      jack: 'enp1s0',
      vlan: { id: vlan, egressPriority: [] },
      mac: null,
      parentMtu: 1508,
      prefixLength: 56,
      line: { service: null, hostUniq: null, refuse: [], mtu: 1500, username: login.username, ...line },
    },
    passwordFile: '/run/password',
    elsewhere: [null, 10, 7, 20, 35, 11, 100, 101, 6, 132, 835, 0],
    keep: false,
    ...order,
  };
}

async function bench(order: Order): Promise<string> {
  writeFileSync('/run/order.json', JSON.stringify(order));
  const child = spawn('/usr/local/bin/node', ['/lab/job/bench.mjs', '/run/order.json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    out += data;
  });
  const log = setInterval(() => {
    try {
      writeFileSync('/run/last-pppd.log', readFileSync('/run/naar/bench/pppd.log'));
    } catch {}
  }, 50);
  await new Promise((resolve) => child.once('close', resolve));
  clearInterval(log);
  try {
    out += `${JSON.stringify({ log: readFileSync('/run/last-pppd.log', 'utf8') })}\n`;
  } catch {}
  sh('rm -f /run/last-pppd.log');
  const lines = out.trim().split('\n');
  return `${lines.at(-1)}\n${lines.slice(0, -1).join('\n')}\n`;
}

function state(): string {
  return sh(
    'ip -d -br link; ip -br addr; ls -la /run/naar/bench 2>&1; cat /proc/sys/net/ipv6/conf/enp1s0/addr_gen_mode; pgrep -a pppd; true',
  );
}
void same;
void that;
void readdirSync;
