import { join } from 'node:path';
import { keysFor } from '../../../commands/typist.ts';
import { logIn, prompt } from '../../laptop/log-in.ts';
import { waitFor } from '../../laptop/shell.ts';
import type { Desk } from './desk.ts';
import { walkThere } from './walk.ts';

/**
 * In minicom: the line is hung up at a question, and naar is killed at the next one; each time another start goes on
 * there. Once by `naar`, which gets its rights itself, once by `sudo naar`.
 */
export async function cutOff(desk: Desk): Promise<void> {
  const { cable, check, folder, stations } = desk;
  const at = (id: string) => stations.findIndex(({ said }) => said.question.id === id);
  const { seat, shell } = await logIn('minicom', desk);
  const comes = (from: number, words: string) =>
    waitFor(() => (cable.sent().slice(from).includes(words) ? '' : null), 90, `no "${words}"`, seat.see);
  const once = (id: string, deed: string) =>
    shell.run(`sudo systemd-run --unit ${deed} /usr/local/bin/once '"${id}"' ${deed}`);
  const goesOn = async (command: string, id: string) => {
    const from = cable.sent().length;
    await seat.type(`clear; ${command}\r`);
    await comes(from, 'You were here before');
    await seat.type('\r');
    const { title } = stations[at(id)]!.said.question;
    await seat.until(({ rows }) => (rows.join(' ').includes(title) ? null : `no "${title}"`), 90);
  };
  const none = async () => {
    const left = await shell.run('pgrep -f [n]aar.mjs; true');
    if (left !== '') throw new Error(`naar still runs: ${left}`);
  };
  await shell.run('sudo rm -rf /run/naar');
  const sane = await shell.run('stty -a');

  await check('hung up at a question: naar ends, and after the next login it goes on there', async () => {
    await once('wan.isp.settings', 'hang-up');
    const from = cable.sent().length;
    await seat.type('clear; naar\r');
    await walkThere(seat, stations.slice(0, at('wan.pppoe.username')), cable, join(folder, 'hung-up.txt'));
    await comes(from, 'automatic login');
    await prompt(seat);
    await none();
    await once('wan.pppoe.username', 'kill');
    await goesOn('naar', 'wan.pppoe.username');
  });
  await check('killed at a question: the terminal is as before, and the next start goes on there', async () => {
    const from = cable.sent().length;
    const { question, value } = stations[at('wan.pppoe.username')]!.said;
    await seat.type(keysFor('tui', question, value));
    await comes(from, 'nixos@');
    await prompt(seat);
    await none();
    const after = await shell.run('stty -a');
    if (after !== sane) throw new Error(`${after}\ninstead of\n${sane}`);
    await goesOn('sudo naar', 'wan.pppoe.password');
    await seat.type('\x03');
    await seat.until(({ rows }) => (rows.join(' ').includes('Leave naar?') ? null : 'no question'), 60);
    await seat.type('y');
    await prompt(seat);
  });
  await seat.close();
}
