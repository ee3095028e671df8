import { checkAnswers } from '../interview/check.ts';
import { findPreset } from '../interview/presets.ts';
import { draftText } from '../interview/questions/draft-text.ts';
import type { Page } from '../interview/questions/question.ts';
import type { Session } from '../interview/questions/session.ts';
import { planRouter } from '../plan/plan-router.ts';
import { renderFiles } from '../render/render-files.ts';
import { tuningTable } from '../render/tuning-table.ts';
import { reviewPages } from '../ui/review/review-pages.ts';

/** The plan that the answers so far make, as pages; where they are not complete, what is missing. */
export function reviewOf(session: Session): readonly Page[] {
  const { facts, draft } = session;
  const { answers, problems } = checkAnswers(draftText(draft), facts, { where: 'render' });
  if (answers === null) {
    const lines = problems
      .filter(({ severity }) => severity === 'error')
      .map(({ key, message }) => `- ${key}: ${message}`);
    return [{ title: 'Not complete yet', lines }];
  }
  const plan = planRouter(facts, answers);
  return reviewPages({
    plan,
    provider: draft.wan?.isp === undefined ? null : (findPreset(draft.wan.isp)?.name ?? null),
    tuning: tuningTable(plan.tuning),
    files: renderFiles(plan).filter(({ write }) => write === 'always'),
    disk:
      facts.disks.find(({ path, byId }) => path === draft.disk?.device || byId.includes(draft.disk?.device ?? '')) ??
      null,
    remarks: problems.map(({ message }) => message),
    change: null,
  });
}
