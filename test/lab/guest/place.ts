import { existsSync, writeFileSync } from 'node:fs';
import { placeFiles, switchTo } from './switch.ts';

/**
 * `place.ts FROM TO [switch]`: puts the files of one of the lab's systems in place of another's, and with `switch` starts
 * anew what that asks for. Status 4 where units fail, as switch-to-configuration has it. What it stands for in the store
 * is `lab-system-NAME`; `router` is the one of the job itself. A system that was installed has its files in itself.
 */
const [from = '', to = '', how] = process.argv.slice(2);
const folderOf = (system: string) => {
  if (existsSync(`${system}/lab`)) return `${system}/lab`;
  return system.endsWith('-router') ? '/lab/job' : `/lab/job/others/${system.replace(/^.*lab-system-/, '')}`;
};
/** What naar writes is not the switch's. */
const naars = ['./etc/nixos/', './etc/naar/', './var/lib/', './lab/', './nix/var/'];

try {
  if (how === 'switch') console.error(JSON.stringify(switchTo(folderOf(from), folderOf(to), naars)));
  else placeFiles(folderOf(from), folderOf(to), naars);
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 4;
} finally {
  writeFileSync('/lab/etc-of', `${to}\n`);
}
