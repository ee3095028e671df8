import { describe, expect, it } from 'vitest';
import { bringUplink } from '../../src/commands/bring-uplink.ts';
import type { WanPlan } from '../../src/plan/router-plan.ts';
import { dhcpOptionFile } from '../../src/plan/secret-files.ts';
import type { RecordedLine } from '../../src/system/recorded-line.ts';
import { Secret, textOf } from '../../src/system/secret.ts';
import { boxWith } from '../uplink/recorded-box.ts';

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
const state = '/run/naar/bench/state.json';
const conf = '/run/naar/bench/line.conf';

type Case = {
  curl?: number;
  line?: RecordedLine;
  wan?: object;
  acts?: Record<string, string | number>;
  files?: Record<string, string>;
};

/** `acts`: what a command prints, or its exit status. */
async function bring(
  line: unknown,
  { curl = 6, line: on = 'dhcp', wan: change = {}, acts = {}, files = {} }: Case = {},
) {
  const { system, bench } = await boxWith(on, (play) => ({
    text: (path, ...rest) => files[path] ?? play.text(path, ...rest),
    perform(command, args, stage) {
      const name = command.split('/').at(-1) ?? '';
      const act = name === 'ip' && args[0] === '-4' ? (acts.address ?? 'inet 10.0.0.9/24\n') : acts[name];
      if (typeof act === 'string') stage.tell(act);
      if (act !== undefined) return Promise.resolve(typeof act === 'number' ? act : 0);
      if (name === 'curl') return Promise.resolve(curl);
      if (name === 'ip' && ['address', 'route'].includes(args[0] ?? '')) return Promise.resolve(0);
      return play.perform(command, args, stage);
    },
  }));
  let said = '';
  const secrets = [{ name: 'dhcp-option-61', value: new Secret('geheim') }];
  await bringUplink(system, { ...wan, ...change, line } as WanPlan, secrets, (words) => {
    said += words;
  });
  const commands = system.commands.slice(1).flatMap(({ command, args, options }) =>
    args.includes('-batch')
      ? textOf(options.input ?? '')
          .trim()
          .split('\n')
      : [[command.split('/').at(-1), ...args].join(' ')],
  );
  return { system, bench, commands, said, conf: textOf(system.writes.get(conf)?.text ?? '').split('\n') };
}

