import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dhcpOptionFile } from '../../src/plan/secret-files.ts';
import { type Box, noBox, openBox, read } from './box.ts';

const refusal = noBox();
if (refusal !== null) console.log(`The line of an installation is not tried on real devices: ${refusal}`);

const wan = {
  jack: 'jack1',
  vlan: null,
  parent: 'jack1',
  device: 'jack1',
  mac: null,
  parentMtu: null,
  prefixLength: null,
} as const;
const dhcp = { kind: 'dhcp', client: 'networkd', hostname: 'box', options: [], controlPriority: null } as const;

describe.skipIf(refusal !== null)('the line of an installation, on the wire', () => {
  let box: Box;
  beforeEach(() => {
    box = openBox();
    box.plug(1, 'up');
    box.program('curl', '#!/bin/sh\nexit 6\n');
    // the name servers that are in use
    box.program('resolvconf', `#!/bin/sh\n{ echo "$*"; cat; } >> ${box.folder}/names\n`);
    writeFileSync(`${box.folder}/names`, '');
    box.sh(box.outside, 'ip addr add 192.0.2.1/24 dev far1');
  });
  afterEach(() => box.close());

  /** dnsmasq gives an option only to who asks for it (RFC 2132, option 55). */
  function provide(more = ''): void {
    box.start(
      box.outside,
      `dnsmasq -d --conf-file=/dev/null --port=0 --no-ping --interface=far1 --bind-interfaces --dhcp-range=192.0.2.50,192.0.2.50,1h --dhcp-leasefile=${box.folder}/given --pid-file= --log-dhcp --log-facility=${box.folder}/dhcp.log --dhcp-option=6,192.0.2.8,192.0.2.9 --dhcp-authoritative ${more}`,
    );
  }

  async function bring(line: unknown = dhcp, change: object = {}, secrets: Record<string, string> = {}) {
    const look = box.bench({ look: 'uplink', wan: { ...wan, ...change, line } as never, secrets });
    await look.ended;
    return look.events.map(({ words }) => words).join('');
  }

  it('has the name servers of the provider', async () => {
    provide();
    expect(await bring()).toMatch(/It has an address\.\n$/);
    expect(box.sh(box.inside, 'ip -4 route')).toMatch(/default via 192\.0\.2\.1 dev jack1/);
    expect(read(`${box.folder}/names`)).toContain('nameserver 192.0.2.8\nnameserver 192.0.2.9\n');
    expect(box.sh(box.inside, `ls -l ${box.folder}/run/naar/bench/line.conf`)).toMatch(/^-rw-------/);
  });

  it('sends what the provider knows its customer by, also what is a secret, from its MAC', async () => {
    provide('--dhcp-ignore=tag:!me --dhcp-mac=set:me,02:11:22:33:44:55');
    const line = {
      ...dhcp,
      client: 'dhcpcd',
      options: [
        { code: 60, value: { kind: 'text', text: "o'ne" } },
        { code: 61, value: { kind: 'secretFile', path: dhcpOptionFile(61) } },
        { code: 77, value: { kind: 'secretFile', path: dhcpOptionFile(77) } },
        { code: 90, value: { kind: 'text', text: 'login' } },
      ],
    };
    const secrets = { 'dhcp-option-61': 'user@sky|p"w\n', 'dhcp-option-77': '+box' };
    const said = await bring(line, { mac: '02:11:22:33:44:55' }, secrets);
    expect(said).toMatch(/It has an address\. DHCP option 90 of the answers cannot be sent from here\.\n$/);
    const log = read(`${box.folder}/dhcp.log`);
    expect(log).toContain("vendor class: o'ne");
    expect(log).toContain('user class: +box');
    expect(log).toContain('client provides name: box');
    // 192.0.2.50 02:11:22:33:44:55 box and the identifier
    expect(read(`${box.folder}/given`)).toContain(
      Buffer.from('user@sky|p"w')
        .toString('hex')
        .replace(/..(?=.)/g, '$&:'),
    );
  });

  it('does not call an address of its own making an address, and gives the jack back', async () => {
    expect(await bring()).toContain('Nobody gave it an address');
    expect(box.sh(box.inside, 'ip addr show dev jack1')).not.toMatch(/inet |,UP/);
    expect(box.sh(box.inside, 'ls /run/naar/bench 2>/dev/null; ls /sys/class/net')).not.toContain('naar-');
  }, 60_000);

  it('comes up again where it is tried a second time, and not by one that was asking before', async () => {
    provide();
    await bring();
    box.sh(box.inside, 'ip addr flush dev jack1');
    expect(await bring()).toMatch(/It has an address\.\n$/);
    expect(box.sh(box.inside, 'ip -4 -o addr show dev jack1')).toContain('192.0.2.50/24');
  }, 60_000);

  it('is put back by the next look, and nobody asks any more', async () => {
    provide();
    await bring();
    const asking = () => box.sh(box.inside, `ps -o comm= -p $(ip netns pids ${box.inside} | paste -sd,)`);
    expect(asking()).toContain('dhcpcd');
    const request = { jack: 'jack1', vlans: { pppoe: [null], dhcp: [] }, mac: null, dhcp: null };
    await box.bench({ look: 'sweep', request, type: 'pppoe', vlan: null }).ended;
    expect(asking()).not.toContain('dhcpcd');
    expect(box.sh(box.inside, 'ip addr show dev jack1')).not.toMatch(/inet |,UP/);
    expect(box.sh(box.inside, `ls ${box.folder}/run/naar/bench`)).toBe('');
  }, 60_000);

  it('does not wait for an address where there is no cable', async () => {
    box.plug(1, 'down');
    expect(await bring()).toContain('That jack has no link');
  });

  it('has its fixed address', async () => {
    const line = { kind: 'static', address: '192.0.2.7/24', gateway: '192.0.2.1', dns: ['192.0.2.8'] };
    expect(await bring(line)).toMatch(/It has its address\.\n$/);
    expect(box.sh(box.inside, 'ip -4 route')).toMatch(/default via 192\.0\.2\.1 dev jack1/);
    expect(read(`${box.folder}/names`)).toBe('-a jack1\nnameserver 192.0.2.8\n');
  });
});
