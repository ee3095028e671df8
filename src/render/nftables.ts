import type { FirewallPlan } from '../plan/firewall-plan.ts';
import { FIREWALL_CODE } from './firewall-code.ts';
import { firewallData } from './firewall-data.ts';
import { nftString } from './quoting.ts';

/**
 * What stands inside `table inet fw { … }`
 * (NixOS: networking.nftables.tables.fw.content): first this router's data,
 * then the code that is the same on all. Loads before any interface exists.
 */
export function firewallTable(plan: FirewallPlan): string {
  return `${firewallData(plan)}\n${FIREWALL_CODE}`;
}

/**
 * A table with nothing to resolve, loaded before the firewall and again when it
 * stops: until the firewall is in, nothing is forwarded and the Internet gets no answer.
 */
export function guardRuleset(plan: FirewallPlan): string {
  return `table inet guard
delete table inet guard
table inet guard {
  chain input {
    type filter hook input priority filter - 5; policy accept;
    iifname ${nftString(plan.wan)} ct state new,invalid drop
  }
  chain forward {
    type filter hook forward priority filter - 5; policy drop;
  }
}
`;
}

/**
 * Takes the guard away in the transaction that brings the firewall
 * (NixOS: networking.nftables.extraDeletions).
 */
export const GUARD_DELETION = `table inet guard
delete table inet guard
`;

/** The whole file in the order of NixOS's nftables module: deletions, then the table; one transaction. */
export function standaloneRuleset(plan: FirewallPlan): string {
  return `table inet fw
delete table inet fw
${GUARD_DELETION}
table inet fw {
${indent(firewallTable(plan))}}
`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
