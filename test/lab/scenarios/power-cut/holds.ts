import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readDisk } from '../../../steps/install/disk-content.ts';
import { check, cutPower, keepFile, same, sh, that } from '../../guest/guest.ts';
import { becomeInstaller, begin, install, installUntil, passwordKept, targetDisk } from '../../guest/installer.ts';
import { type Point, points } from './points.ts';

export const boots = [...points.map((_, index) => () => cutAt(index)), toTheEnd];

/** From beginning to end: what it leaves on the disk is the measure of all others. */
async function undisturbed(): Promise<void> {
  await check('undisturbed: it comes to its end', async () => {
    const { code, said, seconds } = await install(begin);
    same(code, 0, said.slice(-400));
    keepFile('disk.json', await diskNow());
    return `${seconds} s`;
  });
  keepFile('undisturbed-log.txt', sh('cat /run/naar/install/install.log; true'));
  // an empty disk for what follows
  sh(`blkdiscard --force ${targetDisk}`);
}

/** Goes on where the cut before left it, and loses its power at the next point. */
async function cutAt(index: number): Promise<void> {
  const { what, gate = '', path } = points[index]!;
  becomeInstaller();
  if (index === 0) await undisturbed();
  writeFileSync('/run/box/kill', `${gate}\n`);
  const reached = () => existsSync('/run/box/die') || (path !== undefined && existsSync(path));
  await check(`cut ${index + 1} of ${points.length}: ${what}`, async () => {
    const how = await goOn(points[index - 1] ?? null, reached);
    that(how.outcome === null, `it ended before that: ${how.outcome?.said.slice(-400)}`);
    return how.words;
  });
  await cutPower();
}

/** The start after the last cut. */
async function toTheEnd(): Promise<void> {
  becomeInstaller();
  await check('after the last cut: it comes to its end', async () => {
    const { outcome, words } = await goOn(points.at(-1)!, () => false);
    same(outcome?.code, 0, outcome?.said.slice(-400) ?? '');
    keepFile('resumed.txt', outcome?.said ?? '');
    return words;
  });
  keepFile('resumed-log.txt', sh('cat /run/naar/install/install.log; true'));
  await check(`after ${points.length} cuts: the disk is as if nothing had been`, async () => {
    same(JSON.parse(await diskNow()), JSON.parse(readFileSync('/lab/job/kept/disk.json', 'utf8')), 'the disk');
  });
  await check('after all of it: the password is in its two files', () => {
    sh(`mkdir -p /run/box/tree && mount -o ro ${targetDisk}-part3 /run/box/tree`);
    const files = ['pppoe-password', 'pppoe.options'].map((name) => `/run/box/tree/etc/naar/secrets/${name}`);
    same(passwordKept('/run/box/tree', '/run/naar', '/var/log', '/tmp', '/root'), files, 'it stands in');
  });
}

/**
 * `naar install --resume`, without answers or consent; where the disk cannot know yet that anything was begun, it has to say
 * so, and is begun anew.
 */
async function goOn(before: Point | null, reached: () => boolean) {
  if (before === null) return { outcome: await installUntil(begin, reached), words: 'from an empty disk' };
  const resumed = await installUntil('--resume', reached);
  const found = resumed?.code !== 4;
  if (!found) that(resumed?.said.includes('No installation was begun here') === true, resumed?.said ?? '');
  same(found, before.begun, `the disk knows (${before.what})`);
  if (found) return { outcome: resumed, words: 'resumed from what the disk knows' };
  return { outcome: await installUntil(begin, reached), words: 'nothing was begun yet: begun anew' };
}

async function diskNow(): Promise<string> {
  const disk = sh(`readlink -f ${targetDisk}`).trim();
  return JSON.stringify(await readDisk({ loops: [disk], sh: async (script) => sh(script, 300) }), null, 1);
}
