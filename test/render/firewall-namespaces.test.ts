import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neighbourSeedScript } from '../../src/render/neighbour-seed.ts';
import { guardRuleset, standaloneRuleset } from '../../src/render/nftables.ts';
import type { Packet } from '../namespaces/agent.ts';
import { CHECKS, openHome } from '../namespaces/checks.ts';
import { addressOf, BOGON4, HOME, INTERNET4, INTERNET6, mac, WAN4 } from '../namespaces/home.ts';
import { noNamespaces, type TestNetwork } from '../namespaces/test-network.ts';

const reason = noNamespaces();
if (reason !== null) console.warn(`firewall-namespaces.test.ts is not run: ${reason}`);

describe.skipIf(reason !== null)('the firewall on the real kernel', () => {
  let home: TestNetwork;
  beforeAll(async () => {
    home = await openHome();
    expect(home.load(standaloneRuleset(HOME))).toMatchObject({ code: 0, stderr: '' });
  });
  afterAll(() => home?.close());

  it.each(CHECKS)('$name', async ({ run }) => {
    expect(await run(home)).toEqual([]);
  });

  it('B10: five reloads in a row do not touch an open connection', async () => {
    for (const [name, to] of [
      ['four', INTERNET4],
      ['six', INTERNET6],
    ] as const) {
      await home.agent.flow(name, home.namespace('pc'), to, 443);
      for (let reload = 0; reload < 5; reload += 1) {
        expect(home.load(standaloneRuleset(HOME)).code).toBe(0);
        expect(await home.agent.pulse(name, 1)).toBe(true);
      }
    }
  });

  it('B11: a broken file is refused and the old rules still stand', async () => {
    const broken = standaloneRuleset(HOME).replace('goto refuse', 'goto nowhere');
    expect(home.load(broken).code).not.toBe(0);
    expect(await CHECKS[1]!.run(home)).toEqual([]);
  });

  it('B12: with ppp0 gone nothing leaves another way, a reload works, and all is well when it returns', async () => {
    home.run('router', 'ip', ['link', 'set', 'ppp0', 'down']);
    const probes = ['pc', 'cast'].flatMap((name) =>
      [INTERNET4, INTERNET6].map((to) => ({ from: home.namespace(name), to, protocol: 'tcp' as const, port: 80 })),
    );
    const results = await home.agent.probe(probes, 0.3);
    expect(results.map(({ host }) => host)).toEqual([null, null, null, null]);
    // IPv6's own chatter (router and group messages) is no traffic of anybody
    const leaked = (await home.agent.seen(0.05)).filter(
      ({ at, hex }) => at === 'enp1s0' && /^.{24}(0800|86dd.{12}06)/.test(hex),
    );
    expect(leaked).toEqual([]);
    expect(home.load(standaloneRuleset(HOME)).code).toBe(0);
    home.run('router', 'ip', ['link', 'set', 'ppp0', 'up']);
    home.run('router', 'ip', ['address', 'add', 'fe80::a/64', 'dev', 'ppp0', 'nodad']);
    home.run('router', 'ip', ['route', 'replace', 'default', 'dev', 'ppp0']);
    home.run('router', 'ip', ['-6', 'route', 'replace', 'default', 'via', 'fe80::b', 'dev', 'ppp0']);
    expect(await CHECKS[1]!.run(home)).toEqual([]);
  });

  it('a port forward takes private sources where our own address is private too', async () => {
    const ask = () =>
      home.agent.probe(
        [{ from: home.namespace('internet'), to: '100.64.0.4', protocol: 'tcp', port: 8443, source: BOGON4 }],
        0.3,
      );
    home.run('router', 'ip', ['address', 'add', '100.64.0.4/32', 'dev', 'ppp0']);
    home.run('internet', 'ip', ['route', 'add', '100.64.0.4', 'via', WAN4, 'dev', 'eth0']);
    expect(await ask()).toMatchObject([{ state: 'open', host: 'nas', seen: BOGON4 }]);
  });

  it('only what is refused to a device at home is logged, not scans from the Internet nor noise', async () => {
    // the kernel logs nothing from a namespace, so a counter stands where the log line would be
    const counting = standaloneRuleset(HOME)
      .replace(/limit name log_rate log level info prefix ".*"/, 'counter name logged')
      .replace('counter refused_inside', 'counter logged { }\n  counter refused_inside');
    expect(home.load(counting)).toMatchObject({ code: 0, stderr: '' });
    const logged = async (name: string, packet: Omit<Packet, 'protocol'>) => {
      await home.agent.send(home.namespace(name), 'eth0', [{ ...packet, protocol: 'udp' }], 0.01);
      return home.counters().get('logged');
    };
    const scan = { fromMac: '02:ff:00:00:01:01', toMac: '02:ff:00:00:01:00', source: INTERNET4, to: WAN4 };
    const inside = { fromMac: mac(33), source: addressOf('stranger', 4), sourcePort: 40000, port: 1900 };
    expect(await logged('internet', { ...scan, sourcePort: 40000, port: 23 })).toBe(0);
    expect(await logged('stranger', { ...inside, toMac: '01:00:5e:00:00:01', to: '224.0.0.1' })).toBe(0);
    expect(await logged('stranger', { ...inside, toMac: 'ff:ff:ff:ff:ff:ff', to: '192.168.90.255' })).toBe(0);
    expect(await logged('stranger', { ...inside, toMac: '02:ff:00:00:00:03', to: '192.168.90.1' })).toBe(1);
    expect(await logged('stranger', { ...inside, toMac: '02:ff:00:00:00:03', to: INTERNET4 })).toBe(2);
    home.load(standaloneRuleset(HOME));
  });

  it('on PPPoE and static lines no DHCP server is listened to, and without IPv6 no DHCPv6 server', async () => {
    home.load(standaloneRuleset({ ...HOME, wanKind: 'pppoe', wanIpv6: false }));
    const before = home.counters().get('dropped_from_wan');
    const base = { fromMac: '02:ff:00:00:01:01', toMac: '02:ff:00:00:01:00', protocol: 'udp' } as const;
    const { arrived } = await home.agent.send(
      home.namespace('internet'),
      'eth0',
      [
        { ...base, source: '8.8.8.8', to: WAN4, sourcePort: 67, port: 68, text: 'offer' },
        { ...base, source: 'fe80::b', to: 'fe80::a', sourcePort: 547, port: 546, text: 'reply' },
      ],
      0.05,
    );
    expect(arrived).toEqual([]);
    expect(home.counters().get('dropped_from_wan')).toBe(before! + 2);
    home.load(standaloneRuleset(HOME));
  });

  it('after a reload the seed tells the firewall where the devices behind openings are', async () => {
    const probe = [4, 6].map((family) => ({
      from: home.namespace('bulb'),
      to: addressOf('desk', family as 4 | 6),
      protocol: 'tcp' as const,
      port: 8009,
    }));
    const states = async () => (await home.agent.probe(probe, 0.3)).map(({ state }) => state);
    await home.agent.speak(home.namespace('router'), '0.0.0.0', addressOf('desk', 4));
    await home.agent.speak(home.namespace('router'), '::', addressOf('desk', 6));
    home.load(standaloneRuleset(HOME));
    expect(await states()).toEqual(['refused', 'refused']);
    expect(home.run('router', 'bash', ['--norc', '-s'], neighbourSeedScript(HOME)!)).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await states()).toEqual(['open', 'open']);
  });

  it('the guard alone: nothing is forwarded and the Internet gets no answer, but the house reaches the router', async () => {
    home.run('router', 'nft', ['delete', 'table', 'inet', 'fw']);
    expect(home.load(guardRuleset(HOME)).code).toBe(0);
    home.forgetConnections();
    const ask = (from: string, to: string) => ({ from: home.namespace(from), to, protocol: 'tcp' as const, port: 22 });
    const results = await home.agent.probe(
      [
        ask('pc', INTERNET4),
        ask('pc', INTERNET6),
        ask('pc', addressOf('cam', 4)),
        ask('internet', WAN4),
        ask('pc', '192.168.20.1'),
        ask('pc', 'fd00:0:0:20::1'),
      ],
      0.3,
    );
    expect(results.map(({ state }) => state)).toEqual(['silent', 'silent', 'silent', 'silent', 'open', 'open']);
    expect(home.load(standaloneRuleset(HOME)).code).toBe(0);
    expect(home.run('router', 'nft', ['list', 'tables']).stdout).not.toContain('guard');
    expect(await CHECKS[1]!.run(home)).toEqual([]);
  });
});
