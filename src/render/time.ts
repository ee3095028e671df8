import type { RouterPlan } from '../plan/router-plan.ts';
import { type NixData, nixCode } from './nix.ts';
import { option, type Section } from './section.ts';

/** chrony: time for the router and for every network. */
export function timeSection(plan: RouterPlan): Section {
  const allow = [...plan.networks.map(({ ipv4 }) => `allow ${ipv4.subnet}`), 'allow ::/0'];
  // one server by address: names cannot be looked up while the clock is too wrong for DNSSEC
  const lines = ['server 162.159.200.1 iburst', 'makestep 1 3', 'local stratum 10', ...allow];
  return {
    title: 'Time (NTP)',
    reason:
      'chrony keeps the clock and tells our networks the time, also while the line is down. One server is named by address, because a wrong clock makes signed names fail. The firewall decides who may ask: ::/0 is there because a device may ask from its public address, and that prefix changes.',
    settings: [option('services.chrony', { enable: true, extraConfig: `${lines.join('\n')}\n` })],
  };
}

/** avahi as a reflector: lets phones find speakers and printers in another network. Null where no network needs it. */
export function discoverySection(plan: RouterPlan): Section | null {
  const { mdns } = plan;
  if (mdns === null) return null;
  const filters = mdns.services.map((service) => `${service}.local`).join(',');
  const avahi: Record<string, NixData> = {
    enable: true,
    reflector: true,
    allowInterfaces: mdns.networks,
    ipv4: true,
    ipv6: true,
    openFirewall: false,
    extraConfig: `[reflector]\nreflect-filters=${filters}\n`,
  };
  return {
    title: 'Finding devices (mDNS)',
    reason: `avahi repeats the questions and answers by which devices find each other between ${inWords(mdns.networks)}, and nowhere else: without allowInterfaces it would also speak on the line to the Internet. Answers cross only for the services named (reflect-filters); questions all do.`,
    settings: [
      option('services.avahi', avahi),
      option(
        'systemd.services.avahi-daemon.serviceConfig',
        { ExecStartPre: nixCode(forgetPid), Restart: 'always', RestartSec: 5 },
        'It comes back by itself. The pid file of a run that crashed goes first, and outside the sandbox (+): in there avahi may not take it away, and would never start again.',
      ),
    ],
  };
}

const forgetPid = '"+${pkgs.coreutils}/bin/rm -f /run/avahi-daemon/pid"';

/** `lan, office and iot` */
function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
