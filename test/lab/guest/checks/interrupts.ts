import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, same, sh } from '../guest.ts';

/** The units of the tuning script did their work at boot: RPS masks `masks` on the queues of the WAN's jack. */
export async function interrupts(plan: RouterPlan, masks: readonly string[]): Promise<void> {
  const { jack } = plan.wan;
  await check(`interrupts: the unit put the work of ${jack} on the CPUs (RPS ${masks.join(', ')})`, () => {
    const found = masks.map((_, queue) => sh(`cat /sys/class/net/${jack}/queues/rx-${queue}/rps_cpus`).trim());
    same(found, masks, 'masks');
  });
  await check('interrupts: the units found every queue and complained of nothing', () => {
    const units = plan.tuning.jacks.map(({ name }) => `-u irq-tuning-${name}`).join(' ');
    const said = sh(`journalctl ${units} -o cat --no-pager`).split('\n');
    same(
      said.filter((line) => /missing|could not|no interrupt/.test(line)),
      [],
      'complaints',
    );
  });
}
