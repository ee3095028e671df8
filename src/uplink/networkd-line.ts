import type { DhcpLine, StaticLine, WanPlan } from '../plan/router-plan.ts';
import { sendOption } from '../render/dhcp-options.ts';
import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';

/** What the running networkd reads besides its own files; it goes with the power. */
const folder = '/run/systemd/network';

/** In front of the router's own files: the first that fits a device counts (systemd.network(5)). */
const stem = `${folder}/00-naar-line`;

/** Drop-ins with the secret options: a file for each. */
const optionFolder = `${stem}.network.d`;

/** The VLAN of a line that is tried; the router's own is called `wan`. */
const vlanDevice = 'naar-line';

/** Milliseconds until nobody is expected to answer any more. */
const patience = 30_000;

/** A line that networkd asks for, or that has its address: neither is dialled. */
export type AskedLine = DhcpLine | StaticLine;

/**
 * Lets the networkd of the running router bring up a line that is not the router's yet. `secrets` are the
 * values of secret options by their code. Gives how it went in a sentence.
 */
export async function askByNetworkd(
  system: System,
  wan: WanPlan,
  line: AskedLine,
  secrets: ReadonlyMap<number, Secret>,
  stop: AbortSignal | undefined,
): Promise<string> {
  const device = wan.vlan === null ? wan.jack : vlanDevice;
  await system.makeDirectory(optionFolder, 0o755);
  const files = networkdFiles(wan, line, secrets);
  for (const { path, text } of files) await system.write(path, text, 0o640);
  // networkd is not root
  await system.run('chgrp', ['systemd-network', ...files.map(({ path }) => path)]);
  await system.run('networkctl', ['reload'], { timeout: 30_000 });
  await system.run('networkctl', ['reconfigure', wan.jack], { timeout: 30_000 });
  const end = system.now().getTime() + patience;
  for (;;) {
    const { stdout } = await system.run('ip', ['-j', '-4', 'route', 'show', 'default', 'dev', device]);
    if (/"gateway"/.test(stdout))
      return line.kind === 'dhcp' ? 'The new line has an address.' : 'The new line has its address.';
    if (stop?.aborted || system.now().getTime() >= end) break;
    await system.wait(500, stop);
  }
  return line.kind === 'dhcp'
    ? 'Nobody gave the new line an address: is the cable of the provider in that jack?'
    : 'The new line does not take the address of the answers.';
}

/** Commands of a shell that take such a line away again; the router's own files count from then on. */
export const forgetByNetworkd = `rm -rf ${stem}*
ip link delete dev ${vlanDevice} 2>/dev/null
`;

/** The files, by path. They are as the new router's own, as far as that is needed to ask. */
export function networkdFiles(
  wan: WanPlan,
  line: AskedLine,
  secrets: ReadonlyMap<number, Secret>,
): readonly { readonly path: string; readonly text: Secret | string }[] {
  const { jack, vlan, mac } = wan;
  const link = mac === null ? '' : `[Link]\nMACAddress=${mac}\n\n`;
  const asking = askingText(line);
  const hidden = [...secrets].map(([code, value]) => ({
    path: `${optionFolder}/${code}.conf`,
    text: value.map((text) => `[DHCPv4]\nSendOption=${sendOption(code, text.replace(/\r?\n$/, ''))}\n`),
  }));
  if (vlan === null) return [{ path: `${stem}.network`, text: `[Match]\nName=${jack}\n\n${link}${asking}` }, ...hidden];
  const maps = vlan.egressPriority.map(({ from, to }) => `${from}-${to}`).join(' ');
  const number = `[VLAN]\nId=${vlan.id}\n${maps === '' ? '' : `EgressQOSMaps=${maps}\n`}`;
  const carrier = `[Network]\nVLAN=${vlanDevice}\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n`;
  return [
    { path: `${stem}.netdev`, text: `[NetDev]\nName=${vlanDevice}\nKind=vlan\n\n${number}` },
    { path: `${stem}-jack.network`, text: `[Match]\nName=${jack}\n\n${link}${carrier}` },
    { path: `${stem}.network`, text: `[Match]\nName=${vlanDevice}\n\n${asking}` },
    ...hidden,
  ];
}

function askingText(line: AskedLine): string {
  const still = 'IPv6AcceptRA=no\nLinkLocalAddressing=no\n';
  if (line.kind === 'static') return `[Network]\nAddress=${line.address}\nGateway=${line.gateway}\n${still}`;
  const options = line.options.flatMap(({ code, value }) =>
    value.kind === 'text' ? [`SendOption=${sendOption(code, value.text)}\n`] : [],
  );
  const name = line.hostname === null ? 'SendHostname=no\n' : `Hostname=${line.hostname}\n`;
  const priority = line.controlPriority === null ? '' : `SocketPriority=${line.controlPriority}\n`;
  const dhcp = `[DHCPv4]\nClientIdentifier=mac\nUseDNS=no\nUseNTP=no\nUseHostname=no\n${name}${priority}`;
  return `[Network]\nDHCP=ipv4\n${still}\n${dhcp}${options.join('')}`;
}
