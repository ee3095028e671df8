import { join } from 'node:path';
import { keysFor } from '../../../commands/typist.ts';
import { logIn, prompt } from '../../laptop/log-in.ts';
import { waitFor } from '../../laptop/shell.ts';
import type { Desk } from './desk.ts';
import { walkThere } from './walk.ts';

/** In minicom, from nothing to an installed router: the name of the disk is typed, and the installation watched to its end. */
export async function installThere(desk: Desk, files: ReadonlyMap<string, string>): Promise<void> {
  const { cable, check, folder, stations } = desk;
  const { seat, shell } = await logIn('minicom', desk);
  await shell.run('sudo rm -rf /run/naar');
  const shows = (words: string, seconds: number) =>
    seat.until(({ rows }) => (rows.join(' ').replace(/\s+/g, ' ').includes(words) ? null : `no "${words}"`), seconds);
  await check('installed: the name of the disk is asked for, and no other name will do', async () => {
    await seat.type('clear; sudo naar\r');
    await walkThere(seat, stations, cable, join(folder, 'installs.txt'));
    await seat.type(keysFor('tui', stations.at(-1)!.said.question, 'go'));
    await shows('to erase /dev/vdc and install the router', 60);
    await seat.type('vda\r');
    await shows('That is not the name. Type vdc', 60);
  });
  await check('installed: it is watched on the line to its end', async () => {
    const from = cable.sent().length;
    const began = performance.now();
    await seat.type('\x15vdc\r');
    await waitFor(() => (cable.sent().slice(from).includes('Restart now') ? '' : null), 900, 'no end', seat.see);
    const picture = await shows('The cable from the provider belongs into enp1s0', 60);
    const [bytes, seconds] = [cable.sent().length - from, Math.round((performance.now() - began) / 1000)];
    await seat.type('2\r');
    await prompt(seat);
    if (!picture.rows.join(' ').includes('The router is installed')) throw new Error(picture.rows.join('\n'));
    return `${seconds} s, ${bytes} bytes`;
  });
  await check('installed: the files on the disk are those of the answers, byte for byte', async () => {
    await shell.run('sudo mount -o ro /dev/disk/by-id/virtio-naar-target-part3 /mnt');
    for (const name of ['configuration.nix', 'irq-tuning.sh', 'local.nix']) {
      const there = await shell.run(`sudo cat /mnt/etc/nixos/${name}`);
      if (there !== files.get(name)) throw new Error(`${name} is\n${there}\ninstead of\n${files.get(name)}`);
    }
    await shell.run('sudo umount /mnt');
  });
  await seat.close();
}
