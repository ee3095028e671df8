import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, same, sh, until } from '../guest.ts';

/** CAKE stands on the WAN for what leaves and on ifb-wan for what arrives, with the rates of the plan. */
export async function shaperIsThere(plan: RouterPlan): Promise<void> {
  const { shaper, wan } = plan;
  if (shaper === null) throw new Error('the plan has no shaper');
  await check('CAKE: on both ways of the WAN, with the rates of the plan', async () => {
    await until(60, () => same(rates(wan.device), [shaper.up], `rate on ${wan.device}`));
    same(rates('ifb-wan'), [shaper.down], 'rate on ifb-wan');
    same(sh(`tc filter show dev ${wan.device} parent ffff:`).includes('ifb-wan'), true, 'redirection');
  });
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
