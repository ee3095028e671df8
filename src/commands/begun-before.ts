import type { Facts } from '../facts/facts.ts';
import type { Question } from '../interview/questions/question.ts';
import type { Earlier } from '../steps/install/begun.ts';
import type { Staged } from '../steps/install/staged.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import { silent } from './change-questions.ts';
import { findBegun, lookAtDisks } from './find-begun.ts';
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
      'An installation did not come to its end',
      `It was begun on ${disk}. Its answers and passwords are known; what is done and proven is not done again.`,
      [
        { value: 'on', label: 'Go on with it', hint: '' },
        { value: 'new', label: 'Begin anew', hint: 'You are asked before a disk is erased, as always.' },
      ],
    ),
    { step: 1, of: 1, title: 'Welcome back', canGoBack: false },
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
      'There is a router of naar already',
      `It is on ${old.disk}. Its answers${keys} can go to the new one, so that nobody who logs in notices.`,
      [
        { value: 'keep', label: 'Begin with what it has', hint: 'Every answer can still be changed.' },
        { value: 'new', label: 'Begin with nothing of it', hint: '' },
      ],
    ),
    { step: 1, of: 1, title: 'An earlier router', canGoBack: false },
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

function choice(
  id: string,
  title: string,
  text: string,
  options: readonly { readonly value: string; readonly label: string; readonly hint: string }[],
): Question {
  return {
    kind: 'choice',
    id,
    step: 'welcome',
    title,
    text: [text],
    help: [],
    objection: null,
    options: options.map((option) => ({ ...option, refused: null })),
    initial: options[0]?.value ?? '',
    search: false,
  };
}
