import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, inside, same, sh, that, until } from '../guest.ts';
import { askDhcp } from '../home.ts';
import { internet, serveLogins, startConcentrator } from '../isp.ts';
import { ask, fetch } from '../probes.ts';
import { hangUp } from './line.ts';

const { host4, customer } = internet;

/** The ISP knows another password at first; then it is told `password`. The router serves its home all the while. */
export async function wrongPassword(plan: RouterPlan, station: string, password: string): Promise<void> {
  await check('wrong password: the journal says so, pppd tries again and again, and no unit failed', async () => {
    const tries = () =>
      Number(sh('journalctl -b -u pppd-wan -o cat --no-pager | grep -c "authentication failed"; true'));
    await until(120, () => tries() >= 2);
    same(sh('systemctl is-active pppd-wan; true').trim(), 'active', 'pppd-wan');
    same(sh('systemctl --failed --plain --no-legend').trim(), '', 'failed units');
    return sh('journalctl -b -u pppd-wan -o cat --no-pager | grep "authentication failed" | tail -n 1').trim();
  });
  await check('wrong password: no secret is in the journal', () => {
    // the words of the password that no log has for another reason
    for (const word of password.split(/[^A-Za-z]+/).filter((piece) => piece.length > 4))
      same(sh(`journalctl -b -o cat --no-pager | grep -c '${word}'; true`).trim(), '0', `lines with ${word}`);
  });
  await check('wrong password: home has addresses, names and a router that answers', () => {
    askDhcp(station);
    const router = plan.networks[0]!.ipv4.address;
    inside(station, `ping -c 2 -W 5 ${router}`);
    same(ask(station, router, `${plan.identity.hostName}.${plan.identity.domain}`), router, 'name of the router');
  });
  await check('wrong password: what is sent to the Internet is refused at once', () => {
    const said = inside(station, `curl -sS -m 20 http://${host4}/ 2>&1; true`, 40).trim();
    const milliseconds = Number(/after (\d+) ms: Could/.exec(said)?.[1] ?? Number.NaN);
    that(milliseconds < 5000, said);
    return said;
  });
  serveLogins({ password });
  await check('right password: the line comes up by itself', async () => {
    const began = Date.now();
    await until(120, () => sh('ip -4 -o addr show dev ppp0 2>&1; true').includes(customer));
    return `after ${Math.round((Date.now() - began) / 1000)} s`;
  });
}

/** An ISP with room for one session, and a router that lost its power: the ISP has to notice first. */
export async function oneSession(station: string): Promise<void> {
  await hangUp();
  serveLogins({ sessions: 1, echo: 5 });
  startConcentrator();
  await check('one session only: the line is up', () =>
    until(150, () => fetch(station, `http://${host4}/`) === customer),
  );
  await check(
    'one session only: a router that lost its power comes back when the ISP has given up the old session',
    async () => {
      sh('kill -9 $(systemctl show -P MainPID pppd-wan)');
      const began = Date.now();
      await until(180, () => fetch(station, `http://${host4}/`) === customer);
      return `after ${Math.round((Date.now() - began) / 1000)} s`;
    },
  );
}

/** The same customer at an ISP that asks by CHAP. */
export async function chapLine(station: string): Promise<void> {
  await hangUp();
  serveLogins({ auth: 'chap', sessions: 4 });
  startConcentrator();
  await check('CHAP: the line comes up', async () => {
    await until(180, () => fetch(station, `http://${host4}/`) === customer);
    const said = sh('cat /run/lab/concentrator.log; journalctl -b -u pppd-wan -o cat --no-pager | tail -n 40');
    that(/CHAP authentication succeeded/.test(said), said.slice(-400));
  });
}
