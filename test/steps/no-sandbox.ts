import { spawnSync } from 'node:child_process';

/** Why no router or installer can be made up here, in namespaces of its own; null where it can. */
export const noSandbox: string | null = asked('unshare', '--mount', '--net', '--pid', '--fork', 'true');

/** The same for an installer with disks; null where those can be made of files. */
export const noLoopDisk: string | null = noSandbox ?? asked('losetup', '--find');

function asked(command: string, ...args: string[]): string | null {
  const { status, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  if (status === 0) return null;
  const reason = `${command}: ${stderr?.trim() || error?.message || `status ${status}`}`;
  console.warn(`tests of installation and change are not run here: ${reason}`);
  return reason;
}
