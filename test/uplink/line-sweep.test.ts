import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unsentOptions } from '../../src/uplink/dhcp-config.ts';
import { offerReader } from '../../src/uplink/dhcp-offer.ts';
import { concentratorReader } from '../../src/uplink/discovery.ts';
import type { SweepRequest } from '../../src/uplink/line-sweep.ts';
import { type Box, jackState, noBox, openBox } from './box.ts';

const refusal = noBox();
if (refusal !== null) console.log(`The sweep is not tried on real devices: ${refusal}`);

/** Milliseconds on a busy machine; what is promised is counted in recorded-line.test.ts, where time is made. */
const bounded = 50_000;

describe.skipIf(refusal !== null)('a sweep on the wire', () => {
  let box: Box;
  beforeEach(() => {
    box = openBox();
    for (const cable of [1, 2] as const) box.plug(cable, 'up');
  });
  afterEach(() => box.close());

  const sweep = (request: Partial<SweepRequest> = {}, type: 'pppoe' | 'dhcp' = 'pppoe') =>
    box.bench({
      look: 'sweep',
      request: { jack: 'jack1', vlans: { pppoe: [null], dhcp: [null] }, mac: null, dhcp: null, ...request },
      type,
      vlan: null,
    });

  it('finds the concentrator and the DHCP server, and changes and sends nothing else', async () => {
    box.sh(box.outside, 'ip addr add 10.5.0.1/24 dev far1');
    box.start(box.outside, "pppoe-server -I far1 -C 'bras \u0007\u001b[2J1' -S fibre -L 10.0.0.1 -R 10.0.0.2 -N 4 -F");
    box.start(
      box.outside,
      `dnsmasq -d --conf-file=/dev/null --port=0 --no-ping --interface=far1 --bind-interfaces --dhcp-range=10.5.0.9,10.5.0.9 --dhcp-leasefile=${box.folder}/leases --pid-file= --log-dhcp --log-facility=${box.folder}/dhcp.log`,
    );
    const before = ['jack1', 'jack2'].map((jack) => jackState(box, jack));
    const look = sweep({
      dhcp: { hostname: 'router', options: [{ code: 60, value: { kind: 'text', text: "o'ne \u00e9" } }] },
    });
    const { result, verdict, at } = await look.ended;
    expect(result).toMatchObject({
      kind: 'swept',
      asked: { pppoe: [null], dhcp: [null] },
      pppoe: [{ vlan: null, name: 'bras ?[2J1', services: ['fibre'], mac: expect.stringMatching(/^[0-9a-f:]{17}$/) }],
      dhcp: [{ vlan: null, address: '10.5.0.9', prefixLength: 24, server: '10.5.0.1', router: '10.5.0.1' }],
      leftOut: [],
    });
    expect(verdict).toMatchObject({
      mood: 'good',
      words: 'The provider answers without a tag (concentrator bras ?[2J1).',
    });
    expect(at).toBeLessThan(bounded);
    expect(['jack1', 'jack2'].map((jack) => jackState(box, jack))).toEqual(before);
    expect(box.sh(box.outside, 'cat /sys/class/net/far2/statistics/rx_packets')).toBe('0\n');
    // asked for and not taken, with the provider's class
    const log = box.sh(box.outside, `cat ${box.folder}/dhcp.log ${box.folder}/leases; true`);
    expect(log).toMatch(/DHCPDISCOVER\(far1\)/);
    expect(log).toMatch(/vendor class: o'ne/);
    expect(log).not.toMatch(/DHCPREQUEST|DHCPACK/);
    expect(box.sh(box.inside, 'ip -4 addr show dev jack1')).not.toContain('10.5.0');
  });

  it('tells an answer when it comes, not when all is over', async () => {
    box.start(box.outside, 'pppoe-server -I far1 -C early -L 10.0.0.1 -R 10.0.0.2 -N 4 -F');
    const look = sweep();
    await look.until('concentrator');
    look.process.kill('SIGINT');
    expect((await look.ended).result).toEqual({ kind: 'stopped' });
    expect(look.events.find(({ kind }) => kind === 'concentrator')).toMatchObject({ answer: { name: 'early' } });
  });

  it('asks what it can where the kernel makes no VLANs, and says what was left out', async () => {
    const look = sweep({ vlans: { pppoe: [null, 4094], dhcp: [] } });
    const { result, verdict } = await look.ended;
    const left = look.events.filter(({ kind }) => kind === 'left-out');
    if (left.length === 0) {
      // a kernel with VLANs
      expect(result).toMatchObject({ kind: 'swept', asked: { pppoe: [null, 4094] } });
    } else {
      expect(result).toMatchObject({
        kind: 'swept',
        asked: { pppoe: [null], dhcp: [] },
        leftOut: [{ kind: 'vlans', vlans: [4094], words: expect.stringMatching(/\w/) }],
      });
    }
    expect(verdict).toMatchObject({
      mood: 'bad',
      words: expect.stringContaining('nobody answers (tried: PPPoE untagged'),
    });
    expect(box.sh(box.inside, 'ls /sys/class/net')).not.toContain('naar');
  });

  it('takes the jack out of the hands of NetworkManager, and gives it back', async () => {
    // as NetworkManager does, this one switches the jack off when it lets go of it
    box.program(
      'nmcli',
      `#!/bin/sh
echo "$*" >> ${box.folder}/nmcli.said
case "$*" in
  *'managed no') ip link set jack1 down ;;
  *DEVICE*) printf 'jack1:connecting (getting IP configuration)\\njack2:unmanaged\\n' ;;
esac
`,
    );
    box.sh(box.inside, 'ip link set jack1 up');
    const { result } = await sweep({ vlans: { pppoe: [null], dhcp: [] } }).ended;
    expect(result).toMatchObject({ kind: 'swept', asked: { pppoe: [null] } });
    expect(box.sh(box.inside, `cat ${box.folder}/nmcli.said`).trim().split('\n')).toEqual([
      '-t -f DEVICE,STATE device',
      'device set jack1 managed no',
      'device set jack1 managed yes',
    ]);
  });

  it('no cable is said at once where the jack is on, and within seconds where it was off', async () => {
    box.plug(1, 'down');
    const { result, verdict, at } = await sweep().ended;
    expect(result).toEqual({ kind: 'no-cable', jack: 'jack1' });
    expect(verdict.next.kind).toBe('check-cable');
    expect(at).toBeLessThan(bounded);
  });
});

it('reads what pppoe-discovery of each version prints', () => {
  const heard: unknown[] = [];
  const read = concentratorReader((answer) => heard.push(answer));
  const lines = [
    'Access-Concentrator: bras1',
    'Service-Name: a',
    '   Service-Name: b',
    'Got a cookie: 63 a1',
    'AC-Ethernet-Address: 02:00:00:00:00:01',
    '--------------------------------------------------',
    'Max-Payload: 1500',
    'Service-Name: c',
    'Access-Concentrator: bras: two',
    'Cookie: 01 02',
    'AC-Ethernet-Address: 02:00:00:00:00:02',
    'Timeout waiting for PADO packets',
  ];
  for (const line of lines) read(line);
  expect(heard).toEqual([
    { name: 'bras1', services: ['a', 'b'], mac: '02:00:00:00:00:01' },
    { name: 'bras: two', services: ['c'], mac: '02:00:00:00:00:02' },
  ]);
});

it('reads what dhcpcd prints of several devices', () => {
  const heard: unknown[] = [];
  const read = offerReader((offer) => heard.push(offer));
  const block = (device: string, address: string, more: readonly string[]) => [
    `interface='${device}'`,
    "reason='TEST'",
    `new_ip_address='${address}'`,
    "new_dhcp_server_identifier='10.0.0.1'",
    ...more,
    "new_subnet_mask='255.255.255.0'",
  ];
  const lines = [
    'dhcpcd-10.1.0 starting',
    ...block('naar-v10', '10.0.0.9', ["new_routers='10.0.0.1 10.0.0.2'", "new_subnet_cidr='24'"]),
    ...block('enp1s0', '10.0.0.8', []),
  ];
  for (const line of lines) read(line);
  expect(heard).toEqual([
    { device: 'naar-v10', address: '10.0.0.9', prefixLength: 24, server: '10.0.0.1', router: '10.0.0.1' },
    { device: 'enp1s0', address: '10.0.0.8', prefixLength: null, server: '10.0.0.1', router: null },
  ]);
});

it('names the options that a probe cannot send', () => {
  const text = { kind: 'text', text: 'abc' } as const;
  const options = [
    { code: 60, value: text },
    { code: 61, value: { kind: 'secretFile', path: '/x' } as const },
    { code: 77, value: { kind: 'hex', digits: '01' } as const },
    { code: 90, value: text },
  ];
  expect(unsentOptions({ hostname: null, options })).toEqual([61, 77, 90]);
  expect(unsentOptions(null)).toEqual([]);
});
