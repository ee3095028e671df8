import { check, inside, that } from '../guest.ts';
import type { House } from '../house.ts';

/** The router tells the time to every network, to a real client, by both of its addresses there. */
export async function time({ plan }: House): Promise<void> {
  for (const { name, ipv4, ipv6 } of plan.networks)
    await check(`time: the router answers NTP in ${name}`, () => {
      const client = (address: string) =>
        `chronyd -Q -t 20 'server ${address} iburst maxsamples 1' > /run/lab/ntp-${name}-${address.includes(':') ? 6 : 4} 2>&1 &`;
      inside(`${name}-host`, `${client(ipv4.address)} ${client(ipv6.address)} wait`, 60);
      return [4, 6]
        .map((family) => wrongBy(inside('router', `cat /run/lab/ntp-${name}-${family}`), `IPv${family}`))
        .join(', ');
    });
}

function wrongBy(said: string, family: string): string {
  const offset = /System clock wrong by (\S+) seconds/.exec(said)?.[1];
  that(offset !== undefined, `${family}: ${said}`);
  return `${family}: ${offset} s apart`;
}
