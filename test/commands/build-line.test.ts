import { describe, expect, it } from 'vitest';
import { overNewLine } from '../../src/commands/build-line.ts';
import type { RouterPlan } from '../../src/plan/router-plan.ts';
import { Secret, textOf } from '../../src/system/secret.ts';
import type { System } from '../../src/system/system.ts';
import type { LineBench } from '../../src/uplink/line-bench.ts';
import { patient } from '../doctor/patient.ts';

type Line = RouterPlan['wan']['line'];
const dhcp: Line = { kind: 'dhcp', client: 'networkd', hostname: 'box', options: [], controlPriority: null };

/** What systemctl lists, a line for each. */
const active =
  'systemd-networkd-varlink.socket loaded active listening x\nsystemd-networkd.socket loaded active running x\n';

/** A router whose line is up or down, and changes to another one; what was done, in order. */
async function built({
  down = true,
  up = true,
  changes = true,
  fails = false,
  guarded = true,
  back = 0,
  line = null as Line | null,
  from = null as Line | null,
  vlan = 20 as number | null,
}) {
  const { system, facts, plan } = patient(down ? { commands: { 'ip -j addr show dev ppp0': null } } : {});
  const done: string[] = [];
  const told: string[] = [];
  const files = new Map<string, string>();
  let time = 0;
  const box: System = {
    ...system,
    now: () => new Date(time),
    wait: async (milliseconds) => {
      time += milliseconds;
    },
    makeDirectory: async () => {},
    write: async (path, text) => void files.set(path, textOf(text)),
    start: async (command, args) => {
      done.push([command, ...args].join(' '));
      return { process: 1, ended: Promise.resolve({ code: back, problem: null }), stop: never, release: () => {} };
    },
    run: async (command, args, options) => {
      const words = [command, ...args].join(' ');
      if (/^ip -j -4 route show default dev/.test(words))
        return { code: 0, stdout: up ? '[{"dst":"default","gateway":"203.0.113.1"}]' : '[]', stderr: '' };
      if (/^systemctl list-units .*--state=active systemd-networkd\*\.socket isp-dns\.path$/.test(words))
        return { code: 0, stdout: active, stderr: '' };
      if (!/^(systemctl|systemd-run|networkctl|chgrp|ip link) /.test(words)) return system.run(command, args, options);
      done.push(words.replace(String(process.pid), 'PID'));
      return { code: command === 'systemd-run' && !guarded ? 1 : 0, stdout: '', stderr: '' };
    },
  };
  const bench: Partial<LineBench> = {
    clear: async () => void done.push('clear'),
    trialDial: async ({ dial, keep }) => {
      done.push(`dial ${dial.vlan?.id} ${keep}`);
      const verdict = { mood: up ? 'good' : 'bad', words: up ? 'It is up.' : 'Nobody answers.' } as const;
      return {
        result: { kind: up ? 'up' : 'no-answer' } as never,
        verdict: { ...verdict, next: { kind: 'go-on' } },
      };
    },
    hangUpLine: async () => {
      done.push('hang up');
      return true;
    },
  };
  const wan = {
    ...plan.wan,
    vlan: vlan === null ? null : { id: vlan, egressPriority: [{ from: 0, to: 5 }] },
    line: line ?? plan.wan.line,
  };
  const end = await overNewLine(
    box,
    bench as LineBench,
    { facts, plan: from === null ? plan : { ...plan, wan: { ...plan.wan, line: from } } },
    {
      plan: changes ? { ...plan, wan } : plan,
      secrets: line === null ? [] : [{ name: 'dhcp-option-90', value: new Secret('pass word\n') }],
    },
    new Secret('x'),
    { write: (words) => told.push(words) },
    async () => {
      done.push('build');
      if (fails) throw new Error('no network');
      return 'built';
    },
  ).catch((error: Error) => error.message);
  return { end, done, told: told.join(''), files };
}

const never = () => Promise.reject(new Error('It was not to be stopped.'));
const guard = 'systemd-run --unit=naar-line --collect --quiet /bin/sh /run/naar/give-back.sh PID';
const lent = [guard, 'systemctl stop pppd-wan.service', 'ip link delete dev wan'];
const given = ['hang up', '/bin/sh /run/naar/give-back.sh', 'systemctl stop naar-line.service'];

