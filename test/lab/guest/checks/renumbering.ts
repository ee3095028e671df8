import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { eventsOf, firstOf, seconds, watchEvents } from '../events.ts';
import { check, inside, same, sh, that, until } from '../guest.ts';
import type { Station } from '../home.ts';
import { inPrefix, subnetOf } from '../ipv6.ts';
import { addressesOf, type Home, has, homeOf, untouched } from '../ipv6-view.ts';
import { delegate, hangUp, internet, startConcentrator } from '../isp.ts';
import { ask, fetch } from '../probes.ts';

const { host6, prefix: first } = internet;
const [second, third] = ['2a0f:90:2000::', '2a0f:90:3000::'];
const unit = 'router-advertisements';

/**
 * The line goes down and comes back, with the same prefix and with others; networkd restarts; the power fails. `stations`
 * are devices whose own kernels read the advertisements, in networks that have a part of the ISP's prefix.
 */
export async function renumbering(plan: RouterPlan, stations: readonly Station[]): Promise<void> {
  const homes = stations.map((station) => homeOf(plan, station));
  for (const name of [...stations.map((station) => station.name), null]) watchEvents(name);
  for (const home of homes) await announced(plan, home, first);
  await down(plan, homes);
  await sameAgain(homes);
  await another(plan, homes);
  await restart(homes);
  await backAgain(homes);
  await powerCut(homes);
}

async function announced(plan: RouterPlan, home: Home, prefix: string): Promise<void> {
  await check(`RA: ${home.name} is told no longer lifetimes than the ISP and RFC 9096 allow`, async () => {
    await until(30, () => has(home, { preferred: [prefix] }));
    const said = inside(home.name, 'rdisc6 -1 -r 3 -w 5000 eth0 2>&1', 40);
    const numbers = (label: string) =>
      [...said.matchAll(new RegExp(`${label} +: +(\\d+)`, 'g'))].map(([, number]) => Number(number));
    same(numbers('Router lifetime'), [2700], 'router lifetime');
    that(Math.max(...numbers('Valid time')) <= 5400 && Math.max(...numbers('Pref. time')) <= 2700, said);
    // the ISP's are 1800 and 3600, and some of that is over
    that(Math.min(...numbers('Valid time')) <= 3600 && Math.min(...numbers('Pref. time')) <= 1800, said);
    that(new RegExp(`Route +: ${plan.ula}`).test(said), `no route to ${plan.ula}: ${said}`);
    return `${numbers('Pref. time')} and ${numbers('Valid time')} s`;
  });
}

async function down(plan: RouterPlan, homes: readonly Home[]): Promise<void> {
  await check('line down: no device has a way out any more, and none drops an address', async () => {
    const began = Date.now();
    hangUp();
    await until(20, () => homes.every((home) => has(home, { preferred: [first], leadsOut: false })));
    const lost = firstOf(eventsOf(null, began), /^Deleted default dev ppp0/);
    return homes
      .map(({ name }) => `${name} ${seconds(lost, firstOf(eventsOf(name, began), /^Deleted default/))}`)
      .join(', ');
  });
  await check('line down: names are answered at the private address, from a private address', () => {
    for (const { name, ipv6 } of homes) {
      same(
        ask(name, ipv6.address, `${plan.identity.hostName}.${plan.identity.domain}`),
        plan.networks[0]!.ipv4.address,
        name,
      );
      const [route] = JSON.parse(inside(name, `ip -j -6 route get ${ipv6.address}`)) as { readonly prefsrc: string }[];
      that(inPrefix(route?.prefsrc ?? '::', ipv6.prefix), `${name} speaks from ${route?.prefsrc}`);
    }
  });
}

async function sameAgain(homes: readonly Home[]): Promise<void> {
  await check('line back with the same prefix: a way out again, and no address was dropped meanwhile', async () => {
    const began = Date.now();
    await dial(homes, first);
    untouched(homes, began, /deprecated|^Deleted .*inet6/);
    return since(homes, began, first);
  });
}

async function another(plan: RouterPlan, homes: readonly Home[]): Promise<void> {
  await check('line back with another prefix: devices drop the old one and use the new one', async () => {
    hangUp();
    await until(20, () => homes.every((home) => has(home, { leadsOut: false })));
    const began = Date.now();
    await dial(homes, second);
    await until(10, () => homes.every((home) => has(home, { preferred: [second], deprecated: [first] })));
    return since(homes, began, second, first);
  });
  await check('another prefix: what still comes from the old one is refused, and told so', () => {
    for (const home of homes) {
      const old = addressesOf(home.name).find(({ local }) => inPrefix(local, home.part(first)))?.local ?? '';
      const said = inside(home.name, `ping -6 -c 2 -W 5 -I ${old} ${host6}; true`, 30);
      that(said.includes('Source address failed ingress/egress policy'), said);
    }
  });
  await check('another prefix: what no network has of it is unreachable, and the old one is gone', () => {
    const routes = sh('ip -6 route show type unreachable');
    that(routes.includes(`${second}/`) && !routes.includes(`${first}/`), routes);
    const used = plan.networks.map(({ ipv6 }) => ipv6.subnetId);
    const [, free = ''] =
      /^(.*)::/.exec(subnetOf(second, [1, 2, 3, 4, 5, 6, 7, 8, 9].find((id) => !used.includes(id))!)) ?? [];
    that(/unreachable|No route/.test(sh(`ip -6 route get ${free}::1 2>&1; true`)), free);
  });
}

