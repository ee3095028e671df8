import type { RouterPlan } from '../plan/router-plan.ts';
import { nixCode } from './nix.ts';
import { shellWord } from './quoting.ts';
import { option, type Section } from './section.ts';
import { deviceUnit, unitName } from './unit-name.ts';

/**
 * One unit for each jack, so that a jack that is missing holds up no other. It runs at
 * boot, after each switch and whenever the jack appears again; it does not stay "active",
 * or it could not run again. Null where interrupts and RPS are both off.
 */
export function tuningSection(plan: RouterPlan): Section | null {
  const { tuning } = plan;
  if (!tuning.interrupts && !tuning.rps) return null;
  return {
    title: 'Interrupts and receive work',
    reason:
      'The jacks interrupt all CPUs and not one: irq-tuning.sh finds their interrupts anew each time, for the numbers move between boots. "sudo bash /etc/nixos/irq-tuning.sh --show" tells how things stand.',
    settings: [
      option('services.irqbalance.enable', false, 'irqbalance would move the interrupts again.'),
      ...tuning.jacks.map((jack) =>
        option('systemd.services.*', unit(jack.name), null, [`irq-tuning-${unitName(jack.name)}`]),
      ),
    ],
  };
}

function unit(jack: string) {
  const device = deviceUnit(jack);
  return {
    description: `Spread the work of ${jack} over the CPUs`,
    wantedBy: ['multi-user.target', device],
    after: [device],
    unitConfig: { ConditionPathExists: `/sys/class/net/${jack}` },
    serviceConfig: { Type: 'oneshot' },
    script: nixCode(`"exec \${pkgs.bash}/bin/bash \${./irq-tuning.sh} ${shellWord(jack)}"`),
  };
}
