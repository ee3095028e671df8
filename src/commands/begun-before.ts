import type { Facts } from '../facts/facts.ts';
import type { Earlier } from '../steps/install/begun.ts';
import type { Staged } from '../steps/install/staged.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import { findBegun, lookAtDisks } from './find-begun.ts';
import { choice, place, silent, way } from './own-question.ts';
import { type Prepared, prepareStaged } from './prepare-install.ts';

/** An installation that goes on: the person gave consent and passwords to the run that did not end. */
export type GoingOn = { readonly staged: Staged; readonly prepared: Prepared };

/** An earlier router on a disk, as far as it can live on. */
export type OldRouter = NonNullable<Earlier['router']> & { readonly disk: string };

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
  const found = (await lookAtDisks(system, facts)).flatMap(({ disk, router }) =>
    router === null ? [] : [{ ...router, disk }],
  );
  const [old] = found;
  if (old === undefined) return null;
  const keys = old.hostKeys.length > 0 ? ', its passwords and its SSH host keys' : ' and its passwords';
  const reply = await frontEnd.ask(
    choice(
      'old-router',
      'welcome',
      'There is a router of naar already',
      [`It is on ${old.disk}. Its answers${keys} can go to the new one, so that nobody who logs in notices.`],
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

function preparedHere(facts: Facts, staged: Staged, root: string): Prepared | null {
  try {
    return prepareStaged(facts, staged, root);
  } catch (error) {
    // another disk, other jacks: it cannot go on here
    if (error instanceof Refusal) return null;
    throw error;
  }
}
