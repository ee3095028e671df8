import type { Facts } from '../facts/facts.ts';
import { lookInto } from '../steps/install/begun.ts';
import { type Staged, stageDirectory } from '../steps/install/staged.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import { findBegun, lookAtDisks } from './find-begun.ts';
import type { OldRouter } from './old-router.ts';
import { openBackup } from './open-backup.ts';
import { choice, place, silent, way } from './own-question.ts';
import { type Prepared, prepareStaged } from './prepare-install.ts';

/** An installation that goes on: the person gave consent and passwords to the run that did not end. */
export type GoingOn = { readonly staged: Staged; readonly prepared: Prepared };

/** Asks whether an installation that did not end shall go on; null where there is none, or it shall not. */
export async function goesOn(system: System, facts: Facts, frontEnd: FrontEnd, root: string): Promise<GoingOn | null> {
  const staged = await findBegun(system, facts);
  const prepared = staged === null ? null : preparedHere(facts, staged, root);
  if (staged === null || prepared === null) return null;
  const { disk } = prepared.target;
  const reply = await frontEnd.ask(
    choice(
      'begun',
      'welcome',
      'An installation did not come to its end',
      [`It was begun on ${disk}. Its answers and passwords are known; what is done and proven is not done again.`],
      [way('on', 'Go on with it'), way('new', 'Begin anew', 'You are asked before a disk is erased, as always.')],
    ),
    place('Welcome back', false),
    silent,
  );
  return reply.kind === 'answer' && reply.value === 'on' ? { staged, prepared } : null;
}

/** Asks whether a router that naar made before shall live on; null where there is none, or it shall not. */
export async function livesOn(system: System, facts: Facts, frontEnd: FrontEnd): Promise<OldRouter | null> {
  const old = await oldRouter(system, facts);
  if (old === null) return null;
  const keys = old.hostKeys.length > 0 ? ', its passwords and its SSH host keys' : ' and its passwords';
  const where =
    old.from === stageDirectory ? 'The installation that was begun has taken it over.' : `It is on ${old.from}.`;
  const reply = await frontEnd.ask(
    choice(
      'old-router',
      'welcome',
      'There is a router of naar already',
      [`${where} Its answers${keys} can go to the new one, so that nobody who logs in notices.`, ...old.lost],
      [
        way('keep', 'Begin with what it has', 'Every answer can still be changed.'),
        way('new', 'Begin with nothing of it'),
      ],
    ),
    place('An earlier router', false),
    silent,
  );
  return reply.kind === 'answer' && reply.value === 'keep' ? old : null;
}

/** The router on a disk; where an installation that was begun has erased it, what that had taken over. */
async function oldRouter(system: System, facts: Facts): Promise<OldRouter | null> {
  const onDisks = await lookAtDisks(system, facts);
  const whole = onDisks.find(({ router }) => router !== null);
  if (whole?.router != null) return { ...whole.router, from: whole.disk };
  const begun = await findBegun(system, facts);
  const disk = onDisks.find((one) => one.begun !== null)?.disk ?? stageDirectory;
  return begun === null || begun.hostKeys.length === 0 ? null : { ...begun, lost: [], from: disk };
}

/** The earlier router that a draft began with, found again; `from` is its disk or backup. Null where it is gone. */
export async function foundAgain(system: System, facts: Facts, from: string): Promise<OldRouter | null> {
  const isDisk = facts.disks.some(({ path }) => path === from);
  const router = isDisk ? ((await lookInto(system, from))?.router ?? null) : await openBackup(system, from);
  // an installation that was begun has erased it
  const old = router ?? (await findBegun(system, facts));
  return old === null ? null : { lost: [], ...old, from };
}

function preparedHere(facts: Facts, staged: Staged, root: string): Prepared | null {
  try {
    return prepareStaged(facts, staged, root);
  } catch (error) {
    // another disk, other jacks: it cannot go on here
    if (error instanceof Refusal) return null;
    throw error;
  }
}
