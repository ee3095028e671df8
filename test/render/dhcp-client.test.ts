import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, type TestContext } from 'vitest';
import { noNamespaces } from '../namespaces/test-network.ts';
import { at } from '../nixos/evaluate.ts';
import { nftablesRuleset } from '../nixos/judges/scripts-and-units.ts';
import { typedText } from '../nixos/typed-text.ts';
import { argumentLists, configurationWith, kindOf, optionOf, type Provider, Wire } from './dhcp-wire.ts';

const refusal = noNamespaces();
if (refusal !== null) console.log(`The DHCP client is not tried on the wire: ${refusal}`);

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
const typed = {
  clientId: 'user@skydsl|p"w',
  vendorClass: `${printable}é€`,
  userClass: "+it's ${x} '' \\x41 \\n $(id) `id` %s",
};
const secret = `'geheim' "${'$'}{x}" \\ ü😀 #!`;
const lease = { answer: 'ack', address: '192.0.2.50', lease: 3600, options: { 1: 'ffffff00', 3: 'c0000201' } } as const;

let serial = 0;

function laid({ onTestFinished }: TestContext): Wire {
  serial += 1;
  const line = new Wire(serial);
  onTestFinished(() => line.close());
  return line;
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** Behind the router's own firewall, as on the router. */
async function online(test: TestContext, config: unknown, how: Provider): Promise<Wire> {
  const line = laid(test);
  const rules = spawnSync('ip', ['netns', 'exec', line.router, 'nft', '-f', '-'], {
    input: nftablesRuleset(config),
    encoding: 'utf8',
  });
  expect(rules.stderr).toBe('');
  await line.provide(how);
  line.start(config);
  await line.until('the address is there', () => line.addresses().includes('192.0.2.50/24'));
  return line;
}

// they mostly wait for seconds of a lease to pass, so they wait together
describe.skipIf(refusal !== null).concurrent('the DHCP client on the wire', () => {
  it('says what was typed, byte for byte, and secrets in no argument list', async (test) => {
    const line = laid(test);
    const files = { 61: join(line.folder, 'secret 61'), 90: join(line.folder, "it's $90") };
    writeFileSync(files[61], `${secret}61`, { mode: 0o600 });
    writeFileSync(files[90], Buffer.concat([Buffer.from([0, 255, 13, 10, 0, 92]), Buffer.from(`${secret}90 \n\r\n`)]), {
      mode: 0o600,
    });
    const config = await configurationWith({
      ...typed,
      clientId: { path: files[61] },
      hostname: 'my.host',
      options: { 90: { path: files[90] }, 125: 'plain' },
    });
    await line.provide(lease);
    line.start(config);
    await line.until('the address is there', () => line.addresses().length > 0);

    expect(line.questions.map(kindOf)).toEqual([1, 3]);
    for (const question of line.questions) {
      expect(question.options.filter(([code]) => code === 61)).toEqual([[61, hex(`${secret}61`)]]);
      expect(optionOf(question, 60)).toBe(hex(typed.vendorClass));
      expect(optionOf(question, 77)).toBe(hex(typed.userClass));
      expect(optionOf(question, 90)).toBe(`00ff0d0a005c${hex(`${secret}90 \n`)}`);
      expect(optionOf(question, 125)).toBe(hex('plain'));
      expect(optionOf(question, 12)).toBe(hex('my.host'));
      expect(question).toMatchObject({
        from: '0.0.0.0',
        to: '255.255.255.255',
        to_mac: 'ff:ff:ff:ff:ff:ff',
        sums: { ip: true, udp: true },
      });
    }
    expect(optionOf(line.questions[1]!, 50)).toBe('c0000232');
    expect(optionOf(line.questions[1]!, 54)).toBe('c0000201');
    expect(line.questions[1]!.xid).toBe(line.questions[0]!.xid);

    const lists = argumentLists();
    // the client is among them, and found by what it may show
    expect(lists.get(line.clientId)?.includes(typed.vendorClass)).toBe(true);
    for (const shown of [`${secret}61`, `${secret}90`, 'geheim', hex('geheim'), hex('geheim').toUpperCase()]) {
      expect([...lists].filter(([, list]) => list.includes(shown)).map(([id]) => id)).toEqual([]);
    }
    expect(line.said).not.toContain('geheim');
  });

  it('carries any text a person can type', async (test) => {
    const samples = fc.sample(
      fc.tuple(
        ...Array.from({ length: 8 }, () =>
          typedText(10).filter((text) => text !== '' && !/\p{Cc}/u.test(text) && Buffer.byteLength(text) < 90),
        ),
      ),
      12,
    );
    for (const texts of samples) {
      const [clientId, vendorClass, userClass, ...more] = texts as [string, string, string, ...string[]];
      const codes = more.map((text, index) => [224 + index, text] as const);
      const config = await configurationWith({ clientId, vendorClass, userClass, options: Object.fromEntries(codes) });
      const line = laid(test);
      await line.provide({ answer: 'none' });
      line.start(config);
      await line.until('a question was heard', () => line.questions.length > 0);
      const given = [[61, clientId], [60, vendorClass], [77, userClass], ...codes] as const;
      expect(given.map(([code]) => [code, optionOf(line.questions[0]!, code)])).toEqual(
        given.map(([code, text]) => [code, hex(text)]),
      );
      line.close();
    }
  });

  it('gets an address from dnsmasq, which knows it by its identifier', async (test) => {
    const line = laid(test);
    const daemon = spawn('ip', [
      ...[
        'netns',
        'exec',
        line.provider,
        'dnsmasq',
        '--no-daemon',
        '--conf-file=/dev/null',
        '--port=0',
        '--interface=wan',
      ],
      ...['--dhcp-range=192.0.2.100,192.0.2.200,10m', `--dhcp-leasefile=${join(line.folder, 'leases')}`, '--log-dhcp'],
      ...[
        '--dhcp-host=id:user@skydsl|password,192.0.2.50',
        '--dhcp-option=option:dns-server,192.0.2.8,192.0.2.9',
        '--user=root',
      ],
    ]);
    daemon.stderr.on('data', (text) => (line.said += text));
    try {
      line.start(await configurationWith({ clientId: 'user@skydsl|password' }));
      await line.until('the address is there', () => line.addresses().length > 0);
      expect(line.addresses()).toEqual(['192.0.2.50/24']);
      await line.until('the route is there', () =>
        line.routes().some((route) => /^default via 192.0.2.1 dev wan/.test(route)),
      );
      expect(readFileSync(join(line.folder, 'dns'), 'utf8')).toBe('192.0.2.8 192.0.2.9\n');
    } finally {
      daemon.kill();
    }
  });

  it('sets address, route and name servers; unbound is told', async (test) => {
    const config = await configurationWith(typed);
    const line = await online(test, config, { ...lease, options: { ...lease.options, 6: 'c0000208c0000209' } });
    await line.until('the route is there', () => line.routes().length === 3);
    expect(line.routes()).toEqual([
      'default via 192.0.2.1 dev wan proto dhcp src 192.0.2.50 metric 1024 onlink',
      'blackhole default metric 4096',
      '192.0.2.0/24 dev wan proto kernel scope link src 192.0.2.50',
    ]);
    expect(line.ip('-n', line.router, '-4', 'address', 'show', 'dev', 'wan')).toMatch(
      /brd 192.0.2.255 .*dynamic[\s\S]*valid_lft 3(600|59\d)sec/,
    );
    await line.until('the servers are written', () => readFileSync(join(line.folder, 'dns'), 'utf8') !== '');

    expect(at(config, 'systemd', 'paths', 'isp-dns', 'pathConfig', 'PathChanged')).toBe('/run/isp-dhcp/dns');
    const script = String(at(config, 'systemd', 'services', 'isp-dns', 'script')).replaceAll(
      '/run/isp-dhcp',
      line.folder,
    );
    const told = spawnSync('bash', ['-ec', `unbound-control() { echo "asked: $*"; }\n${script}`], { encoding: 'utf8' });
    expect(told.stdout).toContain('asked: -s /run/unbound/unbound.ctl forward_add . 192.0.2.8 192.0.2.9\n');
  });

  it('takes classless routes in place of the router (RFC 3442), also to a router outside its subnet', async (test) => {
    const line = await online(test, await configurationWith(typed), {
      ...lease,
      // default by 198.51.100.1; 203.0.113.128/25 by 192.0.2.7; 10/8 on the link
      options: { ...lease.options, 121: '00c6336401' + '19cb007180c0000207' + '080a00000000' },
    });
    await line.until('the routes are there', () => line.routes().length === 5);
    expect(line.routes().filter((route) => /proto dhcp/.test(route))).toEqual([
      'default via 198.51.100.1 dev wan proto dhcp src 192.0.2.50 metric 1024 onlink',
      '10.0.0.0/8 dev wan proto dhcp scope link src 192.0.2.50 metric 1024',
      '203.0.113.128/25 via 192.0.2.7 dev wan proto dhcp src 192.0.2.50 metric 1024 onlink',
    ]);
  });

  it('marks what it sends for the VLAN, which gives it the priority that the ISP wants', async (test) => {
    const config = await configurationWith(typed, { priority: { data: 0, control: 6 } });
    expect(at(config, 'systemd', 'network', 'netdevs', '20-wan', 'vlanConfig', 'EgressQOSMaps')).toBe('5-6');
    const line = laid(test);
    // the kernel's own view of each packet, where the VLAN device would look at it
    const count = `add table netdev t; add chain netdev t c { type filter hook egress device "wan" priority 0; }
      add rule netdev t c udp dport 67 meta priority 0:5 counter comment "marked"
      add rule netdev t c udp dport 67 meta priority != 0:5 counter comment "not"`;
    const loaded = spawnSync('ip', ['netns', 'exec', line.router, 'nft', '-f', '-'], {
      input: count,
      encoding: 'utf8',
    });
    if (/not supported|No such file/.test(loaded.stderr))
      return console.log(`Priorities cannot be seen on this kernel: ${loaded.stderr}`);
    expect(loaded.stderr).toBe('');
    await line.provide({ ...lease, lease: 8, renew: 1 });
    line.start(config);
    await line.until('it has renewed', () => line.questions.length >= 3);
    const rules = line.nft('list', 'ruleset');
    expect(rules).toMatch(/counter packets [1-9]\d* bytes \d+ comment "marked"/);
    expect(rules).toMatch(/counter packets 0 bytes 0 comment "not"/);
  });

  it('renews with its server and keeps the address', async (test) => {
    const line = await online(test, await configurationWith(typed), { ...lease, lease: 8, renew: 2, rebind: 6 });
    await line.until('it has renewed twice', () => line.questions.length >= 4);
    const renewal = line.questions[3]!;
    expect(kindOf(renewal)).toBe(3);
    expect(renewal).toMatchObject({ from: '192.0.2.50', to: '192.0.2.1', ciaddr: '192.0.2.50' });
    expect(optionOf(renewal, 61)).toBe(hex(typed.clientId));
    expect([50, 54].map((code) => optionOf(renewal, code))).toEqual([undefined, undefined]);
    // longer than the first lease would have lasted
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect(line.addresses()).toEqual(['192.0.2.50/24']);
    expect(line.questions.filter((question) => kindOf(question) === 1)).toHaveLength(1);
  });

  it('asks any server when its own is silent, and gives the address up when the lease ends', async (test) => {
    const line = await online(test, await configurationWith(typed), { ...lease, lease: 16, renew: 1, rebind: 7 });
    await line.provide({ answer: 'none' });
    await line.until(
      'it has asked everybody',
      () => line.questions.some(({ ciaddr, to }) => ciaddr !== '0.0.0.0' && to === '255.255.255.255'),
      20,
    );
    expect(line.addresses()).toEqual(['192.0.2.50/24']);
    await line.until('the address is gone', () => line.addresses().length === 0, 20);
    expect(line.routes()).toEqual(['blackhole default metric 4096']);
    await line.provide({ ...lease, address: '192.0.2.77' });
    await line.until('there is a new one', () => line.addresses().includes('192.0.2.77/24'), 20);
  });

  it('gives the address up at once when a renewal is refused', async (test) => {
    const line = await online(test, await configurationWith(typed), { ...lease, lease: 100, renew: 2, rebind: 50 });
    await line.provide({ answer: 'nak' });
    await line.until('the address is gone', () => line.addresses().length === 0);
    await line.provide(lease);
    await line.until('it is back', () => line.addresses().length === 1);
    expect(line.routes()[0]).toMatch(/^default via 192.0.2.1/);
  });

  it('keeps the address over a restart of its unit and asks for the same again', async (test) => {
    const config = await configurationWith(typed);
    const line = await online(test, config, lease);
    await line.stop();
    expect(line.addresses()).toEqual(['192.0.2.50/24']);
    line.questions.length = 0;
    line.start(config);
    await line.until('it has asked', () => line.questions.length > 0);
    expect(
      line.questions.map((question) => [kindOf(question), optionOf(question, 50), optionOf(question, 54)]),
    ).toEqual([[3, 'c0000232', undefined]]);
    expect(line.addresses()).toEqual(['192.0.2.50/24']);
  });

  it('without it, the kernel itself takes the address away when the lease ends', async (test) => {
    const line = await online(test, await configurationWith(typed), { ...lease, lease: 5 });
    await line.stop();
    await line.until('the address is gone', () => line.addresses().length === 0);
    expect(line.routes()).toEqual(['blackhole default metric 4096']);
  });

  it('asks again when the cable was out, keeps what nobody refuses, and leaves addresses of others alone', async (test) => {
    const line = await online(test, await configurationWith(typed), lease);
    line.ip('-n', line.router, 'address', 'add', '192.168.100.2/24', 'dev', 'wan');
    await line.provide({ answer: 'none' });
    line.questions.length = 0;
    line.ip('-n', line.provider, 'link', 'set', 'wan', 'down');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    line.ip('-n', line.provider, 'link', 'set', 'wan', 'up');
    await line.until('it has asked', () => line.questions.length > 0);
    expect(optionOf(line.questions[0]!, 50)).toBe('c0000232');
    expect(line.addresses()).toEqual(['192.0.2.50/24', '192.168.100.2/24']);
    await line.provide({ answer: 'nak' });
    await line.until('it is given up', () => !line.addresses().includes('192.0.2.50/24'));
    expect(line.addresses()).toEqual(['192.168.100.2/24']);
  });

  it('minds no damaged answer', async (test) => {
    const line = laid(test);
    await line.provide({ ...lease, answer: 'damaged', options: { ...lease.options, 121: '00c6336401', 52: '03' } });
    line.start(await configurationWith(typed));
    await line.until('it has asked three times', () => line.questions.length >= 3);
    await line.provide(lease);
    await line.until('the address is there', () => line.addresses().includes('192.0.2.50/24'), 30);
    // no warning of Perl either: each names its line
    expect(line.said).not.toMatch(/ line \d+/);
  });

  it('ends with the name of a secret that cannot be read', async (test) => {
    const line = laid(test);
    line.start(await configurationWith({ clientId: { path: '/run/secrets/is not there' } }));
    await line.until('it has said so', () => line.said.includes('/run/secrets/is not there cannot be read'));
  });
});
