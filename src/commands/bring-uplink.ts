import type { WanPlan } from '../plan/router-plan.ts';
import { askCache } from '../steps/install/uplink-check.ts';
import type { SecretFile } from '../steps/secret-files.ts';
import type { System } from '../system/system.ts';
import { lineBench } from '../uplink/line-bench.ts';

/** A VLAN of the WAN while NixOS is installed; the bench has names of its own. */
const vlanDevice = 'naar-up';

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
  say(`${wan.line.kind === 'pppoe' ? await dial(system, wan, secrets) : await plugIn(system, wan, wan.line)}\n`);
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

/** dhcpcd(8): waits for an address, then goes on in the background. */
async function plugIn(
  system: System,
  { jack, vlan }: WanPlan,
  line: Exclude<WanPlan['line'], { kind: 'pppoe' }>,
): Promise<string> {
  const device = vlan === null ? jack : vlanDevice;
  await system.run('ip', ['link', 'set', 'dev', jack, 'up']);
  if (vlan !== null) {
    await system.run('ip', ['link', 'delete', 'dev', vlanDevice]);
    await system.run('ip', ['link', 'add', 'link', jack, 'name', vlanDevice, 'type', 'vlan', 'id', `${vlan.id}`]);
    await system.run('ip', ['link', 'set', 'dev', vlanDevice, 'up']);
  }
  if (line.kind === 'static') {
    const { code } = await system.run('ip', ['address', 'replace', line.address, 'dev', device]);
    const route = await system.run('ip', ['route', 'replace', 'default', 'via', line.gateway, 'dev', device]);
    const input = line.dns.map((address) => `nameserver ${address}\n`).join('');
    await system.run('resolvconf', ['-a', device], { input });
    return code === 0 && route.code === 0 ? 'It has its address.' : 'It does not take the address of the answers.';
  }
  const name = line.hostname === null ? [] : ['--hostname', line.hostname];
  const words = ['--ipv4only', '--waitip=4', '--timeout', '30', ...name, device];
  const { code } = await system.run('dhcpcd', words, { timeout: 45_000 });
  return code === 0 ? 'It has an address.' : 'Nobody gave it an address: is the cable of the provider in that jack?';
}
