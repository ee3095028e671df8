import type { Facts } from '../facts/facts.ts';
import { checkAnswers } from '../interview/check.ts';
import { withValues } from '../interview/questions/draft-edit.ts';
import { wanJack } from '../interview/questions/jacks.ts';
import type { Session } from '../interview/questions/session.ts';
import { planRouter } from '../plan/plan-router.ts';
import type { WanPlan } from '../plan/router-plan.ts';

/**
 * The line that the answers so far describe, while the rest of the router is not asked yet:
 * planned with a stand-in for everything else, so that the trial is dialled just as the router
 * will dial. null where the line itself is not complete.
 */
export function lineOf({ facts, draft }: Pick<Session, 'facts' | 'draft'>): WanPlan | null {
  const jack = wanJack({ facts, draft } as Parameters<typeof wanJack>[0]);
  const other = facts.jacks.find((one) => one !== jack);
  if (jack === null || other === undefined) return null;
  const label = draft.wan?.port ?? '';
  const standIn = withValues({}, [
    [['ports', label], portOf(jack)],
    [['ports', `not ${label}`.slice(0, 32)], portOf(other)],
    [['wan'], draft.wan],
    [
      ['networks', 'lan'],
      { zone: 'trusted', address: '192.168.20.1/24', ports: { [`not ${label}`.slice(0, 32)]: 'untagged' } },
    ],
    [['system', 'admin', 'password'], { prompt: true }],
  ]);
  const { answers } = checkAnswers(JSON.stringify({ version: 1, ...standIn }), facts, { where: 'render' });
  return answers === null ? null : planRouter(facts, answers).wan;
}

function portOf({ mac, name }: Facts['jacks'][number]): object {
  return mac === '' ? { name } : { mac };
}
