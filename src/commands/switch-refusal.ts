import { join } from 'node:path';
import { builtSystem } from '../steps/change/build-steps.ts';
import type { ChangedFile } from '../steps/change/change-steps.ts';
import type { Hindrance } from '../steps/change/hindrance.ts';
import { places } from '../steps/change/places.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';

/** The refusal to switch to a built system, with what to do then. */
export function switchRefusal({ words, atStart, evidence }: Hindrance): Refusal {
  if (atStart)
    return new Refusal(
      `The new system is built, but it cannot take over from the running one: ${words}. Nothing was changed.`,
      atStartWords,
    );
  return new Refusal(
    `The new system is built, but it cannot be switched to now. ${words} Nothing was changed.`,
    ['What it said:', ...evidence.map((line) => `  ${line.trim()}`), 'Mend that or wait, then try again.'].join('\n'),
  );
}

/** How a system comes that cannot take over from the running one: the one that `builtSystem` leads to. */
export const atStartWords = [
  'It can only start with the box. There is no lifeline for that, but the boot menu keeps the earlier system:',
  // each line fits where it stands further in, or a shell would take its end for a command
  `  sudo nix-env -p ${places.profile} \\`,
  `    --set ${builtSystem}`,
  `  sudo ${places.profile}/bin/switch-to-configuration boot &&`,
  '    sudo reboot',
  'Then once more the same change, so that the files and the channel fit:',
  `  sudo naar reconfigure --yes --answers ${join(places.build, 'answers.yaml')}`,
].join('\n');

/** Gives the system and the files of an earlier set the short names that built ones have. */
export async function nameAsBuilt(system: System, target: string, files: readonly ChangedFile[]): Promise<void> {
  if ((await system.run('readlink', ['-f', builtSystem])).stdout.trim() === target) return;
  await system.makeDirectory(places.build, 0o700);
  for (const { name, text, mode } of files) await system.write(join(places.build, name), text, mode);
  await system.run('ln', ['-sfnT', target, builtSystem]);
}
