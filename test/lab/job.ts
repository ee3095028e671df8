import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { activate } from './activate/activate.ts';
import { projectRoot } from './image.ts';
import { type Job, type JobFile, program, text } from './pack-job.ts';
import { box } from './qemu.ts';
import { renderRouter } from './render-router.ts';
import type { FoundScenario, RouterSource } from './scenario.ts';

/**
 * What the guest is given for a scenario: the first program, the unit that runs the checks, the checks at the paths they
 * have in the project (so that their imports hold), naar as one file, and the router with its plan.
 */
export async function jobOf(scenario: FoundScenario): Promise<Job> {
  const guest = join(import.meta.dirname, 'guest');
  const unit = (name: string) => text(readFileSync(join(guest, name), 'utf8'));
  return {
    init: program(readFileSync(join(guest, 'init'))),
    lay: program(readFileSync(join(guest, 'lay'))),
    scenario: text(scenario.name),
    'box.json': text(JSON.stringify(box)),
    'naar.mjs': program(readFileSync(join(projectRoot, 'dist', 'naar.mjs'))),
    'root/etc/systemd/system/lab.service': unit('lab.service'),
    'root/etc/systemd/system/lab-journal.service': unit('lab-journal.service'),
    ...sources(guest, scenario.folder),
    ...(await routerJob(scenario)),
    ...(await laterJob(scenario)),
    ...(await scenario.files?.()),
  };
}

async function routerJob({ name, router, folder }: FoundScenario): Promise<Job> {
  return router === undefined ? {} : { ...(await filesOf(router, folder, name)), ...patience };
}

/** The second router waits under `later/`, and further ones by their names. */
async function laterJob({ name, later, others = {}, folder }: FoundScenario): Promise<Job> {
  const waiting: [place: string, name: string, source: RouterSource][] = [];
  if (later !== undefined) waiting.push(['later', 'later', later]);
  for (const [other, source] of Object.entries(others)) waiting.push([`others/${other}`, other, source]);
  const job: Record<string, JobFile> = {};
  for (const [place, other, source] of waiting) {
    const files = { ...(await filesOf(source, folder, `${name}-${other}`)), ...patience };
    for (const [path, file] of Object.entries(files)) job[`${place}/${path}`] = file;
  }
  return job;
}

async function filesOf(router: RouterSource, folder: string, name: string): Promise<Job> {
  const { plan, files, secrets } = await renderRouter(router, folder, join(projectRoot, '.lab', 'routers', name));
  return { 'plan.json': text(JSON.stringify(plan)), ...(await activate(files, plan.identity.release)), ...secrets };
}

/** Under emulation networkd brings a jack up later than the tuning script waits for it by itself (20 s). */
const patience: Job = {
  'root/etc/systemd/system/irq-tuning-.service.d/lab.conf': text('[Service]\nEnvironment=WAIT=120\n'),
};

/** Sources that run in the guest: they import each other and Node, and of everything else no more than types. */
function sources(...folders: readonly string[]): Job {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const shared = [
    ...['agent.py', 'agent.ts', 'frames.ts', 'matrix.ts', 'policy.ts'].map((name) => `namespaces/${name}`),
    'render/dhcp-isp.py',
  ].map((name) => join(projectRoot, 'test', name));
  return Object.fromEntries(
    [...files.filter((file) => /\.(ts|py)$/.test(file) && !file.endsWith('scenario.ts')), ...shared].map((file) => [
      `project/${relative(projectRoot, file)}`,
      text(readFileSync(file, 'utf8')),
    ]),
  );
}
