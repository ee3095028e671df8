import { describe, expect, it } from 'vitest';
import { bringUplink } from '../../src/commands/bring-uplink.ts';
import type { WanPlan } from '../../src/plan/router-plan.ts';
import type { RunResult, System } from '../../src/system/system.ts';

const wan = {
  jack: 'enp1s0',
  vlan: null,
  parent: 'enp1s0',
  device: 'enp1s0',
  mac: null,
  parentMtu: null,
  prefixLength: 56,
};
const dhcp = { kind: 'dhcp', client: 'networkd', hostname: 'box', options: [], controlPriority: null } as const;
const fixed = { kind: 'static', address: '198.51.100.2/24', gateway: '198.51.100.1', dns: ['9.9.9.9'] } as const;

async function bring(
  line: WanPlan['line'],
  curl: number,
  codes: Record<string, number> = {},
  vlan: WanPlan['vlan'] = null,
) {
  const commands: string[] = [];
  const run = async (command: string, args: readonly string[]): Promise<RunResult> => {
    commands.push([command, ...args].join(' '));
    return { code: command === 'curl' ? curl : (codes[command] ?? 0), stdout: '', stderr: '' };
  };
  let said = '';
  await bringUplink({ run } as unknown as System, { ...wan, vlan, line } as WanPlan, [], (words) => {
    said += words;
  });
  return { commands: commands.slice(1), said };
}

describe('the line of the router, where the installer has no Internet', () => {
  it('is left alone where the Internet answers, and where only the clock is wrong', async () => {
    expect(await bring(dhcp, 0)).toEqual({ commands: [], said: '' });
    expect(await bring(dhcp, 60)).toEqual({ commands: [], said: '' });
  });

  it('asks for an address', async () => {
    const { commands, said } = await bring(dhcp, 6);
    expect(commands).toEqual([
      'ip link set dev enp1s0 up',
      'dhcpcd --ipv4only --waitip=4 --timeout 30 --hostname box enp1s0',
    ]);
    expect(said).toContain('It has an address.');
    expect((await bring(dhcp, 6, { dhcpcd: 1 })).said).toContain('is the cable of the provider in that jack?');
  });

  it('in its VLAN', async () => {
    const { commands } = await bring({ ...dhcp, hostname: null }, 7, {}, { id: 10, egressPriority: [] });
    expect(commands).toEqual([
      'ip link set dev enp1s0 up',
      'ip link delete dev naar-up',
      'ip link add link enp1s0 name naar-up type vlan id 10',
      'ip link set dev naar-up up',
      'dhcpcd --ipv4only --waitip=4 --timeout 30 naar-up',
    ]);
  });

  it('takes its fixed address', async () => {
    const { commands, said } = await bring(fixed, 28);
    expect(commands).toEqual([
      'ip link set dev enp1s0 up',
      'ip address replace 198.51.100.2/24 dev enp1s0',
      'ip route replace default via 198.51.100.1 dev enp1s0',
      'resolvconf -a enp1s0',
    ]);
    expect(said).toContain('It has its address.');
  });

  it('cannot be dialled without its password', async () => {
    const pppoe = { kind: 'pppoe', username: 'me' } as unknown as WanPlan['line'];
    expect((await bring(pppoe, 6)).said).toContain('its password is not here');
  });
});
