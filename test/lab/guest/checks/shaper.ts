import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, same, sh, that, until } from '../guest.ts';
import { download, upload } from './transfers.ts';

/** Of a full frame of 1500 bytes these are TCP's own, and CAKE counts 44 more (OverheadBytes). */
const share = 1448 / 1544;

/**
 * CAKE stands on the WAN for what leaves and on ifb-wan for what arrives, and transfers of a station keep to its rates,
 * which must be far below what the emulated box can do. Last, CAKE is taken away, and the same transfers are faster.
 */
export async function shaper(plan: RouterPlan, station: string): Promise<void> {
  const { shaper: rate, wan } = plan;
  if (rate === null) throw new Error('the plan has no shaper');
  await check('CAKE: on both ways of the WAN, with the rates of the plan', async () => {
    await until(60, () => same(rates(wan.device), [rate.up], `rate on ${wan.device}`));
    same(rates('ifb-wan'), [rate.down], 'rate on ifb-wan');
    that(sh(`tc filter show dev ${wan.device} parent ffff:`).includes('ifb-wan'), 'nothing is sent through ifb-wan');
  });
  const ways = [
    { way: 'down', limit: rate.down, transfer: download },
    { way: 'up', limit: rate.up, transfer: upload },
  ] as const;
  for (const { way, limit, transfer } of ways)
    await check(`CAKE: a transfer ${way} keeps to ${limit / 1000} kbit/s`, () => {
      const part = speed(limit, transfer, station) / (limit * share);
      const said = `${Math.round(part * 100)} % of what TCP can have of that rate`;
      that(part > 0.8 && part < 1.05, said);
      return said;
    });
  await check('CAKE: without it the same transfers are faster', () => {
    sh(`tc qdisc del dev ${wan.device} root; tc qdisc del dev ${wan.device} ingress`);
    const parts = ways.map(({ way, limit, transfer }) => {
      const part = speed(limit, transfer, station) / (limit * share);
      that(part > 1.3, `${way}: ${Math.round(part * 100)} %`);
      return `${way} ${Math.round(part * 100)} %`;
    });
    return parts.join(', ');
  });
}

/** Bits a second of payload, of a transfer that takes ten seconds at the limit. */
function speed(limit: number, transfer: typeof download, station: string): number {
  const bytes = Math.round((limit * share * 10) / 8);
  return (bytes * 8) / transfer(station, 'IPv4', bytes);
}

/** Rates of the CAKE on a device, bit/s. */
function rates(device: string): readonly number[] {
  const all = JSON.parse(sh(`tc -j qdisc show dev ${device}`)) as readonly {
    readonly kind: string;
    readonly options?: { readonly bandwidth?: number };
  }[];
  // tc tells bytes a second
  return all.filter(({ kind }) => kind === 'cake').map(({ options }) => (options?.bandwidth ?? 0) * 8);
}
