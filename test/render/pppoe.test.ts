import { describe, expect, it } from 'vitest';
import { pppoeOptions } from '../../src/render/pppoe.ts';
import { at } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { judgePppd } from '../nixos/judges/daemons.ts';
import { mayAsk, runIsolated, withFolder } from '../nixos/workbench.ts';
import { type Group, planned } from '../plan/planned.ts';

const login = { username: 'me@isp', password: { env: 'P' } };
const router = (pppoe: Group = {}, wan: Group = {}, more: Group = {}) =>
  evaluateRouter(planned({ wan: { port: 'line', type: 'pppoe', pppoe: { ...login, ...pppoe }, ...wan }, ...more }));
const peer = (config: unknown) => String(at(config, 'services', 'pppd', 'peers', 'wan', 'config'));
const unit = (config: unknown) => at(config, 'systemd', 'services', 'pppd-wan');

describe('the PPPoE line', () => {
  it('is dialled over the jack or its VLAN, for ever, and notices a dead line within a minute', async () => {
    const config = await router({}, { vlan: 10 });
    expect(judgePppd(config)).toEqual([]);
    expect(at(config, 'services', 'pppd', 'enable')).toBe(true);
    expect(peer(config).split('\n').slice(0, -1)).toEqual([
      'plugin pppoe.so',
      'nic-wan',
      'file /etc/naar/secrets/pppoe.options',
      'noauth',
      'unit 0',
      'persist',
      'maxfail 0',
      'holdoff 5',
      'lcp-echo-interval 15',
      'lcp-echo-failure 3',
      'noipdefault',
      'defaultroute',
      'defaultroute-metric 0',
      '+ipv6',
      'mtu 1500',
      'mru 1500',
    ]);
    expect(peer(await router())).toContain('\nnic-enp1s0\n');
  });

  it('is not dialled without the firewall, nor before it', async () => {
    for (const config of [
      await router({}, { vlan: 10 }),
      await router(),
      await router({ password: { path: '/run/p' } }),
    ]) {
      expect(at(unit(config), 'requires')).toEqual(['nftables.service']);
      expect(at(unit(config), 'after')).toEqual(
        expect.arrayContaining(['nftables.service', 'router-forwarding.service']),
      );
      // a line that is down must not make a switch fail: the module would wait for it (Type=notify)
      expect(at(unit(config), 'serviceConfig')).toEqual({ Type: 'exec' });
      // the module orders network.target behind it, and that dnsmasq, unbound and sshd
      expect(at(unit(config), 'before')).toEqual([]);
    }
  });

  it('waits for the device that it is dialled over, and comes back with it', async () => {
    const device = async (wan: Group) => {
      const config = await router({}, wan);
      return [at(unit(config), 'wants'), at(unit(config), 'after')].map((units) =>
        (units as string[]).filter((one) => one.endsWith('.device')),
      );
    };
    const wan = 'sys-subsystem-net-devices-wan.device';
    const jack = 'sys-subsystem-net-devices-enp1s0.device';
    expect(await device({ vlan: 10 })).toEqual([[wan], [wan]]);
    expect(await device({})).toEqual([[jack], [jack]]);
  });

  it('has IPv6 only where a prefix is asked for', async () => {
    expect(peer(await router({}, { ipv6: 'off' }))).toMatch(/^noipv6$/m);
    expect(peer(await router({}, { ipv6: 'off' }))).not.toMatch(/^\+ipv6$/m);
  });

  it('asks the ISP for its name servers only where they are wanted', async () => {
    expect(peer(await router())).not.toContain('usepeerdns');
    const config = await router({}, {}, { dns: { upstream: 'isp' } });
    expect(peer(config)).toContain('\nusepeerdns\nip-up-script /etc/ppp/isp-dns\n');
    expect(judgePppd(config)).toEqual([]);
  });

  it('refuses what it is not to log in by, in the words of pppd', async () => {
    const refused = async (auth: string) =>
      peer(await router({ auth }))
        .split('\n')
        .filter((line) => line.startsWith('refuse-'));
    expect(await refused('pap')).toEqual(['refuse-chap', 'refuse-mschap', 'refuse-mschap-v2', 'refuse-eap']);
    expect(await refused('chap')).toEqual(['refuse-pap', 'refuse-eap']);
    expect(await refused('any')).toEqual([]);
    for (const auth of ['pap', 'chap']) expect(judgePppd(await router({ auth }))).toEqual([]);
  });

  it('names service and Host-Uniq where the ISP wants them', async () => {
    const config = await router({ service: `it's "x" #1`, hostUniq: 'SN é' });
    expect(judgePppd(config)).toEqual([]);
    expect(peer(config)).toContain(`\npppoe-service "it's \\"x\\" #1"\npppoe-host-uniq 534e20c3a9\n`);
  });

  it('loads the module beforehand: the sandbox of pppd may load none', async () => {
    expect(at(await router(), 'boot', 'kernelModules')).toContain('pppoe');
    expect(at(await evaluateRouter(planned()), 'boot', 'kernelModules')).not.toContain('pppoe');
  });
});

describe('the login', () => {
  it('is one file of two lines', () => {
    expect(pppoeOptions('me', 'a "b" \\c')).toBe('user "me"\npassword "a \\"b\\" \\\\c"\n');
  });

  it('is made anew at each start from a password that something else puts on the router', async () => {
    const config = await router({ password: { path: '/run/agenix/pppoe' }, username: `o'hara "x" \\` });
    const login = at(config, 'systemd', 'services', 'pppoe-login');
    expect(at(login, 'serviceConfig')).toEqual({
      Type: 'oneshot',
      RuntimeDirectory: 'pppoe-login',
      RuntimeDirectoryMode: '0700',
      RuntimeDirectoryPreserve: true,
    });
    // it does not stay "active", or it would not run again for the next dial
    expect(at(unit(config), 'wants')).toContain('pppoe-login.service');
    expect(at(unit(config), 'after')).toContain('pppoe-login.service');
    expect(at(unit(config), 'requires')).not.toContain('pppoe-login.service');
    expect(peer(config)).toContain('\nfile /run/pppoe-login/pppoe.options\n');
    if (!mayAsk('a script with a /run of its own')) return;
    const password = `  it's "x" \\ \${a} $(id) %s é #`;
    const run = withFolder({ 'login.sh': String(at(login, 'script')), password: `${password}\n` }, (folder) =>
      runIsolated(
        `mount -t tmpfs tmpfs /run && mkdir -p /run/agenix /run/pppoe-login && cp "$1/password" /run/agenix/pppoe &&
        bash -e "$1/login.sh" && stat -c %a /run/pppoe-login/pppoe.options && cat /run/pppoe-login/pppoe.options`,
        [folder],
      ),
    );
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe(`600\n${pppoeOptions(`o'hara "x" \\`, password)}`);
  });

  it('has no unit of its own where naar keeps the password', async () => {
    expect(at(await router(), 'systemd', 'services', 'pppoe-login')).toBeUndefined();
  });
});
