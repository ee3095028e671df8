import type { TuningPlan } from '../plan/tuning-plan.ts';
import { shellWord } from './quoting.ts';
import { tuningScriptDeciding } from './tuning-script-deciding.ts';
import { tuningScriptDoing } from './tuning-script-doing.ts';
import { tuningScriptEntry, tuningScriptSetup } from './tuning-script-entry.ts';
import { tuningScriptReading } from './tuning-script-reading.ts';
import { tuningTable } from './tuning-table.ts';

/**
 * /etc/nixos/irq-tuning.sh, complete: bash and coreutils, nothing else. It spreads the
 * interrupts of the plan's jacks, sets RPS and XPS, says what it did, shows (`--show`),
 * undoes (`--reset`) and rehearses (`--dry-run`). Exit status 0 also where single writes
 * were refused, 1 where a jack is missing or nothing of it could be set, 2 for a wrong
 * command line. The names of jacks are quoted, whatever the
 * kernel calls them.
 */
export function tuningScript(plan: TuningPlan): string {
  return [
    heading,
    plannedTable(plan),
    tuningScriptSetup,
    plannedLines(plan),
    tuningScriptReading,
    tuningScriptDeciding,
    tuningScriptDoing,
    tuningScriptEntry,
  ].join('\n');
}

const heading = `#!/usr/bin/env bash
# Spreads the work of the network jacks over the CPUs of this router.
#
# naar wrote this file from answers.yaml. NixOS does not run it from here: the
# unit runs the copy in the Nix store that belongs to the running generation,
# so a change here counts after the next nixos-rebuild switch. By hand:
#
#   irq-tuning.sh --show      how things stand now
#   irq-tuning.sh --dry-run   what it would write
#   irq-tuning.sh             do it; safe to repeat
#   irq-tuning.sh --reset     give it all back to the kernel
#
# What it sets, and why:
#   Interrupts  Each queue of a jack has its own interrupt. One CPU for each,
#               and each jack begins at another CPU, so that the Internet and
#               your networks do not meet on one core.
#   RPS         Receive work passed on from the CPU of the interrupt. With
#               PPPoE every packet arrives in one queue, for the jack cannot
#               look inside the session: the other CPUs share the work. A jack
#               with fewer queues than there are CPUs shares it with all.
#   XPS         Which CPUs send through which queue.
#
# A refused write or a missing queue is named and does not stop the rest. Exit
# status: 0 done, also in part; 1 a jack is missing or nothing of it could be
# set; 2 a wrong command line.
`;

function plannedTable(plan: TuningPlan): string {
  const table = tuningTable(plan);
  if (table === '') return '# The machine was not known when this was written, so there is no table here.\n';
  const lines = [
    'The machine as it was when this was written. IRQ numbers move between boots;',
    'the script looks them up by name. RPS is a mask of CPUs, - means off.',
    '',
    ...table.split('\n'),
  ];
  return `${lines.map((line) => `# ${line}`.trimEnd()).join('\n')}\n`;
}

function plannedLines(plan: TuningPlan): string {
  const lines = plan.jacks.map(
    ({ name, job, offset, rps }) => `jack ${shellWord(name)} ${job === 'wan' ? 'WAN' : 'networks'} ${offset} ${rps}`,
  );
  return `${[
    '# --- What the plan says -------------------------------------------------------',
    '',
    '# yes or no: tuning.interrupts and tuning.rps of answers.yaml',
    `spread_interrupts=${plan.interrupts ? 'yes' : 'no'}`,
    `spread_receive=${plan.rps ? 'yes' : 'no'}`,
    '',
    '# jack NAME JOB START RULE: the CPU its queues begin at, counted from 0 among those',
    '# online; RPS on all CPUs but that of the interrupt (others) or only where queues',
    '# are fewer than CPUs (as-needed).',
    ...lines,
  ].join('\n')}\n`;
}
