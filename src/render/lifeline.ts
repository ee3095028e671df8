import type { RouterPlan } from '../plan/router-plan.ts';
import { option, type Section } from './section.ts';

/** The unit that takes back a change which was on trial when the router was restarted. */
export function lifelineSettings(plan: RouterPlan): Section['settings'] {
  return [
    option(
      'systemd.services.naar-lifeline-boot',
      {
        description: 'Take back a change of the router that nobody confirmed',
        wantedBy: ['multi-user.target'],
        before: readers(plan).map((name) => `${name}.service`),
        restartIfChanged: false,
        unitConfig: { ConditionPathExists: ['/var/lib/naar/pending/settle.sh', '!/run/naar/armed'] },
        serviceConfig: { Type: 'oneshot', ExecStart: '/bin/sh /var/lib/naar/pending/settle.sh boot' },
      },
      'A change made by "naar reconfigure" is on trial until "naar confirm". A restart ends the trial: the earlier system boots, and this puts its files back before anything reads them. The second condition keeps it still in the boot in which the trial began.',
    ),
  ];
}

/** What reads a secret when the router starts, or brings a device up: the earlier files lie there before. */
function readers({ wan: { line } }: RouterPlan): readonly string[] {
  const networkd = 'systemd-networkd';
  if (line.kind === 'pppoe') return [networkd, 'pppd-wan', ...(line.passwordPath === null ? [] : ['pppoe-login'])];
  if (line.kind === 'static') return [networkd];
  if (line.client === 'dhcpcd') return [networkd, 'isp-dhcp'];
  return [networkd, ...(line.options.some(({ value }) => value.kind === 'secretFile') ? ['isp-login'] : [])];
}
