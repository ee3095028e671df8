import { spawnSync } from 'node:child_process';

/** Programs of a laptop at a serial line, by their Debian packages of the same name. */
const packages = ['minicom', 'picocom', 'screen', 'socat'];

/** Installs what is missing. Throws with what to install where that cannot be done. */
export function needTerminalPrograms(): void {
  const missing = packages.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  if (missing.length === 0) return;
  const words = `This scenario needs these Debian packages: ${missing.join(', ')}. Install them and run it again.`;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) throw new Error(words);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const get = (...args: readonly string[]) => spawnSync('apt-get', [...args], { env, encoding: 'utf8' });
  get('update', '-qq');
  const { status, stderr } = get('install', '-y', '-qq', '--no-install-recommends', ...missing);
  if (status !== 0) throw new Error(`${words} apt-get could not: ${stderr.trim().slice(-300)}`);
}
