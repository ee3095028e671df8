import { spawn } from 'node:child_process';
import { argv, execPath, getuid } from 'node:process';
import { operatingSystemOf } from '../facts/operating-system.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';

/** Whether naar can do something to this machine that only root can: it is the installer or a router. */
export async function wantsRoot(system: System): Promise<boolean> {
  const [release, etc] = await Promise.all([
    system.readText('/etc/os-release'),
    system.list('/etc/nixos').catch(() => ['answers.yaml']),
  ]);
  return operatingSystemOf(release, null, etc.includes('answers.yaml')).role !== 'other';
}

/**
 * Where naar is not root, runs the same command again by sudo, which must not ask (the installer's user may),
 * and gives its exit status; null where it is root already. Refuses where sudo does not let it.
 */
export async function runAsRoot(system: System, begin: () => void): Promise<number | null> {
  if (getuid?.() === 0) return null;
  const words = argv.slice(2);
  // the environment holds passwords ({ env: NAME }), the terminal's kind and the way to the channel
  const sudo = ['-n', '--preserve-env', '--set-home'];
  if ((await system.run('sudo', [...sudo, 'true'])).code !== 0)
    throw new Refusal(
      'This needs to be done by root, and sudo asks for a password.',
      `Run: sudo naar ${words.join(' ')}`,
    );
  // Ctrl-C reaches both: the one that works says what it means
  begin();
  return new Promise((resolve, reject) => {
    const child = spawn('sudo', [...sudo, execPath, argv[1] ?? '', ...words], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 130));
  });
}