async function restart(homes: readonly Home[]): Promise<void> {
  await check('networkd restarts: no device notices, and no prefix is given back', async () => {
    const [began, asked] = [Date.now(), questions()];
    sh('systemctl restart systemd-networkd');
    await until(60, () => questions().length > asked.length);
    await sleep(5000);
    untouched(homes, began, /^Deleted default|^Deleted .*inet6/);
    that(
      homes.every((home) => has(home, { preferred: [second], leadsOut: true })),
      'a device is not as it was',
    );
    // 8 is RELEASE
    same(
      questions().filter((kind) => kind === '8'),
      [],
      'prefixes given back',
    );
  });
}

async function backAgain(homes: readonly Home[]): Promise<void> {
  await check('line back with the first prefix: it is good again, and the second one is dropped', async () => {
    hangUp();
    await until(20, () => homes.every((home) => has(home, { leadsOut: false })));
    const began = Date.now();
    await dial(homes, first);
    await until(10, () => homes.every((home) => has(home, { preferred: [first], deprecated: [second] })));
    return since(homes, began, first, second);
  });
}

async function powerCut(homes: readonly Home[]): Promise<void> {
  await check('power cut, and another prefix after it: devices drop the one they had', async () => {
    // what a power cut leaves of it: nothing but what is on the disk
    sh(
      `mkdir -p /run/systemd/system/${unit}.service.d; printf '[Service]\\nRestart=no\\n' >/run/systemd/system/${unit}.service.d/cut.conf`,
    );
    sh(
      `systemctl daemon-reload; systemctl kill --signal=KILL ${unit}; until ! systemctl -q is-active ${unit}; do sleep 0.2; done`,
    );
    hangUp();
    await until(20, () => !sh('ip link show ppp0 2>&1; true').includes(',UP'));
    delegate({ prefix: third });
    startConcentrator();
    await until(60, () => sh('ip -6 -o addr show scope global').includes(third.replace('::', '')));
    const began = Date.now();
    sh(
      `rm -r /run/systemd/system/${unit}.service.d; systemctl daemon-reload; systemctl reset-failed ${unit}; systemctl start ${unit}`,
    );
    await until(30, () =>
      homes.every((home) => has(home, { preferred: [third], deprecated: [first, second], leadsOut: true })),
    );
    return homes
      .map(({ name }) => `${name} ${seconds(began, firstOf(eventsOf(name, began), /deprecated/))}`)
      .join(', ');
  });
}

/** The ISP takes calls again and delegates this prefix; waits until every device uses it. */
async function dial(homes: readonly Home[], prefix: string): Promise<void> {
  delegate({ prefix });
  startConcentrator();
  await until(90, () => homes.every((home) => has(home, { preferred: [prefix], leadsOut: true })));
  const [home] = homes;
  await until(20, () => inPrefix(fetch(home!.name, `http://[${host6}]/`), home!.part(prefix)));
}

/** How long each device took to have a way out, and to drop a prefix: after the router had the new one, and after the line was up. */
function since(homes: readonly Home[], began: number, prefix: string, dropped: string | null = null): string {
  const router = eventsOf(null, began);
  const up = firstOf(router, /ppp0: <.*,UP,LOWER_UP>/);
  return homes
    .map(({ name, part }) => {
      const given = firstOf(router, new RegExp(`inet6 ${start(part(prefix))}`));
      const events = eventsOf(name, began);
      const out = firstOf(events, /^default via/);
      const last = Math.max(
        out,
        ...(dropped === null ? [] : [firstOf(events, new RegExp(`inet6 ${start(part(dropped))}.*deprecated`))]),
      );
      return `${name} ${seconds(given, last)} after the router had it, ${seconds(up, last)} after ppp0`;
    })
    .join('; ');
}

/** What addresses in a /64 begin with. */
function start(part: string): string {
  return part.replace(/::\/64$/, '').replace(/:0$/, '');
}

/** Kinds of the DHCPv6 messages that the ISP has got. */
function questions(): readonly string[] {
  return [...readFileSync('/run/lab/internet.log', 'utf8').matchAll(/^DHCPv6 (\d+)/gm)].map(([, kind = '']) => kind);
}
