import { secretPath } from '../interview/secrets.ts';
import type { WanPlan } from '../plan/router-plan.ts';
import { askCache } from '../steps/install/uplink-check.ts';
import type { SecretFile } from '../steps/secret-files.ts';
import type { System } from '../system/system.ts';
import { lineBench } from '../uplink/line-bench.ts';
import { bringPlainLine } from '../uplink/plain-line.ts';

/**
 * An installer in front of a line that must be dialled has no Internet: where nothing answers yet, the
 * WAN of the router is brought up as the answers say, and stays up. What comes of it is told to the
 * person; whether it is enough is for the installation to find out, before anything is erased.
 */
export async function bringUplink(
  system: System,
  wan: WanPlan,
  secrets: readonly SecretFile[],
  say: (words: string) => void,
): Promise<void> {
  const answer = await askCache(system);
  // a refused certificate is an answer: the clock, or somebody on the way
  if (answer === null || answer.code === 60) return;
  say(`The Internet does not answer yet: the line of the router is tried, on ${wan.jack}.\n`);
  say(`${await bring(system, wan, secrets)}\n`);
}

function bring(system: System, wan: WanPlan, secrets: readonly SecretFile[]): Promise<string> {
  const { line } = wan;
  if (line.kind === 'pppoe') return dial(system, wan, secrets);
  const options = line.kind === 'dhcp' ? line.options : [];
  const values = options.flatMap(({ code, value }) => {
    if (value.kind !== 'secretFile') return [];
    const file = secrets.find(({ name }) => secretPath(name) === value.path);
    return file === undefined ? [] : [[code, file.value] as const];
  });
  return bringPlainLine(system, wan, line, new Map(values));
}

async function dial(system: System, wan: WanPlan, secrets: readonly SecretFile[]): Promise<string> {
  const { line } = wan;
  const password = secrets.find(({ name }) => name === 'pppoe-password')?.value;
  if (line.kind !== 'pppoe' || password === undefined) return 'It cannot be dialled: its password is not here.';
  const bench = lineBench(system);
  await bench.clear();
  const request = { dial: { ...wan, line }, password, elsewhere: [], keep: true };
  const { result, verdict } = await bench.trialDial(request, () => {}, new AbortController().signal);
  return result.kind === 'up' ? 'It is up, and stays up for the installation.' : verdict.words;
}
