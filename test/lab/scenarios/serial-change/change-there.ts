import type { Cable } from '../../laptop/cable.ts';
import type { Shell } from '../../laptop/shell.ts';
import type { Picture } from '../../laptop/terminal.ts';
import type { AtTheLine } from '../../scenario.ts';
import { type Album, textOf } from './album.ts';

/** What every check at the line needs. */
export type ChangeDesk = Album & {
  readonly cable: Cable;
  readonly shell: Shell;
  readonly check: Parameters<AtTheLine>[0]['check'];
};

const [home, down] = ['\x1b[1~', '\x1b[B'];

/** A screen but for what its clock says. */
function timeless({ rows }: Pick<Picture, 'rows'>): string {
  return rows.join('\n').replace(/\d:\d\d/, 'm:ss');
}

/** The wizard on the router: its name becomes another, seen, tried and kept. */
export async function changeThere({ type, see, shows, prompt, check, cable, shell }: ChangeDesk): Promise<void> {
  const from = cable.sent().length;
  await check(
    'wizard: it knows its router, and only its name is asked, from the lists of steps and answers',
    async () => {
      await type('clear; sudo naar\r');
      await shows('This box is a router that naar made', 120);
      await type('\r');
      await shows('This is the plan', 120);
      await type(`${down}\r`);
      await shows('Which step shall be opened again?', 60);
      await type(`${home}${down.repeat(5)}\r`);
      await shows('Which of these shall be changed?', 60);
      await type('\r');
      await shows('What is the router called?', 60);
      await type('\x15well\r');
      // the other answers are not asked again
      await shows('This is the plan', 60);
    },
  );
  await check('wizard: the review says what changes, in words and as a diff', async () => {
    await shows('The name of the router: router becomes well.', 60);
    for (let page = 0; page < 9; page += 1) {
      await type('n');
      if (textOf(await shows(`, ${page + 2} of `, 60)).includes('The change, line by line')) break;
    }
    // longer than a screen: it is read on
    for (let read = 0; read < 9; read += 1) {
      const text = textOf(await see());
      if (text.includes('+ networking.hostName = "well";')) return;
      const [, lines = ''] = /lines (\d+-\d+) of /.exec(text) ?? [];
      await type(' ');
      await shows(new RegExp(`lines (?!${lines} )\\d+-\\d+ of `), 60);
    }
    throw new Error('the diff does not show the name');
  });
  await check('wizard: it is built, and the last word before the switch is the person’s', async () => {
    await type('\r');
    await shows('It is built. Switch to it on trial?', 200);
  });
  await check('wizard: the switch and the countdown are seen on the line', async () => {
    await type('\r');
    await shows('The change is on trial. Keep it?', 600);
    const { rows } = await shows(/The earlier router comes back in \d:\d\d/, 60);
    return rows.find((row) => row.includes('comes back in'))?.trim() ?? '';
  });
  await check('wizard: the notice for every terminal passes over the picture, which is whole again soon', async () => {
    const before = timeless(await see());
    const { rows } = await shows(/The earlier router comes back in 1:[0-5][0-5]/, 900);
    if (timeless({ rows }) !== before) throw new Error(`${rows.join('\n')}\ninstead of\n${before}`);
    if (!cable.sent().slice(from).includes('In 120 seconds the earlier')) throw new Error('no notice came');
  });
  await check('wizard: kept on the line, and the other router is the one that starts', async () => {
    await type('\r');
    await prompt(300);
    if (!cable.sent().slice(from).includes('The change stays')) throw new Error('it is not said that it stays');
    const now = await shell.run('readlink /run/current-system; cat /lab/boots; sudo ls /var/lib/naar');
    if (!/^(\/nix\/store\/lab-system-well\n){2}(?!.*pending)/s.test(now)) throw new Error(now);
    return `${cable.sent().length - from} bytes`;
  });
}
