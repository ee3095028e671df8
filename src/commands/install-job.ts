import { argv, env, execPath } from 'node:process';
import { probeFacts } from '../facts/probe-facts.ts';
import { checkAnswers } from '../interview/check.ts';
import { clearStage, readStage, stage } from '../steps/install/staged.ts';
import { endOf, followEvents, noteEvent, type ToldEvent } from '../steps/job-events.ts';
import { runJob } from '../steps/run-job.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';
import { prepareInstall } from './prepare-install.ts';

/** systemd's name for the job; there is one at a time. */
const unit = 'naar-install';

/**
 * Does the installation that is staged; started by systemd and not by a person. What happens
 * is told in a file, so that any later naar can show it.
 */
export async function doInstallJob(system: System, root: string): Promise<void> {
  const at = () => system.now().toISOString();
  const tell = (event: ToldEvent) => {
    last = last.then(() => noteEvent(system, stage.events, event));
  };
  let last = Promise.resolve();
  try {
    const staged = await readStage(system);
    if (staged === null)
      throw new Refusal('Nothing is staged to be installed.', 'Start naar install with an answers file.');
    const facts = await probeFacts(system);
    const { answers } = checkAnswers(staged.answers, facts, { where: 'install' });
    if (answers === null) throw new Refusal('The staged answers are not complete.', 'Start naar install again.');
    const { steps, job } = prepareInstall(facts, answers, staged.secrets, root);
    await runJob(steps, system, job, (event) => tell({ ...event, at: at() }));
    await clearStage(system);
    tell({ kind: 'ended', at: at() });
  } catch (error) {
    const end = endOf(error, at());
    const words = error instanceof Error ? error.message : String(error);
    tell(
      end ?? {
        kind: 'failed',
        step: null,
        message: `This is a bug in naar: ${words}`,
        next: 'Please report it, with the log.',
        evidence: [],
        at: at(),
      },
    );
    if (end === null) throw error;
  } finally {
    await last;
  }
}

/** Starts the job apart from this terminal, so that a pulled cable does not stop it. */
export async function startInstallJob(system: System, root: string): Promise<void> {
  await system.remove(stage.events);
  const path = env.PATH ?? '';
  const { code, stderr } = await system.run('systemd-run', [
    `--unit=${unit}`,
    '--collect',
    '--quiet',
    '--property=Type=exec',
    `--setenv=PATH=${path}`,
    execPath,
    argv[1] ?? '',
    'install',
    '--job',
    '--root',
    root,
  ]);
  if (code !== 0)
    throw new Refusal(
      `systemd did not start the installation: ${stderr.trim().split('\n').at(-1) ?? ''}`,
      'Nothing was changed. See: systemctl status naar-install',
    );
}

/** Whether a job is at work right now, by this naar or another one. */
export async function isInstalling(system: System): Promise<boolean> {
  const { stdout } = await system.run('systemctl', ['is-active', `${unit}.service`]);
  return ['active', 'activating', 'reloading'].includes(stdout.trim());
}

/** The job's events from its beginning, as they come; ends with it. */
export function watchInstallJob(system: System): AsyncGenerator<ToldEvent> {
  return followEvents(system, stage.events, async () => !(await isInstalling(system)));
}
