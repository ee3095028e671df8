import { type Check, ill, output, unknown, well } from './check.ts';

/** Is the ruleset loaded, and does the router forward only because it is? */
export const firewallCheck: Check = {
  id: 'firewall',
  title: 'Firewall',
  look: async ({ system }) => {
    const tables = await output(system, 'nft', 'list', 'tables');
    if (tables === null) return unknown('nft does not answer.');
    const forwarding = ((await system.readText('/proc/sys/net/ipv4/ip_forward')) ?? '').trim() === '1';
    const next = 'See why: journalctl -b -u nftables; then: sudo systemctl restart nftables router-forwarding';
    if (!/^table inet fw$/m.test(tables))
      return ill(
        forwarding
          ? 'the ruleset is not loaded, and packets are forwarded without it'
          : 'the ruleset is not loaded, so nothing is forwarded (as it should be then)',
        next,
      );
    if (/^table inet guard$/m.test(tables)) return ill('the guard still stands in front of the ruleset', next);
    if (!forwarding) return ill('it is loaded, but forwarding is off', 'sudo systemctl restart router-forwarding');
    return well('loaded, forwarding is on');
  },
};
