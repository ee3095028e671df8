import { checkAnswers } from '../interview/check.ts';
import { findPreset } from '../interview/presets.ts';
import { draftText } from '../interview/questions/draft-text.ts';
import type { Page } from '../interview/questions/question.ts';
import type { Session } from '../interview/questions/session.ts';
import { planRouter } from '../plan/plan-router.ts';
import { renderFiles } from '../render/render-files.ts';
import { seal } from '../render/seal.ts';
import { tuningTable } from '../render/tuning-table.ts';
import type { System } from '../system/system.ts';
import { changeWords } from '../ui/review/change-words.ts';
import { type ReviewMaterial, reviewPages } from '../ui/review/review-pages.ts';
import type { RouterBefore } from './prepare-change.ts';

/** The plan that the answers so far make, as pages; where they are not complete, what is missing. */
export function reviewOf(session: Session, change: ReviewMaterial['change']): readonly Page[] {
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
    change,
  });
}

/**
 * On a router: what the answers so far would change, in words and as a diff of configuration.nix; null
 * where this is a first install, or where the answers are not complete. `typed` are the new secrets.
 */
export async function reviewChange(
  box: System,
  before: RouterBefore | null,
  { facts, draft }: Session,
  typed: ReadonlyMap<string, unknown>,
): Promise<ReviewMaterial['change']> {
  const { answers } = before === null ? { answers: null } : checkAnswers(draftText(draft), facts, { where: 'render' });
  if (before === null || answers === null) return null;
  const plan = planRouter(facts, answers);
  const words = before.plan === null ? [] : changeWords(before.plan, plan, [...typed.keys()]);
  const file = renderFiles(plan).find(({ name }) => name === 'configuration.nix');
  const { stdout } = await box.run('diff', ['-U', '2', '/etc/nixos/configuration.nix', '-'], {
    input: seal(file?.text ?? ''),
  });
  return {
    words: words.length > 0 ? words : ['Nothing, as far as it was answered until now.'],
    diff: stdout.split('\n').slice(2),
  };
}
