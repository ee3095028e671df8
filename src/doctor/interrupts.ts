import { type Check, ill, note, well } from './check.ts';

/** Is the work of the jacks spread as planned? Numbers of interrupts move; queues are compared by name. */
export const interruptsCheck: Check = {
  id: 'interrupts',
  title: 'Interrupts',
  look: async ({ facts, plan }) => {
    if (!plan.tuning.interrupts && !plan.tuning.rps) return well('left to the kernel, as the answers say');
    if (!facts.interruptsReadable) return note('cannot be seen here', 'A container has none of its own.');
    const vectors = new Map(
      facts.jacks.flatMap((jack) => jack.vectors.map((vector) => [vector.action, vector] as const)),
    );
    const astray = plan.tuning.table.filter(({ action, cpu }) => {
      const vector = vectors.get(action);
      return cpu !== null && vector !== undefined && (vector.affinity ?? String(cpu)) !== String(cpu);
    });
    if (astray[0] !== undefined)
      return ill(
        `${astray.length} of ${plan.tuning.table.length} are elsewhere: ${astray[0].action} should be on CPU ${astray[0].cpu}`,
        `sudo systemctl restart irq-tuning-${astray[0].jack}; it says what it did in: journalctl -u irq-tuning-${astray[0].jack}`,
      );
    return well(`${plan.tuning.table.length} where the plan wants them`);
  },
};