describe('the line of the router, where the installer has no Internet', () => {
  it('is left alone where the Internet answers, and where only the clock is wrong', async () => {
    for (const curl of [0, 60]) expect(await bring(dhcp, { curl })).toMatchObject({ commands: [], said: '' });
  });

  it('asks for an address, by a file of its own', async () => {
    const { commands, said, conf: lines, system } = await bring(dhcp);
    expect(commands.filter((command) => !command.startsWith('nmcli'))).toEqual([
      'link set dev enp1s0 up',
      `dhcpcd --ipv4only --config ${conf} --waitip=4 --timeout 30 enp1s0`,
      'ip -4 -o address show dev enp1s0 scope global',
    ]);
    expect(said).toMatch(/It has an address\.\n$/);
    expect(lines).toEqual([
      ...['nodelay', 'noipv4ll', 'noarp', 'clientid', 'vendorclassid'],
      'option subnet_mask, routers, classless_static_routes, domain_name_servers',
      ...['require dhcp_server_identifier', 'nooption dhcp_client_identifier', 'hostname "box"', ''],
    ]);
    expect(system.writes.get(conf)?.mode).toBe(0o600);
  });

  it('sends the options of the answers, and says which it cannot', async () => {
    const text = { kind: 'text', text: 'abc' };
    const options = [
      { code: 60, value: text },
      { code: 61, value: { kind: 'secretFile', path: dhcpOptionFile(61) } },
      { code: 77, value: { kind: 'secretFile', path: '/run/agenix/77' } },
      { code: 90, value: text },
    ];
    const { said, conf: lines, system } = await bring({ ...dhcp, options });
    expect(lines.slice(-3)).toEqual(['vendorclassid 616263', 'clientid 67656865696d', '']);
    expect(said).toMatch(/It has an address\. DHCP options 77 and 90 of the answers cannot be sent from here\.\n$/);
    expect(JSON.stringify(system.commands)).not.toMatch(/geheim|67656865696d/);
  });

  it('in its VLAN, with its priority and its MAC', async () => {
    const change = { vlan: { id: 10, egressPriority: [{ from: 0, to: 3 }] }, mac: '02:00:00:00:00:AA' };
    const { commands, said, system, bench } = await bring(dhcp, { wan: change });
    for (const command of [
      'link set dev enp1s0 address 02:00:00:00:00:aa',
      'link add link enp1s0 name naar-v10 type vlan id 10 egress-qos-map 0:3',
      'link set dev naar-v10 up',
      `dhcpcd --ipv4only --config ${conf} --waitip=4 --timeout 30 naar-v10`,
    ])
      expect(commands).toContain(command);
    // the recorded jack keeps its own
    expect(said).toMatch(/It has an address\. The jack does not take the MAC of the answers\.\n$/);
    // whoever looks at the line next ends it first, and its login is gone
    await bench.clear();
    const ended = system.commands.map(({ args }) => args.join(' ')).filter((words) => words.includes('--exit'));
    expect(ended).toEqual(['--ipv4only --exit enp1s0', '--ipv4only --exit naar-v10']);
    expect([...system.writes.keys()]).toEqual([]);
  });

  it('is not taken away by NetworkManager, which has its jack back after the next look', async () => {
    const { commands, system, bench } = await bring(fixed, { acts: { nmcli: 'enp1s0:connecting\n' } });
    const order = ['nmcli device set enp1s0 managed no', 'ip address replace 198.51.100.2/24 dev enp1s0'];
    expect(commands.filter((command) => order.includes(command))).toEqual(order);
    expect(commands).not.toContain('nmcli device set enp1s0 managed yes');
    expect(JSON.parse(textOf(system.writes.get(state)?.text ?? ''))).toMatchObject({
      jacks: [{ name: 'enp1s0', managed: true }],
    });
    await bench.clear();
    expect(system.commands.at(-1)?.args.join(' ')).toBe('device set enp1s0 managed yes');
  });

  it('says who is missing: dhcpcd, the provider, or the cable', async () => {
    const missing = await bring(dhcp, { line: 'no-tools' });
    expect(missing.said).toContain('needs dhcpcd, which is not on this system');
    expect(missing.commands).toEqual([]);
    // a newer dhcpcd that goes on without an address
    const nobody = await bring(dhcp, { acts: { dhcpcd: 0, address: '' } });
    expect(nobody.said).toContain('Nobody gave it an address');
    expect(nobody.commands.filter((command) => command === 'dhcpcd --ipv4only --exit enp1s0')).toHaveLength(1);
    const unplugged = await bring(dhcp, { line: 'no-cable' });
    expect(unplugged.said).toContain('has no link: is the cable of the provider in it');
    for (const { system } of [nobody, unplugged]) expect(system.writes.has(state)).toBe(false);
  });

  it('is left to another naar that is at work on it', async () => {
    const owner = { process: 77, began: '5' };
    const files = {
      [state]: JSON.stringify({ purpose: 'sweep', owner, jacks: [], kept: null }),
      '/proc/77/stat': `77 (naar) S ${'0 '.repeat(18)}5 0`,
    };
    const { commands, said } = await bring(fixed, { files });
    expect(said).toContain('Another naar is at work on the line.');
    expect(commands).toEqual([]);
  });

  it('takes its fixed address', async () => {
    const { commands, said, system } = await bring(fixed);
    expect(commands.slice(-3)).toEqual([
      'ip address replace 198.51.100.2/24 dev enp1s0',
      'ip route replace default via 198.51.100.1 dev enp1s0',
      'resolvconf -a enp1s0',
    ]);
    expect(system.commands.at(-1)?.options.input).toBe('nameserver 9.9.9.9\n');
    expect(said).toMatch(/It has its address\.\n$/);
    expect((await bring(fixed, { acts: { ip: 2 } })).said).toContain('does not take the address');
  });

  it('cannot be dialled without its password', async () => {
    const pppoe = { kind: 'pppoe', username: 'me' };
    expect((await bring(pppoe)).said).toContain('its password is not here');
  });
});
