import { lineCheck } from '../doctor/line.ts';
import { secretPath } from '../interview/secrets.ts';
import type { RouterPlan, WanPlan } from '../plan/router-plan.ts';
import { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import type { LineBench } from '../uplink/line-bench.ts';
import { askByNetworkd } from '../uplink/networkd-line.ts';
import type { Seat } from './follow-install.ts';
import { lendJack } from './lend-jack.ts';
import type { PreparedChange, RouterBefore } from './prepare-change.ts';

type Tried = Pick<PreparedChange, 'plan' | 'secrets'>;

/**
 * A line that is down is the commonest reason to change a router, and a build may need the Internet: the new
 * line is tried first and the work is done over it. Whatever comes of it, also where naar is killed meanwhile,
 * the earlier line has its jack back afterwards. Where the old line works, or the new one is none that can be
 * tried, the work is simply done.
 */
export async function overNewLine<Result>(
  system: System,
  bench: LineBench,
  before: RouterBefore,
  prepared: Tried,
  password: Secret | null,
  { write, stop }: Pick<Seat, 'write' | 'stop'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const { plan } = prepared;
  if (plan === null || before.plan === null) return work();
  if (!canBeTried(plan.wan, password) || !changesLine(before.plan, plan, prepared)) return work();
  if (!(await isDown(system, before))) return work();
  const giveBack = await lendJack(system, before.plan, plan.wan);
  if (giveBack === null) return work();
  try {
    write('The Internet is down. The new line is tried first, so that what is missing can be fetched over it.\n');
    write(`${await tried(system, bench, plan.wan, prepared, password, stop)}\n`);
    write('If it is not up, what is here already may be enough to build it; if not, all stays as it was.\n');
    return await work();
  } finally {
    await bench.hangUpLine();
    await giveBack();
  }
}

/** A client that only the new system has cannot be tried before there is one. */
function canBeTried({ line }: WanPlan, password: Secret | null): boolean {
  if (line.kind === 'pppoe') return password !== null;
  return line.kind === 'static' || line.client === 'networkd';
}

/** Tries the line, which stays up where it comes up; gives how it went in a sentence. */
async function tried(
  system: System,
  bench: LineBench,
  wan: WanPlan,
  prepared: Tried,
  password: Secret | null,
  stop = new AbortController().signal,
): Promise<string> {
  const { line } = wan;
  if (line.kind !== 'pppoe') return askByNetworkd(system, wan, line, await secretOptions(system, line, prepared), stop);
  if (password === null) return '';
  await bench.clear();
  const dial = { ...wan, line };
  const { verdict } = await bench.trialDial({ dial, password, elsewhere: [], keep: true }, () => {}, stop);
  return verdict.words;
}

/** Values of the options that are secrets: those of this change, else the stored ones. */
async function secretOptions(
  system: System,
  line: Exclude<WanPlan['line'], { kind: 'pppoe' }>,
  { secrets }: Tried,
): Promise<ReadonlyMap<number, Secret>> {
  const values = new Map<number, Secret>();
  for (const { code, value } of line.kind === 'dhcp' ? line.options : []) {
    if (value.kind !== 'secretFile') continue;
    const fresh = secrets.find(({ name }) => secretPath(name) === value.path)?.value;
    const stored = fresh === undefined ? await system.readText(value.path).catch(() => null) : null;
    const found = fresh ?? (stored === null ? null : new Secret(stored));
    if (found !== null) values.set(code, found);
  }
  return values;
}

function changesLine(from: RouterPlan, to: RouterPlan, { secrets }: Pick<Tried, 'secrets'>): boolean {
  const login = secrets.some(({ name }) => name === 'pppoe.options' || name.startsWith('dhcp-option-'));
  return login || JSON.stringify(from.wan) !== JSON.stringify(to.wan);
}

async function isDown(system: System, { facts, plan }: RouterBefore): Promise<boolean> {
  return plan !== null && (await lineCheck.look({ system, facts, plan })).verdict === 'ill';
}
