import { existsSync, writeSync } from 'node:fs';
import promises, { type FileHandle, open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded into a naar under test (`node --import`): at the NAAR_TEST_AT-th file, when it is written and has
 * not its name yet, naar hangs or gets the signal NAAR_TEST_SIGNAL; at the 0th it gets it soon after it
 * began to listen to it, at "link" when it makes the first link. At "bug" it
 * has one: it cannot look at a file. So no test waits for luck.
 */
const handle = await open('/dev/null');
const file: FileHandle = Object.getPrototypeOf(handle);
await handle.close();
const { sync } = file;
const { NAAR_TEST_AT, NAAR_TEST_SIGNAL } = process.env;
/** Files are counted from where a directory is there, if one is named: others may be written before. */
const { NAAR_TEST_IN } = process.env;
let files = 0;
file.sync = async function (this: FileHandle) {
  // a directory, for the name of a file that is written
  if ((await this.stat()).isDirectory()) return sync.call(this);
  if (NAAR_TEST_IN === undefined || existsSync(NAAR_TEST_IN)) files += 1;
  if (files === Number(NAAR_TEST_AT)) {
    if (NAAR_TEST_SIGNAL === undefined) {
      writeSync(1, 'hanging\n');
      // for ever, as far as a test is concerned
      await new Promise((resolve) => setTimeout(resolve, 1_000_000));
    } else await signalled(NAAR_TEST_SIGNAL);
  }
  return sync.call(this);
};

process.on('newListener', (name) => {
  if (NAAR_TEST_AT === '0' && name === NAAR_TEST_SIGNAL) setTimeout(() => process.kill(process.pid, name), 100);
});

const { symlink } = promises;
let links = 0;
promises.symlink = async (...words) => {
  links += 1;
  if (NAAR_TEST_AT === 'link' && links === 1) await signalled(NAAR_TEST_SIGNAL ?? '');
  return symlink(...words);
};
if (NAAR_TEST_AT === 'bug') {
  promises.stat = () => {
    throw new TypeError('a bug of ours\u2026');
  };
}
syncBuiltinESMExports();

async function signalled(signal: string): Promise<void> {
  process.kill(process.pid, signal);
  // a signal comes in a turn of its own
  await new Promise((resolve) => setTimeout(resolve, 50));
}
