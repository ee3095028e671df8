import { howToGet } from './find-tool.ts';
import type { DhcpAnswer, SweepResult } from './line-sweep.ts';
import { bad, busy, good, listed, named, noCable, plain, stopped, type Verdict, where } from './verdict.ts';
import type { Vlan } from './vlan-device.ts';

/** Who answered on the line. `chosen` is what the person wants so far. */
export function sweepVerdict(
  result: SweepResult,
  chosen: { readonly type: 'pppoe' | 'dhcp'; readonly vlan: Vlan },
): Verdict {
  if (result.kind === 'busy') return busy(result);
  if (result.kind === 'no-cable') return noCable(result.jack);
  if (result.kind === 'stopped') return stopped;
  const found = [
    ...result.pppoe.map(({ vlan, name }) => ({ type: 'pppoe' as const, vlan, name })),
    ...result.dhcp.map(({ vlan, server }) => ({ type: 'dhcp' as const, vlan, name: server })),
  ];
  const match = found.find(({ type, vlan }) => type === chosen.type && vlan === chosen.vlan);
  if (match !== undefined) {
    const offer = result.dhcp.find(({ vlan }) => vlan === match.vlan);
    const words = `The provider answers ${where(match.vlan)} (${spoken(match)}).`;
    return match.type === 'dhcp' && offer !== undefined ? offered(words, offer) : good(words);
  }
  const [other] = [...found].sort((a, b) => Number(a.type !== chosen.type) - Number(b.type !== chosen.type));
  if (other === undefined) return nobody(result);
  const words =
    other.type === chosen.type
      ? `The provider answered ${where(other.vlan)} (${spoken(other)}), not ${where(chosen.vlan)}.`
      : `The line speaks ${names[other.type]} ${where(other.vlan)} (${spoken(other)}), not ${names[chosen.type]}.`;
  return bad(words, {
    kind: 'use-line',
    type: other.type,
    vlan: other.vlan,
    question:
      other.type === chosen.type ? `Use ${named(other.vlan)}?` : `Use ${names[other.type]} ${where(other.vlan)}?`,
  });
}

/** Not every address that is offered is one on the Internet. */
function offered(words: string, { address, server }: DhcpAnswer): Verdict {
  if (/^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(address))
    return {
      mood: 'unsure',
      words: `The DHCP server ${server} offers the private address ${address}: another router is between this box and the provider.`,
      next: { kind: 'go-on' },
    };
  if (/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address))
    return {
      mood: 'good',
      words: `${words} The address ${address} is shared with other customers: nothing from outside reaches this box over IPv4.`,
      next: { kind: 'go-on' },
    };
  return good(`${words} It offers the address ${address}.`);
}

function nobody(result: SweepResult & { readonly kind: 'swept' }): Verdict {
  const missing = result.leftOut.find((what) => what.kind === 'tool' && what.tool === 'pppoe-discovery');
  if (missing !== undefined && result.asked.dhcp.length === 0)
    return {
      mood: 'unsure',
      words: howToGet('pppoe-discovery'),
      next: { kind: 'get-tool', tool: 'pppoe-discovery', question: 'Go on without asking?' },
    };
  const tried = [
    result.asked.pppoe.length === 0 ? null : `PPPoE ${listed(result.asked.pppoe.map(plain), 'and')}`,
    result.asked.dhcp.length === 0 ? null : `DHCP ${listed(result.asked.dhcp.map(plain), 'and')}`,
  ].filter((entry) => entry !== null);
  return bad(`The link is up, but nobody answers (tried: ${tried.join('; ')}).`, {
    kind: 'check-cable',
    question: 'Is this the right jack, and is the modem or ONT on and in bridge mode? Try again?',
  });
}

const names = { pppoe: 'PPPoE', dhcp: 'DHCP' };

function spoken({ type, name }: { readonly type: 'pppoe' | 'dhcp'; readonly name: string }): string {
  return type === 'pppoe' ? `concentrator ${name}` : `DHCP server ${name}`;
}
