import { buildSteps, builtSystem, channelOf } from '../steps/change/build-steps.ts';
import { StepFailure } from '../steps/steps.ts';
import type { System } from '../system/system.ts';
import { doSteps } from './do-steps.ts';
import type { Seat } from './follow-install.ts';
import type { PreparedChange, RouterBefore } from './prepare-change.ts';
import { type BuiltChange, judged } from './try-change.ts';

/**
 * Builds what was prepared, beside the running router; without the Internet from what the router has. Throws
 * StepFailure where it cannot be built, Refusal where it cannot be switched to.
 */
export async function buildChange(
  system: System,
  before: RouterBefore,
  prepared: PreparedChange,
  confirmWithin: number,
  seat: Seat,
): Promise<BuiltChange> {
  const { files, channel, plan } = prepared;
  try {
    await doSteps(system, buildSteps(files, channel), seat);
  } catch (error) {
    if (channel !== null || !isUnreachable(error)) throw error;
    seat.write('The Internet does not answer.\n');
    await doSteps(system, buildSteps(files, channel, true), seat);
  }
  const built = await releaseOf(system, builtSystem);
  if (plan !== null && built !== null && built !== plan.identity.release)
    throw new StepFailure(
      'build',
      `What was built is NixOS ${built} and not ${plan.identity.release}, so nothing was changed.`,
      [
        'The router follows another channel: see sudo nix-channel --list. To follow that of the answers:',
        `  sudo nix-channel --add ${channelOf(plan.identity.release)} nixos`,
        '  sudo nix-channel --update nixos',
        'Then make the change again: naar reconfigure',
      ].join('\n'),
    );
  const target = (await system.run('readlink', ['-f', builtSystem])).stdout.trim();
  return judged(system, before, prepared, target, confirmWithin);
}

/** Nix asked its cache, or a source, in vain. */
function isUnreachable(error: unknown): boolean {
  const said =
    /unable to download|Could not resolve host|Couldn't resolve host|Timeout was reached|Network is unreachable/;
  return error instanceof StepFailure && error.evidence.some((line) => said.test(line));
}

/** The release of a system as its os-release says it; null where it says none. */
async function releaseOf(system: System, path: string): Promise<string | null> {
  const text = await system.readText(`${path}/etc/os-release`).catch(() => null);
  return /^VERSION_ID="?([\d.]+)"?$/m.exec(text ?? '')?.[1] ?? null;
}
