import type { DeviceRule, FirewallPlan, Ports } from '../src/plan/firewall-plan.ts';

/**
 * The same home in the style of the blog post that naar starts from, to measure
 * against: two forward and two input rules for each device, devices known by
 * their IPv4 address, a set written out in each rule, and no rule up front that
 * lets established connections pass. Rules that say the same as ours where the
 * two can say the same; the flow offload of the post is left out, because
 * that is a matter of the kernel and not of the rules.
 */
export function blogRuleset(plan: FirewallPlan): string {
  const trusted = plan.zones.filter(({ zone }) => zone === 'trusted').map(({ network }) => `"${network}"`);
  const lan = `iifname { ${trusted.join(', ')} }`;
  const wan = `"${plan.wan}"`;
  return `table inet blog
delete table inet blog
table inet blog {
  chain input {
    type filter hook input priority filter; policy drop;
    ${lan} counter accept
${plan.devices.flatMap(inputRules).join('\n')}
    iifname ${wan} ct state { established, related } counter accept
    iifname ${wan} drop
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ${lan} oifname { ${wan} } counter accept
${plan.devices.flatMap((device) => forwardRules(device, wan)).join('\n')}
    iifname { ${wan} } ct state { established, related } counter accept
  }
  chain postrouting {
    type nat hook postrouting priority filter; policy accept;
    oifname ${wan} masquerade
  }
}
`;
}

function inputRules(device: DeviceRule): string[] {
  const from = source(device);
  const udp = portList([
    { first: 53, last: 53 },
    { first: 67, last: 67 },
    { first: 123, last: 123 },
    ...of(device.router, 'udp'),
  ]);
  const tcp = portList([{ first: 53, last: 53 }, ...of(device.router, 'tcp')]);
  return [`    ${from} udp dport ${udp} counter accept`, `    ${from} tcp dport ${tcp} counter accept`];
}

/** A protocol that the device may not use gets port 0, so that every device has its two rules. */
function forwardRules(device: DeviceRule, wan: string): string[] {
  const out = `${source(device)} oifname { ${wan} }`;
  return (['tcp', 'udp'] as const).map((protocol) => {
    const ports = device.internet === 'all' ? [{ first: 1, last: 65535 }] : of(device.internet, protocol);
    return `    ${out} ${protocol} dport ${portList(ports.length === 0 ? [{ first: 0, last: 0 }] : ports)} counter accept`;
  });
}

function source({ network, address, name }: DeviceRule): string {
  if (address === null)
    throw new Error(`${name} has no address, and the style of the post has no other way to know it.`);
  return `iifname { "${network}" } ip saddr { ${address} }`;
}

function of(ports: readonly Ports[], protocol: 'tcp' | 'udp'): readonly Ports[] {
  return ports.filter((range) => range.protocol === protocol);
}

/** nft refuses the same port twice in a set, also inside a range. */
function portList(ports: readonly { readonly first: number; readonly last: number }[]): string {
  const apart = ports.filter(
    (range, index) =>
      !ports.some(
        (other, place) => place !== index && covers(other, range) && (place < index || !covers(range, other)),
      ),
  );
  return `{ ${apart.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(', ')} }`;
}

function covers(one: { first: number; last: number }, other: { first: number; last: number }): boolean {
  return one.first <= other.first && other.last <= one.last;
}
