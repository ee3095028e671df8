import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import type { Flow } from '../flow.ts';
import { check, inside, keepFile, same, sh, that, until } from '../guest.ts';
import { askDhcp, leasedAddress } from '../home.ts';
import { internet } from '../isp.ts';
import { fetch, refused, visit } from '../probes.ts';
import { type Switched, switchTo } from '../switch.ts';
import { told } from './reloads.ts';
import { unitsOf } from './services.ts';
import { inPool } from './trusted.ts';

const here = '/lab/job';
const there = '/lab/job/later';
const { host4, customer } = internet;

/** The running router becomes `later` and then itself again, while connections of `station` talk over the line. */
export async function changed(
  plan: RouterPlan,
  later: RouterPlan,
  station: string,
  flows: readonly Flow[],
): Promise<void> {
  const session = () => sh('cat /sys/class/net/ppp0/ifindex; systemctl show -P MainPID pppd-wan');
  const before = session();
  await change('changed', here, there, flows);
  await check('changed: the line was not dialled again', () => same(session(), before, 'device and pppd'));
  await stands('changed', later);
  await check('changed: the new network is there, with addresses, and reaches the Internet only', async () => {
    const guest = later.networks.find(({ name }) => name === 'guest')!;
    await until(60, () => sh('ip -4 -o addr show dev guest').includes(guest.ipv4.address));
    that(inPool(askDhcp('guest-host').address, guest.dhcp), leasedAddress('guest-host'));
    visit('guest-host', `http://${host4}/`, customer);
    refused('guest-host', leasedAddress(station), 8000);
  });
  await check('changed: the new device has its address and its opening, others have not', async () => {
    same(askDhcp('printer').address, later.devices.find(({ name }) => name === 'printer')?.address, 'address');
    await until(
      20,
      () => inside('printer', `curl -sS -m 20 -o /dev/null http://${leasedAddress(station)}:8000/`, 30) === '',
    );
    refused('iot-host', leasedAddress(station), 8000);
  });
  await check('changed: the pool of iot is the new one', () => {
    const { address } = askDhcp('iot-host');
    that(inPool(address, later.networks.find(({ name }) => name === 'iot')!.dhcp), address);
    return address;
  });
  await change('changed back', there, here, flows);
  await check('changed back: the line was not dialled again', () => same(session(), before, 'device and pppd'));
  await stands('changed back', plan);
  await check('changed back: what was new reaches nothing any more', () => {
    refused('guest-host', host4, 80);
    refused('printer', leasedAddress(station), 8000);
    visit(station, `http://${host4}/`, customer);
  });
}

async function change(name: string, from: string, to: string, flows: readonly Flow[]): Promise<void> {
  await check(`${name}: the units that differ are reloaded or restarted, and open connections go on`, async () => {
    const began = Date.now();
    const done = switchTo(from, to);
    keepFile(`${name.replace(' ', '-')}.json`, JSON.stringify(done, null, 2));
    const seconds = Math.round((Date.now() - began) / 1000);
    return `${seconds} s; ${list(done)}; ${await told(flows)}`;
  });
}

function list(done: Switched): string {
  return Object.entries(done)
    .filter(([, units]) => units.length > 0)
    .map(([what, units]) => `${what} ${units.map((unit: string) => unit.replace('.service', '')).join(' ')}`)
    .join(', ');
}

async function stands(name: string, plan: RouterPlan): Promise<void> {
  await check(`${name}: every service runs, none failed, and the router answers`, async () => {
    await until(60, () => {
      const down = unitsOf(plan).filter((unit) => sh(`systemctl is-active ${unit}; true`).trim() !== 'active');
      same(down, [], 'units that do not run');
    });
    same(sh('systemctl --failed --plain --no-legend').trim(), '', 'failed units');
    await until(30, () => fetch('lan-host', `http://${host4}/`) === customer);
  });
}
