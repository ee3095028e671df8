import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, type TestContext } from 'vitest';
import { noNamespaces } from '../namespaces/test-network.ts';
import { at } from '../nixos/evaluate.ts';
import { nftablesRuleset } from '../nixos/judges/scripts-and-units.ts';
import { typedText } from '../nixos/typed-text.ts';
import { argumentLists, configurationWith, kindOf, optionOf, type Provider, Wire } from './dhcp-wire.ts';

const installed = ['/usr/sbin/dhcpcd', '/sbin/dhcpcd'].some((file) => existsSync(file));
const refusal = installed ? noNamespaces() : 'dhcpcd is not installed (Debian: dhcpcd-base)';
if (refusal !== null) console.log(`DHCP with an own client identifier is not tried on the wire: ${refusal}`);

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
describe.skipIf(refusal !== null).concurrent('dhcpcd on the wire', () => {
  it('says what was typed, byte for byte, and shows no secret', async (test) => {
    const line = laid(test);
    const files = { 61: join(line.folder, 'secret 61'), 77: join(line.folder, "it's $77") };
    writeFileSync(files[61], `${secret}61`, { mode: 0o600 });
    const raw = Buffer.concat([Buffer.from([11, 0, 255, 13, 10, 0, 92]), Buffer.from(`${secret}77 \n`)]);
    writeFileSync(files[77], Buffer.concat([raw, Buffer.from('\r\n')]), { mode: 0o600 });
    const config = await configurationWith({
      clientId: { path: files[61] },
      vendorClass: typed.vendorClass,
      userClass: { path: files[77] },
      hostname: 'cafe',
    });
    // RFC 6842: a server may say the identifier back
    await line.provide({ ...lease, options: { ...lease.options, 61: hex(`${secret}61`) } });
    line.start(config);
    await line.until('the address is there', () => line.addresses().length > 0);
    await line.until('the hook has run', () => line.servers() !== '');

    await line.until('both questions were heard', () => line.questions.length >= 2);
    expect(line.questions.map(kindOf)).toEqual([1, 3]);
    for (const question of line.questions) {
      expect(question.options.filter(([code]) => code === 61)).toEqual([[61, hex(`${secret}61`)]]);
      expect(optionOf(question, 60)).toBe(hex(typed.vendorClass));
      expect(optionOf(question, 77)).toBe(raw.toString('hex'));
      expect(optionOf(question, 12)).toBe(hex('cafe'));
      expect(question).toMatchObject({ from: '0.0.0.0', to: '255.255.255.255', sums: { ip: true, udp: true } });
    }

    const lists = argumentLists();
    // dhcpcd is among them
    expect(lists.get(line.clientId)?.includes('dhcpcd')).toBe(true);
    const environment = readFileSync(join(line.folder, 'environment'), 'latin1').toLowerCase();
    expect(environment).toContain('reason=bound');
    for (const shown of [`${secret}61`, 'geheim', hex('geheim'), hex('geheim').toUpperCase()]) {
      expect([...lists].filter(([, list]) => list.includes(shown)).map(([id]) => id)).toEqual([]);
      expect(environment).not.toContain(shown.toLowerCase());
      expect(line.said).not.toContain(shown);
    }
    expect(statSync(join(line.folder, 'run/isp-dhcp/dhcpcd.conf')).mode & 0o777).toBe(0o600);
  });

  it('carries any text a person can type, also what dhcpcd itself would read as something else', async (test) => {
    const text = (longest: number) =>
      typedText(10).filter(
        (typed) => !/\p{Cc}/u.test(typed) && Buffer.byteLength(typed) >= 2 && Buffer.byteLength(typed) <= longest,
      );
    const samples: (readonly [string, string, string])[] = [
      ['cafe', '01:02', '0a0d'],
      ['"in quotes"', '\\x41\\101\\', ' blanks '],
      ['é', '#', 'END'].map((short) => short.padEnd(2, ';')) as [string, string, string],
      ['x'.repeat(48), 'y'.repeat(255), 'z'.repeat(255)],
      ...fc.sample(fc.tuple(text(48), text(255), text(255)), 10),
    ];
    for (const [clientId, vendorClass, userClass] of samples) {
      const config = await configurationWith({ clientId, vendorClass, userClass });
      const line = laid(test);
      await line.provide({ answer: 'none' });
      line.start(config);
      await line.until('a question was heard', () => line.questions.length > 0);
      expect([61, 60, 77].map((code) => optionOf(line.questions[0]!, code))).toEqual(
        [clientId, vendorClass, userClass].map(hex),
      );
      line.close();
    }
  });

  it('sends the bytes of a MAC that is not the line’s own', async (test) => {
    const line = laid(test);
    await line.provide({ answer: 'none' });
    line.start(await configurationWith({ clientId: '02:00:00:AB:cd:ef' }));
    await line.until('a question was heard', () => line.questions.length > 0);
    expect([61, 60, 77, 12].map((code) => optionOf(line.questions[0]!, code))).toEqual([
      '01020000abcdef',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['a secret that cannot be read', null, 'is not there: No such file'],
    ['a secret of one byte', 'x\n', 'The value for clientid has 1 bytes: 2 to 48 can be sent.'],
    ['a secret that is too long', 'x'.repeat(49), 'The value for clientid has 49 bytes: 2 to 48 can be sent.'],
  ])('asks nothing with %s, and says why', async (_, content, words) => {
    const line = new Wire(900 + words.length);
    try {
      const path = join(line.folder, 'is not there');
      if (content !== null) writeFileSync(path, content);
      await line.provide(lease);
      line.start(await configurationWith({ clientId: { path } }));
      await line.until('it has said so', () => line.said.includes(words));
      expect(line.questions).toEqual([]);
    } finally {
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
      await line.until('the servers are written', () => line.servers() === '192.0.2.8 192.0.2.9\n');
    } finally {
      daemon.kill();
    }
  });

  it('sets address, route and name servers; unbound is told', async (test) => {
    const config = await configurationWith(typed);
    const line = await online(test, config, { ...lease, options: { ...lease.options, 6: 'c0000208c0000209' } });
    await line.until('the route is there', () => line.routes().length === 3);
    expect(line.routes()).toEqual([
      'default via 192.0.2.1 dev wan proto dhcp src 192.0.2.50 metric 1024',
      'blackhole default metric 4096',
      '192.0.2.0/24 dev wan proto dhcp scope link src 192.0.2.50 metric 1024',
    ]);
    expect(line.ip('-n', line.router, '-4', 'address', 'show', 'dev', 'wan')).toMatch(
      /brd 192.0.2.255 .*dynamic[\s\S]*valid_lft 3(600|59\d)sec/,
    );
    await line.until('the servers are written', () => line.servers() !== '');

    expect(at(config, 'systemd', 'paths', 'isp-dns', 'pathConfig', 'PathChanged')).toBe('/run/isp-dhcp/dns');
    const script = String(at(config, 'systemd', 'services', 'isp-dns', 'script'))
      .replaceAll('/run/isp-dhcp', `${line.folder}/run/isp-dhcp`)
      .replace('[ -S /run/unbound/unbound.ctl ]', 'true');
    const told = spawnSync('bash', ['-ec', `unbound-control() { echo "asked: $*"; }\n${script}`], { encoding: 'utf8' });
    expect(told.stdout).toContain('asked: -s /run/unbound/unbound.ctl forward_add . 192.0.2.8 192.0.2.9\n');
  });

  it('takes classless routes in place of the router (RFC 3442), also to a router outside its subnet', async (test) => {
    const line = await online(test, await configurationWith(typed), {
      ...lease,
      // default by 198.51.100.1; 203.0.113.128/25 by 192.0.2.7
      options: { ...lease.options, 121: '00c6336401' + '19cb007180c0000207' },
    });
    await line.until('the routes are there', () => line.routes().length === 5);
    expect(line.routes().filter((route) => /proto dhcp/.test(route))).toEqual([
      'default via 198.51.100.1 dev wan proto dhcp src 192.0.2.50 metric 1024',
      '192.0.2.0/24 dev wan proto dhcp scope link src 192.0.2.50 metric 1024',
      '203.0.113.128/25 via 192.0.2.7 dev wan proto dhcp src 192.0.2.50 metric 1024',
    ]);
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

  it('gives the address up when it is refused', async (test) => {
    const line = await online(test, await configurationWith(typed), { ...lease, lease: 100, renew: 2, rebind: 4 });
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
    const line = await online(test, await configurationWith(typed), { ...lease, lease: 20 });
    await line.stop();
    await line.until('the address is gone', () => line.addresses().length === 0, 30);
    expect(line.routes()).toEqual(['blackhole default metric 4096']);
  });
});
