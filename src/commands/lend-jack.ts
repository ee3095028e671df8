import { pid } from 'node:process';
import type { RouterPlan, WanPlan } from '../plan/router-plan.ts';
import { scriptPath } from '../steps/change/activate-script.ts';
import type { System } from '../system/system.ts';
import { dialFile } from '../uplink/bench-file.ts';
import { forgetByNetworkd } from '../uplink/networkd-line.ts';

/** Gives the jack of the earlier line back. */
const script = '/run/naar/give-back.sh';

/** systemd's name for whoever gives the jack back when naar is gone. */
const guard = 'naar-line';

const networkd = 'systemd-networkd.service';

/** What would start networkd again: its sockets, one of which hears each change of a link, and who asks it for name servers. */
const wakers = ['systemd-networkd*.socket', 'isp-dns.path'];

/**
 * Takes the jack from the earlier line, so that a new one can be tried on it; gives the way back. A naar that
 * is killed meanwhile gives it back as well: a unit of systemd waits for its end. null where that unit cannot
 * be had: then nothing is taken.
 */
export async function lendJack(
  system: System,
  before: RouterPlan,
  wan: WanPlan,
): Promise<(() => Promise<void>) | null> {
  await system.makeDirectory('/run/naar', 0o700);
  const stopped = holders(before, wan);
  const woken = stopped.includes(networkd) ? await activeUnits(system, wakers) : [];
  await system.write(script, giveBack(before, wan, woken), 0o700);
  const wait = ['/bin/sh', script, String(pid)];
  const { code } = await system.run('systemd-run', [`--unit=${guard}`, '--collect', '--quiet', ...wait]);
  if (code !== 0) return null;
  if (stopped.length > 0) await system.run('systemctl', ['stop', ...woken, ...stopped], { timeout: 60_000 });
  // two devices of one number on one jack there cannot be
  if (before.wan.vlan !== null) await system.run('ip', ['link', 'delete', 'dev', 'wan']);
  return async () => {
    const running = await system.start('/bin/sh', [script], { outlives: true, timeout: 180_000 });
    const { code } = await running.ended;
    // what did not work whole is done again when naar has ended
    if (code === 0) await system.run('systemctl', ['stop', `${guard}.service`], { timeout: 30_000 });
  };
}

/** What keeps the earlier line on its jack. networkd may bring up the new one as well, and leaves the jack to a dial only when it is stopped. */
function holders({ wan: { line } }: RouterPlan, wan: WanPlan): readonly string[] {
  if (line.kind === 'pppoe') return ['pppd-wan.service'];
  if (line.kind === 'dhcp' && line.client === 'dhcpcd') return ['isp-dhcp.service'];
  return wan.line.kind === 'pppoe' ? [networkd] : [];
}

/** Names of the units of these patterns that are active. */
async function activeUnits(system: System, patterns: readonly string[]): Promise<readonly string[]> {
  const plain = ['--plain', '--no-legend', '--full', '--state=active'];
  const { stdout } = await system.run('systemctl', ['list-units', ...plain, ...patterns]);
  return stdout.split('\n').flatMap((line) => line.split(' ')[0] || []);
}

/** networkd makes devices that are missing when it starts. A socket does not start while its service is there. */
function giveBack(before: RouterPlan, wan: WanPlan, woken: readonly string[]): string {
  const { jack, mac } = wan;
  const own = before.jacks.find(({ name }) => name === jack)?.mac ?? '';
  const shown = before.wan.jack === jack ? (before.wan.mac ?? own) : own;
  const units = holders(before, wan).filter((unit) => unit !== networkd);
  const waking = woken.length === 0 ? '' : `systemctl stop ${networkd}\nsystemctl start ${woken.join(' ')}\n`;
  return `#!/bin/sh
# Gives the jack of the line back, after another line was tried on it. Written by naar.
# give-back.sh [PROCESS]: when that process is gone
${scriptPath}
export PATH
[ $# = 0 ] || tail --pid="$1" -f /dev/null
pkill -f ${dialFile}
${forgetByNetworkd}${mac === null || shown === '' ? '' : `ip link set dev ${jack} address ${shown}\n`}${waking}systemctl restart ${networkd}
${units.length === 0 ? '' : `systemctl start ${units.join(' ')}\n`}`;
}
