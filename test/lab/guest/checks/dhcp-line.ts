import { readFileSync } from 'node:fs';
import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { capture } from '../capture.ts';
import { check, same, sh, that, until } from '../guest.ts';
import type { DhcpQuestion } from '../isp/ethernet.ts';
import { internet, offer } from '../isp.ts';
import { fetch } from '../probes.ts';

const { customer, router, host4, host6 } = internet;
const other = '45.90.1.11';

/** Questions of the router's DHCP client so far, in their order. */
function questions(): readonly DhcpQuestion[] {
  return readFileSync('/run/lab/dhcp-questions.log', 'utf8')
    .split('\n')
    .filter((line) => line.includes('"options"'))
    .map((line) => JSON.parse(line) as DhcpQuestion);
}

/** The line gets its address by DHCP and asks for it in the words that the ISP wants to hear. */
export async function dhcpLine(plan: RouterPlan): Promise<void> {
  const { device, line, jack, mac } = plan.wan;
  if (line.kind !== 'dhcp') throw new Error(`the line is ${line.kind}`);
  await check('DHCP: the WAN has the address that the ISP offers, and the default route', async () => {
    await until(120, () => sh(`ip -4 -o addr show dev ${device}`).includes(`inet ${customer}/29`));
    await until(30, () => sh('ip -4 route show default').includes(`via ${router} dev ${device}`));
    return `${sh('cut -d " " -f 1 /proc/uptime').trim()} s after the kernel`;
  });
  await check('DHCP: the client says what the plan says, no more', () => {
    const own = mac ?? plan.jacks.find(({ name }) => name === jack)?.mac ?? '';
    const first = questions()[0];
    const sent = new Map(first?.options);
    same(first?.mac, own, 'MAC of the asking');
    const identifier = line.options.some(({ code }) => code === 61) ? [] : [[61, `01${own.replaceAll(':', '')}`]];
    const named = line.options.map(({ code, value }) => [code, hexOf(value)] as const);
    const wanted = [...identifier, ...named].sort(([a], [b]) => Number(a) - Number(b));
    same(
      [...sent]
        .filter(([code]) => ![12, 50, 51, 53, 54, 55, 57, 80, 116, 145, 255].includes(code))
        .sort(([a], [b]) => a - b),
      wanted,
      'options',
    );
    same(sent.get(12) ?? null, line.hostname === null ? null : Buffer.from(line.hostname).toString('hex'), 'name');
    return wanted.map(([code, hex]) => `${code} ${hex}`).join(', ');
  });
  await check('DHCP: the router itself reaches the Internet', async () => {
    sh(`ping -c 2 -W 10 ${host4}`);
    // once an address of the ISP's is there and tried (duplicate address detection)
    if (plan.wan.prefixLength !== null) await until(30, () => sh(`ping -6 -c 2 -W 10 ${host6}`) !== '');
  });
}

/** A lease of a minute is renewed through the firewall; then the ISP takes the address away and gives another. */
export async function renewal(plan: RouterPlan, station: string): Promise<void> {
  const { device } = plan.wan;
  await check('DHCP: a lease is renewed by a question to the server alone, through the firewall', async () => {
    const asked = () => questions().filter(({ to }) => to === router).length;
    const before = asked();
    await until(60, () => asked() > before);
    sh('sleep 3');
    // an answer that the firewall dropped would be asked for again and again
    const left = Number(/valid_lft (\d+)sec/.exec(sh(`ip -4 addr show dev ${device}`))?.[1]);
    that(left > 35, `${left} s are left of a lease of 60 s that was renewed just now`);
    return `${left} s left`;
  });
  await check('DHCP: an address that the ISP takes away is given up, and the new one is used', async () => {
    offer({ answer: 'nak' });
    await until(90, () => !sh(`ip -4 -o addr show dev ${device}`).includes(customer));
    offer({ address: other, lease: 60 });
    await until(90, () => sh(`ip -4 -o addr show dev ${device}`).includes(`inet ${other}/29`));
    await until(60, () => fetch(station, `http://${host4}/`) === other);
  });
}

/** DHCP and data carry the priorities (802.1p) that the ISP wants for them. */
export async function priorities(
  plan: RouterPlan,
  wanted: { readonly control: number; readonly data: number },
): Promise<void> {
  await check(
    `802.1p: DHCP goes out with priority ${wanted.control}, everything else with ${wanted.data}`,
    async () => {
      const seen = await capture('isp', 'far');
      sh(`networkctl renew ${plan.wan.device}; ping -c 2 -W 5 ${host4}; sleep 5`);
      const mac = plan.wan.mac ?? plan.jacks.find(({ name }) => name === plan.wan.jack)?.mac;
      const lines = seen.end().filter((line) => line.includes(` ${mac} >`));
      const priority = (filter: RegExp) => [
        ...new Set(
          lines.filter((line) => filter.test(line)).map((line) => Number(/, p (\d),/.exec(line)?.[1] ?? Number.NaN)),
        ),
      ];
      same(priority(/\.68 > .*\.67: /), [wanted.control], 'DHCP');
      same(priority(/ICMP echo request/), [wanted.data], 'ping');
    },
  );
}

function hexOf(value: { readonly kind: string } & Readonly<Record<string, string>>): string {
  if (value.kind === 'text') return Buffer.from(value.text ?? '').toString('hex');
  if (value.kind === 'hex') return value.digits ?? '';
  return readFileSync(value.path ?? '')
    .toString('hex')
    .replace(/(0d)?0a$/, '');
}
