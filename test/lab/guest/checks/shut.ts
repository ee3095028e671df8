import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { capture } from '../capture.ts';
import { check, inside, keepFile, same, sh, that, until } from '../guest.ts';
import { internet, startConcentrator } from '../isp.ts';
import { fetch } from '../probes.ts';
import { cableOf } from '../wires.ts';
import { hangUp } from './line.ts';
import { logIn } from './login.ts';

const { host4, host6, customer } = internet;

/** Packets of every kind for the Internet, from a device and from the router itself; nobody waits for answers. */
function callOut(station: string): void {
  const calls = [
    ...[host4, '1.1.1.1', '10.99.0.1'].map((host) => `ping -c 2 -W 1 ${host}`),
    ...[host6, 'fd99::1'].map((host) => `ping -6 -c 2 -W 1 ${host}`),
    ...[host4, host6].map((host) => `timeout 3 bash -c "exec 3<>/dev/tcp/${host}/80"`),
    ...[host4, host6].map((host) => `bash -c "echo x >/dev/udp/${host}/5000"`),
  ];
  const all = `${calls.map((call) => `${call} >/dev/null 2>&1`).join('; ')}; true`;
  inside(station, all, 90);
  sh(all, 90);
}

/** Frames on the WAN's cable that are not the dialling of pppd; with the line up there are some, or the count would prove nothing. */
export async function nothingLeaks(plan: RouterPlan, station: string): Promise<void> {
  const routers = plan.jacks.map(({ mac }) => mac);
  const fromRouter = (line: string) => routers.some((mac) => line.includes(` ${mac} >`));
  // the words of pppd with the concentrator: discovery and the control of the link
  const dialling = (line: string) => /PPPoE D|LCP \(0xc021\)/.test(line);
  const lan = plan.jacks.filter(({ job }) => job === 'networks').map(({ name }) => cableOf(plan, name));
  const watch = () =>
    Promise.all([
      capture('isp', 'far'),
      // what goes to the Internet would come out of another jack with such a destination
      ...lan.map((cable) => capture(`switch${cable}`, 'far', `"dst host ${host4} or dst host ${host6}"`)),
    ]);
  await check('line up: calls to the Internet are counted on the cable of the WAN', async () => {
    const [wan] = await watch();
    callOut(station);
    const seen = wan!.end().filter((line) => fromRouter(line) && !dialling(line));
    that(
      seen.some((line) => line.includes(host4)) && seen.some((line) => line.includes(host6)),
      `${seen.length} frames`,
    );
    return `${seen.length} frames`;
  });
  await check('line down: no packet leaves, by the WAN or by any other jack, in either family', async () => {
    await hangUp();
    const [wan, ...others] = await watch();
    callOut(station);
    const left = wan!.end().filter((line) => fromRouter(line));
    keepFile('line-down.txt', left.join('\n'));
    same(
      left.filter((line) => !dialling(line)),
      [],
      'frames on the cable of the WAN',
    );
    same(others.flatMap((other) => other.end()).filter(fromRouter), [], 'frames on other cables');
    return `only ${left.length} frames of dialling`;
  });
  startConcentrator();
  await check('line up again: the Internet is reached', () =>
    until(150, () => fetch(station, `http://${host4}/`) === customer),
  );
}

/** The ruleset of the unit is spoilt as a bad update would: nothing is forwarded, nobody dials, SSH from home works. */
export async function brokenFirewall(plan: RouterPlan, station: string, other: string): Promise<void> {
  await check('broken ruleset, reloaded: the rules before it stay, and traffic with them', () => {
    breakRuleset();
    const status = sh('systemctl reload nftables 2>&1; echo $?').trim().split('\n').at(-1);
    that(status !== '0', 'the reload did not fail');
    that(sh('nft list tables').includes('table inet fw'), 'the table is gone');
    same(fetch(station, `http://${host4}/`), customer, 'seen from');
  });
  await check('broken ruleset, restarted: the unit fails and the guard stands in', async () => {
    sh('systemctl restart nftables 2>&1; true', 90);
    same(sh('systemctl is-failed nftables; true').trim(), 'failed', 'nftables');
    const tables = sh('nft list tables');
    that(tables.includes('table inet guard') && !tables.includes('table inet fw'), tables);
  });
  await shut(plan, station, other);
  await check('ruleset mended: firewall, forwarding and line come back with the unit', async () => {
    mendRuleset();
    sh('systemctl reset-failed nftables; systemctl start nftables', 90);
    // what was stopped with it is started by the next switch or boot; a person says it by hand
    sh('systemctl start router-forwarding pppd-wan fast-path', 90);
    await until(150, () => fetch(station, `http://${host4}/`) === customer);
    that(!sh('nft list tables').includes('guard'), 'the guard is still there');
  });
}

/** Without the firewall: no forwarding in either family, no dialling, and the owner may log in. */
export async function shut(plan: RouterPlan, station: string, other: string): Promise<void> {
  await check('without the firewall: forwarding is off and nobody dials', async () => {
    same(sh('sysctl -n net.ipv4.conf.all.forwarding net.ipv6.conf.all.forwarding').trim(), '0\n0', 'forwarding');
    same(
      sh('systemctl is-active pppd-wan router-forwarding; true').trim().split('\n').includes('active'),
      false,
      'units',
    );
    const wan = await capture('isp', 'far');
    callOut(station);
    sh('sleep 10');
    const frames = wan.end().filter((line) => plan.jacks.some(({ mac }) => line.includes(` ${mac} >`)));
    same(frames, [], 'frames of the router on the cable of the WAN');
  });
  await check('without the firewall: no packet passes from one network to another', () => {
    const address = sh(`ip netns exec ${other} ip -4 -o addr show dev eth0`).match(/inet (\S+?)\//)?.[1] ?? '';
    that(address !== '', `${other} has no address`);
    const said = inside(station, `ping -c 2 -W 2 ${address} 2>&1; true`);
    that(/ 0 received/.test(said), said);
  });
  await check('without the firewall: SSH from a trusted network works', () => {
    same(logIn(station, plan, 'id -un'), plan.admin.user, 'user');
  });
}

const rules = '/nix/store/lab-nftables-rules';

/** A word that nft does not know, at the end of the file that the unit loads. */
export function breakRuleset(): void {
  sh(`cp -n ${rules} ${rules}.well; echo 'this is no rule' >>${rules}`);
}

function mendRuleset(): void {
  sh(`cp ${rules}.well ${rules}`);
}
