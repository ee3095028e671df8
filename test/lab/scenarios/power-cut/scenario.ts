import { installable, installerDisks, installerJob } from '../../installer-job.ts';
import type { Scenario } from '../../scenario.ts';
import { makeSshKey } from '../../ssh-key.ts';
import { points } from './points.ts';

/**
 * The power goes in the middle of an installation, again and again, one step further each time: QEMU is killed, and only the
 * disks are left. The next start knows nothing and finds on the disk how far it came. In the end all is as if nothing had been.
 */
export const scenario: Scenario = {
  title: 'The power goes at every stage of an installation',
  limit: 7200,
  // one for each cut, and the one that comes to its end
  boots: points.length + 1,
  disks: installerDisks,
  files: async () => installerJob(installable(makeSshKey().publicLine, 'router')),
};
