import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inside, sh, start } from '../guest.ts';
import { internet } from './addresses.ts';

/** What the DHCP server answers from now on: `none` is a server that is dead. Seconds; options as hexadecimal by code. */
export type DhcpOffer = {
  readonly answer: 'ack' | 'nak' | 'none';
  readonly address: string;
  readonly lease: number;
  readonly options: Readonly<Record<number, string>>;
};

/** A question of the router's DHCP client as it was on the wire, options in hexadecimal. */
export type DhcpQuestion = {
  readonly to: string;
  readonly mac: string;
  readonly options: readonly (readonly [number, string])[];
};

const answers = '/run/isp-dhcp-answers';

/** A line that is an Ethernet: the ISP's router in the customer's subnet, a DHCP server that is silent at first, and RA. */
export function startEthernet(): void {
  inside('isp', `ip addr add ${internet.router}/29 dev access`);
  writeFileSync(answers, '');
  const server = join(import.meta.dirname, '..', '..', '..', 'render', 'dhcp-isp.py');
  start('dhcp-questions', 'isp', `tail -n +1 -f ${answers} | python3 ${server} access ${internet.router}`);
  advertise(true);
  start(
    'isp-radvd',
    'isp',
    'radvd --nodaemon --logmethod=stderr --config=/run/radvd-isp.conf --pidfile=/run/radvd-isp.pid',
  );
}

/** The ISP's router says that it leads to the Internet, or that it does not. */
export function advertise(leadsOut: boolean): void {
  const flags = 'AdvSendAdvert on; AdvManagedFlag on; AdvOtherConfigFlag on;';
  const times = `MinRtrAdvInterval 3; MaxRtrAdvInterval 10; AdvDefaultLifetime ${leadsOut ? 60 : 0};`;
  writeFileSync('/run/radvd-isp.conf', `interface access { ${flags} ${times} };\n`);
  sh('[ ! -e /run/radvd-isp.pid ] || kill -HUP $(cat /run/radvd-isp.pid)');
}

/** Changes what the DHCP server answers; what is not named is as on a plain line. */
export function offer(change: Partial<DhcpOffer>): void {
  const hex = (address: string) =>
    address
      .split('.')
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('');
  const usual: DhcpOffer = {
    answer: 'ack',
    address: internet.customer,
    lease: 3600,
    options: { 1: hex('255.255.255.248'), 3: hex(internet.router), 6: hex(internet.host4) },
  };
  appendFileSync(answers, `${JSON.stringify({ ...usual, ...change })}\n`);
}
