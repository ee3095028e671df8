import type { Check, Diagnosis, Patient } from './check.ts';
import { unknown } from './check.ts';
import { clockCheck } from './clock.ts';
import { firewallCheck } from './firewall.ts';
import { interruptsCheck } from './interrupts.ts';
import { ipv6Check } from './ipv6.ts';
import { jacksCheck } from './jacks.ts';
import { lineCheck } from './line.ts';
import { namesCheck, poolsCheck } from './names.ts';
import { roomCheck } from './room.ts';
import { unitsCheck } from './units.ts';
import { filesCheck, releaseCheck } from './upkeep.ts';

/** Everything the doctor looks at, in the order in which one would: from the cable to the papers. */
export const checks: readonly Check[] = [
  jacksCheck,
  lineCheck,
  ipv6Check,
  firewallCheck,
  unitsCheck,
  namesCheck,
  poolsCheck,
  clockCheck,
  interruptsCheck,
  roomCheck,
  filesCheck,
  releaseCheck,
];

/** One line of the report. */
export type Finding = { readonly id: string; readonly title: string; readonly diagnosis: Diagnosis };

/** Milliseconds that a single look may take; all of them go on side by side. */
const patience = 8000;

/** Looks at everything at once; in the order of `checks`, within ten seconds. Never throws. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  return Promise.all(
    checks.map(async ({ id, title, look }) => {
      const late = new AbortController();
      const diagnosis = await Promise.race([
        look(patient).catch((error: unknown) => unknown(String(error instanceof Error ? error.message : error))),
        patient.system.wait(patience, late.signal).then(() => unknown('no answer within eight seconds.', 'Try again.')),
      ]);
      late.abort();
      return { id, title, diagnosis };
    }),
  );
}
