import { lineCheck } from '../doctor/line.ts';
import type { RouterPlan } from '../plan/router-plan.ts';
import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import type { LineBench } from '../uplink/line-bench.ts';
import type { PreparedChange, RouterBefore } from './prepare-change.ts';

/**
 * A line that is down is the commonest reason to change a router, and a build may need the Internet: the new
 * line is dialled first and the work is done over it. Whatever comes of it, the earlier line has its jack back
 * afterwards. Where the old line works, or the new one is none that is dialled, the work is simply done.
 */
export async function overNewLine<Result>(
  system: System,
  bench: LineBench,
  before: RouterBefore,
  prepared: Pick<PreparedChange, 'plan' | 'secrets'>,
  password: Secret | null,
  say: (words: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const { plan } = prepared;
  if (plan?.wan.line.kind !== 'pppoe' || password === null || before.plan === null) return work();
  if (!changesLine(before.plan, plan, prepared) || !(await isDown(system, before))) return work();
  const { wan } = plan;
  const units = oldLine(before.plan);
  say('The Internet is down. The new line is dialled first, so that what is missing can be fetched over it.\n');
  await system.run('systemctl', ['stop', ...units], { timeout: 60_000 });
  // two devices of one number on one jack there cannot be
  const vlan = before.plan.wan.vlan !== null;
  if (vlan) await system.run('ip', ['link', 'delete', 'dev', 'wan']);
  try {
    await bench.clear();
    const { result, verdict } = await bench.trialDial(
      { dial: { ...wan, line: plan.wan.line }, password, elsewhere: [], keep: true },
      () => {},
      new AbortController().signal,
    );
    const up = result.kind === 'up';
    say(
      `${verdict.words}\n${up ? '' : 'What is here already may be enough to build it; if not, all stays as it was.\n'}`,
    );
    return await work();
  } finally {
    await bench.hangUpLine();
    // networkd makes what is missing when it starts
    if (vlan) await system.run('systemctl', ['restart', 'systemd-networkd.service'], { timeout: 60_000 });
    await system.run('systemctl', ['start', ...units], { timeout: 60_000 });
  }
}

function changesLine(from: RouterPlan, to: RouterPlan, { secrets }: Pick<PreparedChange, 'secrets'>): boolean {
  const login = secrets.some(({ name }) => name === 'pppoe.options');
  return login || JSON.stringify(from.wan) !== JSON.stringify(to.wan);
}

async function isDown(system: System, { facts, plan }: RouterBefore): Promise<boolean> {
  return plan !== null && (await lineCheck.look({ system, facts, plan })).verdict === 'ill';
}

/** What holds the jack of the earlier line. */
function oldLine({ wan: { line } }: RouterPlan): readonly string[] {
  if (line.kind === 'pppoe') return ['pppd-wan.service'];
  return line.kind === 'dhcp' && line.client === 'dhcpcd' ? ['isp-dhcp.service'] : ['systemd-networkd.service'];
}
