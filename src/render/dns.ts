import type { RouterPlan } from '../plan/router-plan.ts';
import { ispDnsSettings } from './isp-dns.ts';
import { type NixData, nixCode } from './nix.ts';
import { unboundString } from './quoting.ts';
import { option, type Section } from './section.ts';

const dnsmasqPort = 53_053;

/** Leases that dnsmasq gives unless told otherwise (src/config.h, MAXLEASES). */
const usualLeases = 1000;

/** More than a home has; each new lease writes the whole list to the disk. */
const mostLeases = 10_000;

/** Addresses that no name of the Internet may answer with (DNS rebinding). */
const privateAddresses = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fd00::/8',
  'fe80::/10',
];

/** unbound: answers every name, hands local ones to dnsmasq. */
export function dnsSection(plan: RouterPlan): Section {
  return {
    title: 'Names (DNS)',
    reason: `unbound answers on port 53 of each network and checks signatures (DNSSEC). ${upstreamWords(plan)} Names under ${plan.identity.domain} come from dnsmasq, which knows the leases.`,
    settings: [
      option('services.resolved.enable', false, 'It would take port 53.'),
      option('networking.nameservers', ['127.0.0.1'], 'The router asks unbound too, whatever the line hands out.'),
      option(
        'services.unbound',
        unbound(plan),
        `It listens on inside addresses only, and the firewall decides who may ask: ::/0 is there because the public prefix changes. A name of the Internet that answers with a private address is refused (private-address). Local zones are handed to dnsmasq on port ${dnsmasqPort} and are not signed (domain-insecure).`,
      ),
      option(
        'systemd.services.unbound.preStart',
        nixCode(firstRootKeys),
        'DNSSEC begins with the keys of the root that this NixOS knows, and unbound follows their changes itself (RFC 5011). enableRootTrustAnchor would ask the Internet before each start: on a dead line that takes half a minute, without names at home.',
      ),
      ...(plan.dns.upstream === 'isp' ? ispDnsSettings(plan) : []),
    ],
  };
}

const rootKeys = '/var/lib/unbound/root.key';

const firstRootKeys = `''
    [ -s ${rootKeys} ] || install -m 644 \${pkgs.dns-root-data}/root.ds ${rootKeys}
  ''`;

function upstreamWords({ dns: { upstream, permissive } }: RouterPlan): string {
  if (upstream === 'recursive') return 'It asks the name servers of the Internet itself and needs no third party.';
  const stripped = permissive ? ' Some ISPs strip signatures, so a missing one is let pass (val-permissive-mode).' : '';
  if (upstream === 'isp') return `It asks the ISP's servers, as the line names them.${stripped}`;
  const tls = upstream.some((server) => server.tls !== null);
  return `It asks ${upstream.map((server) => server.address).join(' and ')}${tls ? ', encrypted (DNS over TLS)' : ''}.${stripped}`;
}

function unbound(plan: RouterPlan): NixData {
  const { upstream, permissive } = plan.dns;
  const tls = typeof upstream !== 'string' && upstream.some((server) => server.tls !== null);
  const server: Record<string, NixData> = {
    interface: ['127.0.0.1', '::1', ...plan.networks.flatMap(({ ipv4, ipv6 }) => [ipv4.address, ipv6.address])],
    'ip-freebind': true,
    'access-control': ['127.0.0.0/8 allow', ...plan.networks.map(({ ipv4 }) => `${ipv4.subnet} allow`), '::/0 allow'],
    'do-not-query-localhost': false,
    'local-zone': plan.dns.localZones.map((zone) => `${unboundString(zone)} transparent`),
    'auto-trust-anchor-file': rootKeys,
    'domain-insecure': plan.dns.localZones.map(unboundString),
    'private-address': privateAddresses,
    'private-domain': [unboundString(`${plan.identity.domain}.`)],
    'hide-identity': true,
    'hide-version': true,
    prefetch: true,
    ...(permissive ? { 'val-permissive-mode': true } : {}),
    ...(tls ? { 'tls-cert-bundle': '/etc/ssl/certs/ca-certificates.crt' } : {}),
  };
  return {
    enable: true,
    enableRootTrustAnchor: false,
    ...(upstream === 'isp' ? { localControlSocketPath: '/run/unbound/unbound.ctl' } : {}),
    settings: { server, 'forward-zone': [...plan.dns.localZones.map(localZone), ...upstreamZone(upstream, tls)] },
  };
}

function localZone(name: string): NixData {
  return { name, 'forward-addr': `127.0.0.1@${dnsmasqPort}` };
}

