import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, type TestContext } from 'vitest';
import type { RouterPlan } from '../../src/plan/router-plan.ts';
import { advertisementsScript } from '../../src/render/advertisements-script.ts';
import { noNamespaces } from '../namespaces/test-network.ts';
import { AdvertisedHome, edpnetPlan, eventually, inSubnet } from './advertised-home.ts';

const installed = ['/usr/sbin/radvd', '/usr/bin/radvd'].some((file) => existsSync(file));
const refusal = installed ? noNamespaces() : 'radvd is not installed (Debian: radvd)';
if (refusal !== null) console.log(`Router advertisements are not tried on a device: ${refusal}`);

const plan = await edpnetPlan();
const script = advertisementsScript(plan);
const [first, second] = ['2a0f:90:1000::', '2a0f:90:2000::'];
const site = 'fd61:e5fc:566a';

/** A home in which the script runs. */
function opened({ onTestFinished }: TestContext, text = script, of: RouterPlan = plan): AdvertisedHome {
  const home = new AdvertisedHome(of);
  onTestFinished(() => home.close());
  home.start(text);
  return home;
}

/** An address that a device made in its network's part of a prefix. */
function made(prefix: string, network: 'lan' | 'iot' = 'lan'): unknown {
  const part = inSubnet(prefix, network === 'lan' ? 0 : 0x5a).replace(/::$/, '');
  return expect.stringMatching(new RegExp(`^${part}:[^:]+:[^:]+:[^:]+:[^:]+$|^${part}:0:[^:]+:[^:]+:[^:]+:[^:]+$`));
}

const own = expect.stringMatching(/^fd/);

async function online(home: AdvertisedHome, prefix: string): Promise<void> {
  home.dial(prefix);
  for (const network of ['lan', 'iot'] as const)
    await eventually(() =>
      expect(home.view(network)).toMatchObject({ preferred: [made(prefix, network), own], leadsOut: true }),
    );
}

/** The line goes down, and the devices notice. */
async function offline(home: AdvertisedHome, prefix: string): Promise<void> {
  home.hangUp(prefix);
  for (const network of ['lan', 'iot']) await eventually(() => expect(home.view(network).leadsOut).toBe(false));
}

