import { readInput } from '../system/read-input.ts';
import type { System } from '../system/system.ts';
import { chooseUi } from '../ui/choose-ui.ts';
import { runAsRoot, wantsRoot } from './as-root.ts';
import type { Lent } from './headless.ts';
import { openBackup } from './open-backup.ts';
import { openFrontEnd } from './open-front-end.ts';
import type { WizardEnd, WizardRequest } from './wizard.ts';

/**
 * Takes the terminal before anything heavy is loaded, so that keys typed meanwhile count and are
 * not shown, then leads the person through the wizard. `findBox` gives the machine that becomes
 * the router; it may throw as `chooseMachine` does.
 */
export async function openWizard(
  request: WizardRequest,
  here: System,
  findBox: () => Promise<System>,
  lent: Pick<Lent, 'begin' | 'end' | 'stop'>,
): Promise<WizardEnd> {
  const asRoot = request.machine === null && (await wantsRoot(here)) ? await runAsRoot(here, lent.begin) : null;
  if (asRoot !== null) return { status: asRoot as WizardEnd['status'], words: '' };
  const backup = request.answers === null ? null : await openBackup(here, request.answers);
  const given = request.answers === null ? null : (backup?.answers ?? (await readInput(request.answers)));
  const { ui, why } = chooseUi(request.ui, {
    term: here.env('TERM') ?? '',
    inputIsTty: process.stdin.isTTY === true,
    outputIsTty: process.stderr.isTTY === true,
  });
  const frontEnd = await openFrontEnd(ui, request, here, lent.begin);
  try {
    const [{ runWizard }, box] = await Promise.all([import('./wizard.ts'), findBox()]);
    return await runWizard(request, { text: given, backup }, here, box, frontEnd, why, lent);
  } finally {
    await frontEnd.close();
  }
}
