import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, same, sh, until } from '../guest.ts';
import { internet, killConcentrator, startConcentrator } from '../isp.ts';
import { fetch, refused } from '../probes.ts';

const { host4, host6, customer, gateway } = internet;

/** The PPPoE line comes up with its address, its routes and an MTU of `mtu` bytes. */
export async function dialUp(plan: RouterPlan, mtu: number): Promise<void> {
  await check('dial: ppp0 has the address of the ISP', async () => {
    await until(120, () => sh('ip -4 -o addr show dev ppp0').includes(`inet ${customer} peer ${gateway}`));
    return `${sh('cut -d " " -f 1 /proc/uptime').trim()} s after the kernel`;
  });
  await check('dial: the IPv4 default route leads over ppp0', () =>
    until(20, () => sh('ip -4 route show default dev ppp0').trim() !== ''),
  );
  await check(`dial: the session carries ${mtu} bytes`, () => {
    const { parent, parentMtu } = plan.wan;
    same(
      sh(`cat /sys/class/net/ppp0/mtu /sys/class/net/${parent}/mtu`).trim(),
      `${mtu}\n${parentMtu ?? 1500}`,
      `MTU of ppp0 and ${parent}`,
    );
    sh(`ping -c 2 -W 5 -M do -s ${mtu - 28} ${host4}`);
  });
}

/** The concentrator dies without a word, and the router has noticed. */
export async function hangUp(): Promise<void> {
  killConcentrator();
  await until(120, () => !sh('ip link show ppp0 2>&1; true').includes(',UP'));
}

/** The line dies at the ISP, and nothing leaves by another way. `station` is a trusted device. */
export async function lineDies(station: string): Promise<void> {
  await check('redial: with the line dead nothing leaves by another way', async () => {
    await hangUp();
    refused(station, host4, 80);
    // what an unreachable or a blackhole route answers; without one it would be "Network is unreachable"
    const said = sh(`ip route get ${host4} 2>&1; ip -6 route get ${host6} 2>&1; true`);
    same(said.match(/No route to host|Invalid argument/g)?.length, 2, said);
  });
}

/** The line dies, and comes back by itself. */
export async function redial(station: string): Promise<void> {
  await lineDies(station);
  await check('redial: the line comes back by itself, in both families', async () => {
    startConcentrator();
    await until(150, () => fetch(station, `http://${host4}/`) === customer);
    await until(90, () => fetch(station, `http://[${host6}]/`) !== '');
  });
}
