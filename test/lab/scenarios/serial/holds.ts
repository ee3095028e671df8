import { check, keepFile, naar, same, sh, until } from '../../guest/guest.ts';
import { becomeInstaller } from '../../guest/installer.ts';

/** Plays the installer and lets somebody at the other end of the serial line in; ends when they say so. */
export async function run(): Promise<void> {
  becomeInstaller();
  for (const cable of [1, 2, 3]) sh(`ip link set enp${cable}s0 up`);
  await until(30, () => sh('cat /sys/class/net/enp[123]s0/carrier') === '1\n1\n1\n');
  await check('the installer is one for naar, with a disk', () => {
    const { os, disks } = JSON.parse(sh(`${naar} detect --json`)) as Seen;
    same(os.role, 'installer', 'role');
    return disks.map(({ path, model }) => `${path} ${model}`).join(', ');
  });
  sh(`mkdir -p /run/lab && ${naar} record /run/lab/recording`);
  keepFile('recording.tar.gz', sh('tar -cz -C /run/lab/recording . | base64 -w 0'));
  sh('systemctl start lab-getty.service');
  await until(1000, () => sh('[ -e /run/lab/all-said ] && echo yes; true') !== '');
}

type Seen = {
  readonly os: { readonly role: string };
  readonly disks: readonly { readonly path: string; readonly model: string }[];
};
