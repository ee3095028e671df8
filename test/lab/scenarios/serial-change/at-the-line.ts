import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { password } from '../../guest/password.ts';
import { layCable } from '../../laptop/cable.ts';
import { logIn } from '../../laptop/log-in.ts';
import { needTerminalPrograms } from '../../laptop/need.ts';
import type { AtTheLine } from '../../scenario.ts';
import { album } from './album.ts';
import { changeThere } from './change-there.ts';
import { rollBackThere } from './roll-back-there.ts';

/** The person at the laptop, in minicom: they change the router by the wizard and keep that; then they want the first one back. */
export const atTheLine: AtTheLine = async ({ line, folder, kept, check }) => {
  needTerminalPrograms();
  await kept('login.txt');
  const cable = await layCable(line, `${line}-laptop`);
  try {
    const { seat, shell } = await logIn('minicom', { cable });
    const desk = { cable, check, shell, ...album(seat, join(folder, 'screens.txt')) };
    const sane = await shell.run('stty -a');
    await changeThere(desk);
    await rollBackThere(desk);
    await check('the terminal is as before, and the password of the line was never on it', async () => {
      const now = await shell.run('stty -a');
      if (now !== sane) throw new Error(`${now}\ninstead of\n${sane}`);
      const all = cable.sent();
      if (all.lastIndexOf('[?25l') > all.lastIndexOf('[?25h')) throw new Error('The cursor is hidden.');
      if (all.includes(password)) throw new Error('The password was on the line.');
      return `${all.length} bytes`;
    });
    await shell.run('sudo touch /run/lab/all-said');
    await seat.close();
  } finally {
    writeFileSync(join(folder, 'cable.txt'), cable.sent(), 'latin1');
    cable.close();
  }
};
