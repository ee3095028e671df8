import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rehearseOn } from '../../../commands/rehearsal.ts';
import { projectRoot } from '../../image.ts';
import { layCable } from '../../laptop/cable.ts';
import { needTerminalPrograms } from '../../laptop/need.ts';
import { plugIn } from '../../laptop/plug.ts';
import { shellAt } from '../../laptop/shell.ts';
import type { AtTheLine } from '../../scenario.ts';
import { makeLongKeyLine } from '../../ssh-key.ts';
import { cutOff } from './cut-off.ts';
import type { Desk } from './desk.ts';
import { inMinicom, inOtherPrograms } from './in-programs.ts';
import { installThere } from './install-there.ts';
import { otherFrontEnds } from './other-front-ends.ts';
import { unpackRecording } from './recording.ts';
import { upToReview, walkHere } from './walk.ts';

/**
 * The person at the laptop. The box is recorded and walked on a terminal of this machine first; the same keys at the far
 * end of the serial line have to give the same screens and the same answers.
 */
export const atTheLine: AtTheLine = async ({ line, folder, kept, check }) => {
  needTerminalPrograms();
  const recording = unpackRecording(await kept('recording.tar.gz'), join(folder, 'recording'));
  const typed = JSON.parse(readFileSync(join(projectRoot, 'test', 'scenarios', 'edpnet', 'typed.json'), 'utf8'));
  const pasted = { 'system.admin.sshKeys.+': makeLongKeyLine() };
  const { said: whole, files } = await rehearseOn(recording, { ...typed, ...pasted });
  const said = upToReview(whole);
  const naar = [process.execPath, join(projectRoot, 'dist', 'naar.mjs')];
  const { stations, draft } = await walkHere(naar, recording, said);
  writeFileSync(
    join(folder, 'here.txt'),
    stations.map(({ said: { question }, picture }) => `== ${question.id}\n${picture.rows.join('\n')}\n`).join(''),
  );
  const cable = await layCable(line, `${line}-laptop`);
  const desk: Desk = { cable, check, folder, stations, draft };
  try {
    await inMinicom(desk);
    await cutOff(desk);
    await otherFrontEnds(desk);
    await inOtherPrograms(desk);
    await installThere(desk, files);
    const plug = await plugIn(cable);
    await shellAt(cable, plug.type, plug.look).run('sudo touch /run/lab/all-said');
    plug.close();
  } finally {
    writeFileSync(join(folder, 'cable.txt'), cable.sent(), 'latin1');
    cable.close();
  }
};
