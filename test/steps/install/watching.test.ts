import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { noLoopDisk } from '../no-sandbox.ts';
import { writeAnswers } from './box-answers.ts';
import { type Installer, openInstaller } from './installer.ts';

// real processes and disks: a busy machine takes its time
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let box: Installer;
let answers: string;
beforeAll(async () => {
  box = await openInstaller({ firmware: 'bios', disks: [8] });
  answers = writeAnswers(box, { filesystem: 'ext4', swap: 'none' });
});
afterAll(() => box?.close());

it.skipIf(noLoopDisk !== null).each(['SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
  'watched until %s ends the watching, the installation goes on, and naar started again shows it',
  async (signal) => {
    await box.sh('echo 0.4 > /run/box/pace');
    const watching = box.start(['install', '--answers', answers, '--yes']);
    let said = '';
    const left = new Promise<number | null>((resolve) => watching.once('exit', resolve));
    await new Promise<void>((resolve) =>
      watching.stderr!.on('data', (text: Buffer) => {
        said += text;
        if (said.includes('Install NixOS')) resolve();
      }),
    );
    process.kill(watching.pid!, signal);
    const code = await left;
    if (signal === 'SIGKILL') expect(code).toBeNull();
    else {
      expect(code).toBe(3);
      expect(said).toContain('The installation goes on without this terminal. Start naar again to see how far it is.');
    }
    const again = await box.naar(['install', '--answers', answers, '--yes']);
    expect(again.stderr).toMatch(/^An installation is going on already; here it is\.\n1 of 10 {2}Look/);
    expect(again.stderr).toContain('The router is installed.');
    expect(again.code).toBe(0);
  },
);

it.skipIf(noLoopDisk !== null)(
  'runs itself again by sudo where it is not root, with its environment, and gives its status',
  async () => {
    for (const folder of [box.folder, dirname(box.main)]) chmodSync(folder, 0o755);
    const user = `PROOF=kept setpriv --reuid 1000 --clear-groups ${process.execPath} ${box.main}`;
    expect(await box.sh(`${user} install --answers ${answers} --yes || echo $?`)).toMatch(
      /^kept: \S+node \S*naar\.mjs install --answers \S+answers\.yaml --yes\n7\n$/,
    );
    await box.sh('touch /run/box/fail.sudo');
    const words = await box.sh(`${user} install --answers ${answers} --yes 2>&1 || echo $?`);
    expect(words).toContain(`Run: sudo naar install --answers ${answers} --yes`);
    expect(words).toMatch(/\n4\n$/);
  },
);
