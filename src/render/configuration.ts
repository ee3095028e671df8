import type { RouterPlan } from '../plan/router-plan.ts';
import { advertisementsSection } from './advertisements.ts';
import { boxSection, loginSection } from './box.ts';
import { dhcpSection, dnsSection } from './dns.ts';
import { firewallSection, kernelSection } from './firewall.ts';
import { linksSection } from './links.ts';
import { networksSection } from './networks.ts';
import { offloadSection } from './offload.ts';
import { comment, sectionText } from './section.ts';
import { shaperSection } from './shaper.ts';
import { discoverySection, timeSection } from './time.ts';
import { tuningSection } from './tuning.ts';
import { upkeepSection } from './upkeep.ts';
import { wanSection } from './wan.ts';

/** configuration.nix: the whole router in one file that reads from top to bottom. Same plan, same bytes. */
export function configuration(plan: RouterPlan): string {
  const sections = [
    boxSection(plan),
    loginSection(plan),
    linksSection(plan),
    wanSection(plan),
    networksSection(plan),
    advertisementsSection(plan),
    firewallSection(plan),
    kernelSection(plan),
    dhcpSection(plan),
    dnsSection(plan),
    timeSection(plan),
    discoverySection(plan),
    offloadSection(plan),
    shaperSection(plan),
    tuningSection(plan),
    upkeepSection(plan),
  ].filter((section) => section !== null);
  const body = sections.map((section) => `${sectionText(section)}\n`).join('\n');
  return `${heading(plan)}\n{\n  lib,\n  pkgs,\n  ...\n}:\n\n{\n  imports = [\n    ./hardware-configuration.nix\n    ./local.nix\n  ];\n\n${body}}\n`;
}

function heading(plan: RouterPlan): string {
  const board = plan.boot.boardName === null ? 'a router' : `a router on ${plan.boot.boardName}`;
  return comment(
    `${plan.identity.hostName}: ${board}, NixOS ${plan.identity.release}. Written by naar.\n` +
      '\nRead it from top to bottom: each part says what it does and why. You may change it by hand; a later run of naar shows your changes before it writes anything. Additions of your own are best put into local.nix, which naar never touches; to replace an option that is set here, write lib.mkForce in front of its value there.',
  ).join('\n');
}
