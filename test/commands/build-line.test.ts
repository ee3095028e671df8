import { expect, it } from 'vitest';
import { overNewLine } from '../../src/commands/build-line.ts';
import type { RouterPlan } from '../../src/plan/router-plan.ts';
import { Secret } from '../../src/system/secret.ts';
import type { System } from '../../src/system/system.ts';
import type { LineBench } from '../../src/uplink/line-bench.ts';
import { patient } from '../doctor/patient.ts';

/** A router whose line is up or down, whose line or name changes; what was done, in order. */
async function built({ down = true, up = true, changes = true, fails = false }) {
  const { system, facts, plan } = patient(down ? { commands: { 'ip -j addr show dev ppp0': null } } : {});
  const done: string[] = [];
  const told: string[] = [];
  const box: System = {
    ...system,
    run: async (command, args, options) => {
      if (command !== 'systemctl' && args[0] !== 'link') return system.run(command, args, options);
      done.push(`${command} ${args.join(' ')}`);
      return { code: 0, stdout: '', stderr: '' };
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
  const other: RouterPlan = changes ? { ...plan, wan: { ...plan.wan, vlan: { id: 20, egressPriority: [] } } } : plan;
  const end = await overNewLine(
    box,
    bench as LineBench,
    { facts, plan },
    { plan: other, secrets: [] },
    new Secret('x'),
    (words) => told.push(words),
    async () => {
      done.push('build');
      if (fails) throw new Error('no network');
      return 'built';
    },
  ).catch((error: Error) => error.message);
  return { end, done, told: told.join('') };
}

it('a new line is dialled first where the old one is down, and the jack is given back', async () => {
  const { end, done, told } = await built({});
  expect(end).toBe('built');
  expect(done).toEqual([
    'systemctl stop pppd-wan.service',
    'ip link delete dev wan',
    'clear',
    'dial 20 true',
    'build',
    'hang up',
    'systemctl restart systemd-networkd.service',
    'systemctl start pppd-wan.service',
  ]);
  expect(told).toMatch(/The Internet is down\.[\s\S]*It is up\.\n$/);
});

it('a line that does not come up says so, and what is here already may be enough', async () => {
  const { end, told } = await built({ up: false });
  expect(end).toBe('built');
  expect(told).toMatch(/Nobody answers\.\nWhat is here already may be enough/);
});

it('what cannot be built leaves the earlier line as it was', async () => {
  const { end, done } = await built({ up: false, fails: true });
  expect(end).toBe('no network');
  expect(done.slice(-3)).toEqual([
    'hang up',
    'systemctl restart systemd-networkd.service',
    'systemctl start pppd-wan.service',
  ]);
});

it.each([{ down: false }, { changes: false }])(
  'nothing is dialled where the old line works, or stays: %j',
  async (box) => {
    expect((await built(box)).done).toEqual(['build']);
  },
);
