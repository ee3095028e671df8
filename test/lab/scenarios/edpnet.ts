import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activate } from '../activate/activate.ts';
import { projectRoot } from '../image.ts';
import { commonJob, type Scenario } from '../scenario.ts';
import { type Job, type JobFile, text } from '../vm.ts';

/** The router of the blog post: PPPoE in VLAN 10, lan and iot tagged on one jack. */
export const edpnet: Scenario = {
  name: 'edpnet',
  title: 'The router of the post: PPPoE on VLAN 10, lan and iot',
  limit: 600,
  job: async () => ({ ...commonJob('edpnet'), ...(await routerJob('edpnet', '26.05', 'apu2')), ...patience }),
};

/** Under emulation networkd brings a jack up later than the tuning script waits for it by itself (20 s). */
const patience: Job = {
  'root/etc/systemd/system/irq-tuning-.service.d/lab.conf': text('[Service]\nEnvironment=WAIT=120\n'),
};

/** A router as `naar render` writes it from the answers of a scenario, put where it belongs, with the password of the lab's ISP. */
async function routerJob(answers: string, release: string, machine: string): Promise<Job> {
  const work = mkdtempSync(join(tmpdir(), 'naar-lab-'));
  try {
    copyFileSync(join(projectRoot, 'test', 'scenarios', answers, 'answers.yaml'), join(work, 'answers.yaml'));
    writeFileSync(join(work, 'pppoe-password'), 'geheim "wachtwoord" \\ 1\n', { mode: 0o600 });
    const out = join(work, 'out');
    mkdirSync(out);
    render(join(work, 'answers.yaml'), out, machine);
    return { ...(await activate(out, release)), ...secretFiles(join(out, 'secrets')) };
  } finally {
    rmSync(work, { recursive: true });
  }
}

function render(answers: string, out: string, machine: string): void {
  const naar = join(projectRoot, 'dist', 'naar.mjs');
  const words = ['render', '--answers', answers, '--out', out, '--with-secrets', '--force', '--machine', machine];
  const run = spawnSync(process.execPath, [naar, ...words], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`naar render: ${run.stderr}`);
}

function secretFiles(folder: string): Job {
  const files = readdirSync(folder).map((name): [string, JobFile] => [
    `root/etc/naar/secrets/${name}`,
    { content: readFileSync(join(folder, name)), mode: 0o600 },
  ]);
  return Object.fromEntries(files);
}
