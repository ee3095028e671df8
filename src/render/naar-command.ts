import type { RouterPlan } from '../plan/router-plan.ts';
import { nixCode } from './nix.ts';
import { option, type Section } from './section.ts';

/** Where the router keeps naar: one file, put there by the installation and by each change. */
const program = '/var/lib/naar/naar.mjs';

/** What naar starts and a router does not have by itself. */
const tools = ['dhcpcd', 'diffutils', 'ethtool', 'gitMinimal', 'iproute2', 'iputils', 'pciutils', 'ppp'];

/** The command `naar` of the router, as an element of a list of packages. */
export const naarCommand = nixCode(
  [
    `pkgs.writeShellScriptBin "naar" ''`,
    '      export PATH=${',
    `        lib.makeBinPath (with pkgs; [ ${tools.join(' ')} ])`,
    '      }:$PATH',
    `      exec \${pkgs.nodejs_24}/bin/node ${program} "$@"`,
    `    ''`,
  ].join('\n'),
);

/** After the first start the router says on its console how it is: whoever installed it sits there. */
export function naarSettings(plan: RouterPlan): Section['settings'] {
  const console = plan.boot.serialOnly ? '/dev/ttyS0' : '/dev/ttyS0 /dev/tty1';
  return [
    option('systemd.timers.naar-first-look', { wantedBy: ['timers.target'], timerConfig: { OnBootSec: '90s' } }),
    option(
      'systemd.services.naar-first-look',
      {
        description: 'Say on the console how the router is after its first start',
        restartIfChanged: false,
        unitConfig: { ConditionPathExists: [program, '!/var/lib/naar/looked'] },
        path: [nixCode('"/run/current-system/sw"')],
        serviceConfig: { Type: 'oneshot' },
        script: `{ echo; naar doctor 2>&1; } | sed 's/$/\\r/' | tee ${console} > /dev/null || true
touch /var/lib/naar/looked
`,
      },
      'Once: "naar doctor" says the same at any time.',
    ),
  ];
}
