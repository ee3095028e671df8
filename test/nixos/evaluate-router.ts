import type { RouterPlan } from '../../src/plan/router-plan.ts';
import { renderFiles } from '../../src/render/render-files.ts';
import { evaluateConfiguration, plainConfiguration } from './evaluate.ts';
import { withFolder } from './workbench.ts';

/** The configuration of a planned router as NixOS would see it: its files evaluated, the marks of lib taken away. */
export async function evaluateRouter(plan: RouterPlan): Promise<unknown> {
  const files = Object.fromEntries(renderFiles(plan).map(({ name, text }) => [name, text]));
  return plainConfiguration(await withFolder(files, (folder) => evaluateConfiguration(folder, plan.identity.release)));
}