// they mostly wait for seconds to pass, so they wait together
describe.skipIf(refusal !== null).concurrent('what devices are told', () => {
  it('without a line: a private prefix, no way out', async (test) => {
    const home = opened(test);
    await eventually(() => expect(home.view('lan')).toEqual({ preferred: [own], deprecated: [], leadsOut: false }));
    const said = spawnSync('radvd', ['--configtest', '--config', join(home.runtime, 'radvd.conf')], {
      encoding: 'utf8',
    });
    expect([said.status, said.stderr]).toEqual([0, expect.stringMatching(/^[^\n]*syntax ok\n$/)]);
  });

  it('with a line: a /64 of its own for each network, and a way out', async (test) => {
    const home = opened(test);
    await online(home, first);
    expect(home.view('lan').deprecated).toEqual([]);
    expect(home.view('iot').deprecated).toEqual([]);
    const network = (name: string, part: string) => `interface ${name} {
  AdvSendAdvert on; AdvDefaultLifetime 2700;
  RDNSS ${part}::1 { };
  DNSSL home.arpa { };
  route ${site}::/48 { };
  prefix ::/64 { AdvPreferredLifetime 2700; AdvValidLifetime 5400; };
};
`;
    expect(home.config()).toBe(`${network('lan', site)}${network('iot', `${site}:5a`)}\n`);
  });

  it('a prefix alone is no way out, nor is a route alone', async (test) => {
    const home = opened(test);
    home.delegate(first);
    await eventually(() => expect(home.view('lan').preferred).toEqual([made(first), own]));
    expect(home.view('lan').leadsOut).toBe(false);
    home.withdraw(first);
    home.run('ip', '-6', 'route', 'add', 'default', 'dev', plan.wan.device);
    await eventually(() => expect(home.config()).not.toContain(first));
    expect(home.view('lan').leadsOut).toBe(false);
  });

  it('the line is down and comes back with the same prefix: no way out meanwhile, and no address is dropped', async (test) => {
    const home = opened(test);
    await online(home, first);
    const seen = home.watch('lan');
    home.hangUp(first);
    await eventually(() =>
      expect(home.view('lan')).toMatchObject({ preferred: [made(first), own], deprecated: [], leadsOut: false }),
    );
    await online(home, first);
    expect(seen()).not.toMatch(/deprecated|Deleted .*inet6/);
    expect(seen()).toMatch(/Deleted default/);
    expect(home.refused()).toEqual([]);
  });

  it('another prefix: the old one is dropped at once in every network, and refused with the reason', async (test) => {
    const home = opened(test);
    await online(home, first);
    home.visit('lan');
    expect(home.connections(first)).toHaveLength(1);
    await offline(home, first);
    await online(home, second);
    await eventually(() => expect(home.connections(first)).toEqual([]));
    for (const network of ['lan', 'iot'] as const)
      await eventually(() => expect(home.view(network).deprecated).toEqual([made(first, network)]));
    await eventually(() =>
      expect(home.refused()).toEqual([inSubnet(first, 0), inSubnet(first, 0x5a)].map((part) => `${part}/64`)),
    );
    const [old = ''] = home.view('lan').deprecated;
    const ping = ['-6', '-c', '1', '-W', '5', '-I', old, '2a0f:91::80'];
    const said = spawnSync('ip', ['netns', 'exec', home.device('lan'), 'ping', ...ping], { encoding: 'utf8' });
    // an older ping has no words for it
    expect(said.stdout).toMatch(/Source address failed ingress\/egress policy|Unknown code 5/);
  });

  it('and back to the first: it is good again, the second one is not', async (test) => {
    const home = opened(test);
    await online(home, first);
    await offline(home, first);
    await online(home, second);
    await eventually(() => expect(home.refused()).toHaveLength(2));
    await offline(home, second);
    // down or not: this one is over
    expect(home.config()).toContain(`${first}/64 { AdvPreferredLifetime 0;`);
    await online(home, first);
    await eventually(() => expect(home.view('lan').deprecated).toEqual([made(second)]));
    await eventually(() => expect(home.refused()).toContain(`${second}/64`));
    expect(home.refused()).not.toContain(`${first}/64`);
  });

  it('two prefixes at a time: both are good', async (test) => {
    const home = opened(test);
    await online(home, first);
    home.delegate(second);
    await eventually(() => expect(home.view('lan').preferred).toEqual([made(first), made(second), own]));
    expect(home.refused()).toEqual([]);
  });

  it('a power cut, and another prefix after it: the old one is dropped, and answered for', async (test) => {
    const home = opened(test);
    await online(home, first);
    home.cutPower(first);
    home.dial(second);
    home.start(script);
    await eventually(() =>
      expect(home.view('lan')).toMatchObject({ preferred: [made(second), own], deprecated: [made(first)] }),
    );
    await eventually(() => expect(home.run('ip', '-6', 'route', 'show', `${first}/64`)).toContain('dev lan'));
  });

  it('a power cut, and the same prefix after it: nothing is dropped', async (test) => {
    const home = opened(test);
    await online(home, first);
    home.cutPower(first);
    home.start(script);
    await sleep(3000);
    await online(home, first);
    expect(home.view('lan').deprecated).toEqual([]);
    expect(home.said).not.toContain('no longer ours');
  });

  it('a cable pulled out is no way out', async (test) => {
    const home = opened(test);
    await online(home, first);
    home.run('ip', 'link', 'set', `isp-${plan.wan.parent}`, 'down');
    await eventually(() => expect(home.view('lan').leadsOut).toBe(false));
    home.run('ip', 'link', 'set', `isp-${plan.wan.parent}`, 'up');
    await eventually(() => expect(home.view('lan').leadsOut).toBe(true));
  });

  it('an earlier prefix is mentioned for as long as a device can have it, and then forgotten', async (test) => {
    const home = opened(test, script.replace('SECONDS + 5400', 'SECONDS + 4').replaceAll('60', '1'));
    await online(home, first);
    await offline(home, first);
    await online(home, second);
    await eventually(() => expect(home.view('lan').deprecated).toEqual([made(first)]));
    await eventually(() =>
      expect(readFileSync(join(home.state, 'told'), 'utf8')).toContain(`lan ${site}::/64 ${second}/64 \n`),
    );
    await eventually(() => expect(home.config()).not.toContain(first));
    await eventually(() => expect(home.refused()).toEqual([]));
  });

  it('a reload of the firewall loses no refusal', async (test) => {
    const home = opened(test, script.replaceAll('60', '4'));
    await online(home, first);
    await offline(home, first);
    await online(home, second);
    await eventually(() => expect(home.refused()).toHaveLength(2));
    home.loadFirewall();
    expect(home.refused()).toEqual([]);
    await eventually(() => expect(home.refused()).toHaveLength(2));
  });

  it('another private prefix, and a part of the ISP’s that went to another network', async (test) => {
    const home = opened(test);
    await online(home, first);
    home.cutPower(first);
    const [lan, iot] = plan.networks.map(({ ipv6 }) => ipv6);
    const swapped: RouterPlan = {
      ...plan,
      networks: plan.networks.map((network) => ({
        ...network,
        ipv6: {
          ...network.ipv6,
          subnetId: (network.name === 'lan' ? iot : lan)!.subnetId,
          ...(network.name === 'lan' ? { address: 'fd00:1:1::1', prefix: 'fd00:1:1::/64' } : {}),
        },
      })),
    };
    home.run('ip', '-6', 'addr', 'del', `${lan!.address}/64`, 'dev', 'lan');
    home.run('ip', '-6', 'addr', 'add', 'fd00:1:1::1/64', 'dev', 'lan');
    home.run('ip', '-6', 'addr', 'add', `${inSubnet(first, 0x5a)}1/64`, 'dev', 'lan');
    home.run('ip', '-6', 'addr', 'add', `${first}1/64`, 'dev', 'iot');
    home.run('ip', '-6', 'route', 'add', 'default', 'dev', plan.wan.device);
    home.start(advertisementsScript(swapped));
    await eventually(() =>
      expect(home.view('lan')).toEqual({
        preferred: [made(inSubnet(first, 0x5a)), expect.stringMatching(/^fd00:1:1:/)],
        deprecated: [made(first), expect.stringMatching(/^fd61/)],
        leadsOut: true,
      }),
    );
    await sleep(500);
    expect(home.refused()).toEqual([]);
    expect(home.run('ip', '-6', 'route', 'show', `${first}/64`)).not.toContain('dev lan');
  });

  it('ends whole, so that systemd starts it again, when radvd or the watch ends', async (test) => {
    for (const victim of ['radvd', 'ip']) {
      const home = new AdvertisedHome(plan);
      test.onTestFinished(() => home.close());
      const unit = home.start(script);
      const ended = new Promise((resolve) => unit.once('exit', resolve));
      await eventually(() => expect(home.view('lan').preferred).toEqual([own]));
      await sleep(1000);
      const { stdout } = spawnSync('ip', ['netns', 'pids', home.router], { encoding: 'utf8' });
      for (const id of stdout.trim().split('\n'))
        if (readFileSync(`/proc/${id}/comm`, 'utf8').trim() === victim) process.kill(Number(id), 'SIGKILL');
      await ended;
    }
  });
});