it('a new line is dialled first where the old one is down, and the jack is given back', async () => {
  const { end, done, told, files } = await built({});
  expect(end).toBe('built');
  expect(done).toEqual([...lent, 'clear', 'dial 20 true', 'build', ...given]);
  expect(told).toMatch(/The Internet is down\.[\s\S]*It is up\.\n/);
  expect(files.get('/run/naar/give-back.sh')).toMatch(
    /^\[ \$# = 0 \] \|\| tail --pid="\$1"[\s\S]*restart systemd-networkd\.service\nsystemctl start pppd-wan\.service\n$/m,
  );
});

it('networkd leaves the jack to a dial, and nothing wakes it meanwhile', async () => {
  const sockets = 'systemd-networkd-varlink.socket systemd-networkd.socket';
  const { done, files } = await built({ from: dhcp });
  expect(done).toEqual([
    guard,
    `systemctl stop ${sockets} systemd-networkd.service`,
    'ip link delete dev wan',
    'clear',
    'dial 20 true',
    'build',
    ...given,
  ]);
  // a socket is refused while its service is there
  expect(files.get('/run/naar/give-back.sh')).toMatch(
    new RegExp(
      `\nsystemctl stop systemd-networkd.service\nsystemctl start ${sockets}\nsystemctl restart systemd-networkd.service\n$`,
    ),
  );
});

it('a line that does not come up says so, and what is here already may be enough', async () => {
  const { end, told } = await built({ up: false });
  expect(end).toBe('built');
  expect(told).toMatch(/Nobody answers\.\n[\s\S]*what is here already may be enough/);
});

it('what cannot be built leaves the earlier line as it was', async () => {
  const { end, done } = await built({ up: false, fails: true });
  expect(end).toBe('no network');
  expect(done.slice(-3)).toEqual(given);
});

it.each([{ down: false }, { changes: false }, { line: { ...dhcp, client: 'dhcpcd' } as const }])(
  'nothing is tried where the old line works, or stays, or where only the new system can ask: %j',
  async (box) => {
    expect((await built(box)).done).toEqual(['build']);
  },
);

it('a way back that did not work whole is left to whoever waits for the end of naar', async () => {
  expect((await built({ back: 1 })).done.slice(-2)).toEqual(given.slice(0, 2));
});

it('nothing is taken from the old line where nobody would give it back', async () => {
  expect((await built({ guarded: false })).done).toEqual([guard, 'build']);
});

describe('a line that networkd asks for', () => {
  const place = '/run/systemd/network/00-naar-line';

  it('is asked in its VLAN, with its options, secret ones for networkd only', async () => {
    const options = [
      { code: 60, value: { kind: 'text', text: 'a b' } },
      { code: 90, value: { kind: 'secretFile', path: '/etc/naar/secrets/dhcp-option-90' } },
    ] as const;
    const { done, told, files } = await built({ line: { ...dhcp, options, controlPriority: 6 } });
    const names = [`${place}.netdev`, `${place}-jack.network`, `${place}.network`, `${place}.network.d/90.conf`];
    expect(done).toEqual([
      ...lent,
      `chgrp systemd-network ${names.join(' ')}`,
      'networkctl reload',
      'networkctl reconfigure enp1s0',
      'build',
      ...given,
    ]);
    expect(told).toContain('The new line has an address.');
    expect(files.get(names[0]!)).toBe('[NetDev]\nName=naar-line\nKind=vlan\n\n[VLAN]\nId=20\nEgressQOSMaps=0-5\n');
    expect(files.get(names[1]!)).toContain('Name=enp1s0\n\n[Network]\nVLAN=naar-line\n');
    expect(files.get(names[2]!)).toContain('Name=naar-line\n\n[Network]\nDHCP=ipv4\n');
    expect(files.get(names[2]!)).toContain('Hostname=box\nSocketPriority=6\nSendOption=60:string:a\\x20b\n');
    expect(files.get(names[3]!)).toBe('[DHCPv4]\nSendOption=90:string:pass\\x20word\n');
    expect(files.get('/run/naar/give-back.sh')).toContain(`rm -rf ${place}*\nip link delete dev naar-line`);
  });

  it('may have its address from the answers, without a VLAN', async () => {
    const line = { kind: 'static', address: '198.51.100.2/24', gateway: '198.51.100.1', dns: [] } as const;
    const { told, files } = await built({ line, vlan: null });
    expect(told).toContain('The new line has its address.');
    expect(files.get(`${place}.network`)).toBe(
      '[Match]\nName=enp1s0\n\n[Network]\nAddress=198.51.100.2/24\nGateway=198.51.100.1\nIPv6AcceptRA=no\nLinkLocalAddressing=no\n',
    );
  });

  it('that nobody answers is given up, and what is here may be enough', async () => {
    const { end, told, done } = await built({ line: dhcp, up: false });
    expect(end).toBe('built');
    expect(told).toContain('Nobody gave the new line an address');
    expect(done.slice(-3)).toEqual(given);
  });
});
