import { planRouter } from '../plan/plan-router.ts';
import { renderFiles } from '../render/render-files.ts';
import { tuningTable } from '../render/tuning-table.ts';
import type { Request } from '../request.ts';
import { renderSteps } from '../steps/render-steps.ts';
import { runSteps, writtenWords } from '../steps/run-steps.ts';
import { plainName } from '../system/plain-name.ts';
import { realSystem } from '../system/real.ts';
import { renderSummary } from '../ui/headless/render-summary.ts';
import { type Lent, readAnswers, report, secretsFor } from './headless.ts';

/** `naar render`: from an answers file to the files of a router. Gives the exit status. */
export async function renderRouter(request: Request & { kind: 'render' }, lent: Lent): Promise<number> {
  const { out: directory, force } = request;
  const read = await readAnswers(request.answers, request.machine, 'render', request.withSecrets);
  if (read.problems.length > 0) lent.say(report(read.problems, request.answers));
  if (read.answers === null) return 2;
  const plan = planRouter(read.facts, read.answers);
  const here = realSystem();
  const secrets = request.withSecrets ? await secretsFor(here, read.answers, read.values, directory) : [];
  const steps = await renderSteps(here, { directory, force, sources: read.sources }, renderFiles(plan), secrets);
  lent.begin();
  const progress = await runSteps(steps, here, () => {}, lent.stop);
  if (progress.left.length > 0) return lent.stopped(writtenWords(progress));
  lent.say(renderSummary(plan, plainName(directory), tuningTable(plan.tuning), secrets.length > 0));
  return 0;
}
