import type { DhcpLine, StaticLine, WanPlan } from '../plan/router-plan.ts';
import type { System } from '../system/system.ts';
import { openBench } from './bench.ts';
import { lineFile } from './bench-file.ts';
import { dhcpConfig, type OptionSecrets, unsentOptions } from './dhcp-config.ts';
import { findTool, howToGet } from './find-tool.ts';
import { hangUpLine } from './kept-line.ts';
import { linkPatience } from './line-sweep.ts';
import { waitForLink } from './link-state.ts';
import { makeVlans, vlanDevice } from './vlan-device.ts';

/**
 * Brings up a line that is not dialled, as the router will have it: its MAC, its VLAN and priority, its options.
 * It stays up when naar ends, and the next look at the line puts the jack back. `secrets` are the values of
 * secret options. Gives how it went, in sentences for the person; where it did not, all is put back at once.
 */
export async function bringPlainLine(
  system: System,
  wan: WanPlan,
  line: DhcpLine | StaticLine,
  secrets: OptionSecrets,
): Promise<string> {
  const dhcpcd = line.kind === 'dhcp' ? await findTool(system, 'dhcpcd') : null;
  if (line.kind === 'dhcp' && dhcpcd === null) return howToGet('dhcpcd');
  const device = wan.vlan === null ? wan.jack : vlanDevice(wan.vlan.id);
  // one that was dialled is not this one
  await hangUpLine(system);
  const bench = await openBench(system, 'line');
  if ('kind' in bench) return 'Another naar is at work on the line.';
  let up = false;
  try {
    const { restarted, refused } = await bench.borrow(wan.jack, { mtu: null, mac: wan.mac });
    if (!(await waitForLink(system, wan.jack, restarted ? linkPatience : 0, new AbortController().signal)))
      return 'That jack has no link: is the cable of the provider in it, and the other end in something that is on?';
    const made = await makeVlans(system, wan.jack, wan.vlan === null ? [] : [{ ...wan.vlan, mtu: null }]);
    if (made.refused !== null) return `The VLAN cannot be made: ${made.refused.words}`;
    const mac = refused.includes('mac') ? ' The jack does not take the MAC of the answers.' : '';
    if (line.kind === 'static') {
      up = await takeAddress(system, line, device);
      return `${up ? 'It has its address.' : 'It does not take the address of the answers.'}${mac}`;
    }
    up = await ask(system, dhcpcd ?? '', line, device, secrets);
    const words = up ? 'It has an address.' : 'Nobody gave it an address: is that jack the one of the provider?';
    return `${words}${mac}${leftOut(unsentOptions(line, secrets))}`;
  } finally {
    if (!up) await bench.close();
  }
}

async function takeAddress(system: System, { address, gateway, dns }: StaticLine, device: string): Promise<boolean> {
  const taken = await system.run('ip', ['address', 'replace', address, 'dev', device]);
  const route = await system.run('ip', ['route', 'replace', 'default', 'via', gateway, 'dev', device]);
  const input = dns.map((server) => `nameserver ${server}\n`).join('');
  await system.run('resolvconf', ['-a', device], { input });
  return taken.code === 0 && route.code === 0;
}

/** dhcpcd waits for an address, then goes on in the background; a newer one goes on without an address too, and calls it a success. */
async function ask(
  system: System,
  dhcpcd: string,
  line: DhcpLine,
  device: string,
  secrets: OptionSecrets,
): Promise<boolean> {
  await system.write(lineFile, dhcpConfig(wanted, line, secrets), 0o600);
  const words = ['--ipv4only', '--config', lineFile, '--waitip=4', '--timeout', '30', device];
  await system.run(dhcpcd, words, { timeout: 45_000 });
  const { stdout } = await system.run('ip', ['-4', '-o', 'address', 'show', 'dev', device, 'scope', 'global']);
  return stdout.trim() !== '';
}

/** What is asked for is what the router asks for. The identifier is not handed to the scripts where a server says it back. */
const wanted = [
  'option subnet_mask, routers, classless_static_routes, domain_name_servers',
  'require dhcp_server_identifier',
  'nooption dhcp_client_identifier',
];

function leftOut(codes: readonly number[]): string {
  if (codes.length === 0) return '';
  return ` DHCP option${codes.length === 1 ? '' : 's'} ${codes.join(' and ')} of the answers cannot be sent from here.`;
}
