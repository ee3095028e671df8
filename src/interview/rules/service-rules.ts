import ipaddr from 'ipaddr.js';
import { error, type Finding, shown } from '../finding.ts';
import type { Inquiry } from '../inquiry.ts';
import { isHostAddress, parseIpv4 } from '../ipv4.ts';
import { parseRate } from '../quantities.ts';

/** Servers that names are asked of. */
export function* dnsFindings({ draft, networks, lost }: Inquiry): Generator<Finding> {
  const own = networks.map((network) => network.subnet?.address);
  const upstream = draft.dns?.upstream;
  for (const [index, server] of (Array.isArray(upstream) ? upstream : []).entries()) {
    const at = ['dns', 'upstream', index];
    if (server?.address !== undefined) {
      yield* serverFindings(server.address, [...at, 'address']);
      const address = parseIpv4(server.address);
      if (address !== null && own.includes(address))
        yield error(
          [...at, 'address'],
          `${server.address} is the router itself, which would ask itself in a circle.`,
          'a server outside, or recursive',
        );
    }
    if (server?.tls !== undefined && !isHostName(server.tls)) {
      yield error(
        [...at, 'tls'],
        `${shown(server.tls)} is not the name of a server.`,
        'the name in its certificate, such as dns.quad9.net',
      );
    }
  }
  const sure = (index: number) => !lost(['dns', 'upstream', index, 'tls']);
  if (Array.isArray(upstream) && upstream.every((_, index) => sure(index))) yield* mixedFindings(upstream);
  for (const [index, server] of (draft.wan?.static?.dns ?? []).entries()) {
    if (server !== undefined) yield* serverFindings(server, ['wan', 'static', 'dns', index]);
  }
}

/** unbound encrypts to all servers of a zone or to none (forward-tls-upstream), so one open server would spoil the rest. */
function* mixedFindings(servers: readonly ({ readonly tls?: string | undefined } | undefined)[]): Generator<Finding> {
  const open = servers.findIndex((server) => server !== undefined && server.tls === undefined);
  if (open < 0 || !servers.some((server) => server?.tls !== undefined)) return;
  yield error(
    ['dns', 'upstream', open],
    'Some servers are asked encrypted (tls) and this one is not; it goes for all or for none.',
    'a tls name for each server, or for none',
  );
}

function* serverFindings(text: string, at: Finding['path']): Generator<Finding> {
  const address = parseIpv4(text);
  const good = address === null ? isGlobalIpv6(text) : isHostAddress(address);
  if (!good)
    yield error(at, `${shown(text)} is not the IP address of a server.`, 'an address such as 9.9.9.9 or "2620:fe::fe"');
}

/** Loopback, multicast and link-local addresses are no servers that unbound could reach by address alone. */
function isGlobalIpv6(text: string): boolean {
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return false;
  return !['unspecified', 'loopback', 'multicast', 'linkLocal', 'ipv4Mapped'].includes(ipaddr.IPv6.parse(text).range());
}

function isHostName(text: string): boolean {
  return (
    text.includes('.') &&
    text.length <= 253 &&
    parseIpv4(text) === null &&
    text.split('.').every((label) => label.length <= 63 && !/^-|-$/.test(label))
  );
}

/** Speed against fairness: the fast path goes around the shaper (lab-findings section 2). */
export function* tuningFindings({ draft }: Inquiry): Generator<Finding> {
  const { flowOffload, shaper } = draft.tuning ?? {};
  const path = ['tuning'];
  if (flowOffload === 'on' && shaper !== undefined && shaper !== null) {
    yield error(
      [...path, 'flowOffload'],
      'Flow offload carries packets around the shaper, so the two exclude each other.',
      'flowOffload: auto or off; or no shaper',
    );
  }
  for (const way of ['down', 'up'] as const) {
    const rate = shaper?.[way];
    const bits = rate === undefined ? null : parseRate(rate);
    if (bits !== null && (bits < 64e3 || bits > 100e9))
      yield error(
        [...path, 'shaper', way],
        `${shown(rate)} is no rate of a line.`,
        'a rate from 64k to 100G (bits per second)',
      );
  }
}