function upstreamZone(upstream: RouterPlan['dns']['upstream'], tls: boolean): NixData[] {
  if (typeof upstream === 'string') return [];
  const addresses = upstream.map((server) =>
    server.tls === null ? server.address : `${server.address}@853#${server.tls}`,
  );
  return [{ name: '.', 'forward-addr': addresses, ...(tls ? { 'forward-tls-upstream': true } : {}) }];
}

/** dnsmasq: addresses for devices (DHCPv4) and their names. Nothing else. */
export function dhcpSection(plan: RouterPlan): Section {
  const { domain } = plan.identity;
  const served = plan.networks.filter((network) => network.dhcp !== null);
  const guarded = served.filter((network) => network.zone !== 'trusted');
  const settings: Record<string, NixData> = {
    interface: plan.networks.map((network) => network.name),
    // serves a network as soon as its device appears, also after a cable was out
    'bind-dynamic': true,
    port: dnsmasqPort,
    domain,
    // answered here or not at all, also where no lease has the address
    local: plan.dns.localZones.map((zone) => `/${zone.replace(/\.$/, '')}/`),
    'no-resolv': true,
    'no-hosts': true,
    'dhcp-authoritative': true,
    ...leaseLimit(plan),
    'dhcp-range': served.map(
      ({ name, dhcp, ipv4 }) => `set:${tag(name)},${dhcp!.from},${dhcp!.to},${ipv4.netmask},${dhcp!.lease}`,
    ),
    'dhcp-option': served.flatMap(({ name, ipv4 }) => [
      `tag:${tag(name)},option:router,${ipv4.address}`,
      `tag:${tag(name)},option:dns-server,${ipv4.address}`,
      `tag:${tag(name)},option:ntp-server,${ipv4.address}`,
      `tag:${tag(name)},option:domain-search,${domain}`,
    ]),
    'dhcp-name-match': ['set:name_wpad,wpad'],
    'dhcp-ignore-names': ['tag:name_wpad', ...guarded.map(({ name }) => `tag:${tag(name)}`)],
    ...filled(
      'dhcp-host',
      plan.devices.map(({ mac, address, name }) =>
        [mac, ...(address === null ? [] : [address]), fullName(name, plan)].join(','),
      ),
    ),
    // the router's own name leads to addresses that never change, whatever the ISP gives
    'host-record': [
      `${fullName(plan.identity.hostName, plan)},${plan.networks[0]!.ipv4.address},${plan.networks[0]!.ipv6.address}`,
      ...plan.devices.flatMap(({ name, address }) => (address === null ? [] : [`${fullName(name, plan)},${address}`])),
    ],
  };
  return {
    title: 'Addresses (DHCP)',
    reason:
      'dnsmasq hands out addresses and remembers names. A device that is named here always has the same name, and the same address where one is written down.',
    settings: [
      option(
        'services.dnsmasq',
        { enable: true, resolveLocalQueries: false, settings },
        `It answers for local names on port ${dnsmasqPort}, where unbound asks it. A device chooses its own name only in trusted networks, and nowhere the name wpad: elsewhere it could pass for one of your computers (dhcp-ignore-names). Names given here count everywhere.`,
      ),
    ],
  };
}

/** Only where pools and named devices may want more leases than dnsmasq gives. */
function leaseLimit({ networks, devices }: RouterPlan): Record<string, NixData> {
  const wanted = networks.reduce(
    (sum, { dhcp }) => sum + (dhcp === null ? 0 : numberOf(dhcp.to) - numberOf(dhcp.from) + 1),
    devices.length,
  );
  return wanted > usualLeases ? { 'dhcp-lease-max': Math.min(wanted, mostLeases) } : {};
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/**
 * dnsmasq gives some tags itself: `known` to every device named here, and to each device the name of its
 * interface. No interface has an underscore in its name, so that ours are never mixed up with those.
 */
function tag(network: string): string {
  return `net_${network}`;
}

/**
 * Where a name stands alone, dnsmasq takes `12h` and `infinite` for a time, `ignore` for an order and `20` for
 * a lifetime (src/option.c); with the domain behind it any label is a name. Capitals would send it through
 * IDNA, which refuses labels like `AB--CD`.
 */
function fullName(label: string, { identity }: RouterPlan): string {
  return `${label}.${identity.domain}`.toLowerCase();
}

/** A list option, left out where it is empty. */
function filled(name: string, values: readonly string[]): Record<string, NixData> {
  return values.length === 0 ? {} : { [name]: values };
}
