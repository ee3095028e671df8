import { spawnSync } from 'node:child_process';
import { Agent } from './agent.ts';

/** A machine of its own: a namespace with one interface `eth0` on a network of the router, or on its WAN. */
export type TestHost = {
  readonly name: string;
  readonly network: string;
  readonly mac: string;
  /** With prefix length; the first of each family is the one it speaks from. */
  readonly addresses: readonly string[];
};

export type TestNetworkShape = {
  /** Bridges of the router, by network name, with its addresses there. */
  readonly networks: ReadonlyMap<string, readonly string[]>;
  readonly wan: { readonly device: string; readonly address4: string; readonly peer4: string };
  /** Further devices of the router with nothing behind them but a listener: the bare WAN jack. */
  readonly jacks: readonly string[];
  readonly hosts: readonly TestHost[];
  /** The host on the far side of the WAN; its addresses are all of the Internet. */
  readonly internet: TestHost;
  /** IPv6 prefix that the Internet sends to the router. */
  readonly prefix6: string;
};

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** A router in a namespace with its hosts around it; nothing outside is touched. Close it, also after a failure. */
export type TestNetwork = {
  readonly agent: Agent;
  /** Namespace of a host, of `router`, `internet` or of a jack. */
  namespace(name: string): string;
  run(name: string, command: string, args: readonly string[], input?: string): Ran;
  /** Loads a ruleset into the router's namespace: one transaction. */
  load(ruleset: string): Ran;
  /** Packets per named counter of `table inet fw`. */
  counters(): ReadonlyMap<string, number>;
  forgetConnections(): void;
  close(): void;
};

let serial = 0;

/** Why namespaces cannot be made here, or null where they can: so that a test can say why it does not run. */
export function noNamespaces(): string | null {
  const name = `naar-try-${process.pid}`;
  const made = run('ip', ['netns', 'add', name]);
  if (made.code !== 0) return `network namespaces cannot be made: ${made.stderr.trim()}`;
  const loaded = run('ip', ['netns', 'exec', name, 'nft', 'list', 'tables']);
  run('ip', ['netns', 'delete', name]);
  return loaded.code === 0 ? null : `nft does not run here: ${loaded.stderr.trim()}`;
}

/** Lays the wires. Throws with the command's own words where one fails. */
export function openTestNetwork(shape: TestNetworkShape): TestNetwork {
  serial += 1;
  const prefix = `naar-${process.pid}-${serial}`;
  const namespace = (name: string) => `${prefix}-${name}`;
  const names = ['router', ...shape.jacks, shape.internet.name, ...shape.hosts.map(({ name }) => name)];
  const remove = () => {
    for (const name of names) run('ip', ['netns', 'delete', namespace(name)]);
  };
  try {
    for (const name of names) must(run('ip', ['netns', 'add', namespace(name)]));
    must(batch(namespace('router'), routerLines(shape, namespace)));
    must(batch(namespace(shape.internet.name), internetLines(shape)));
    for (const jack of shape.jacks) must(batch(namespace(jack), ['link set dev eth0 up']));
    for (const host of shape.hosts) must(batch(namespace(host.name), hostLines(host, shape)));
    for (const name of names) calm(namespace(name), name === 'router');
    must(batch(namespace('router'), routeLines(shape)));
  } catch (error) {
    remove();
    throw error;
  }
  const agent = new Agent();
  const inside = (name: string, command: string, args: readonly string[], input?: string) =>
    run('ip', ['netns', 'exec', namespace(name), command, ...args], input);
  return {
    agent,
    namespace,
    run: inside,
    load: (ruleset) => inside('router', 'nft', ['-f', '-'], ruleset),
    counters: () => readCounters(inside('router', 'nft', ['-j', 'list', 'counters', 'table', 'inet', 'fw']).stdout),
    forgetConnections: () => {
      inside('router', 'conntrack', ['-F']);
    },
    close: () => {
      agent.close();
      remove();
    },
  };
}

function routerLines(shape: TestNetworkShape, namespace: (name: string) => string): string[] {
  const bridges = [...shape.networks].flatMap(([network, addresses], index) => [
    `link add ${network} type bridge`,
    `link set dev ${network} address 02:ff:00:00:00:0${index}`,
    `link set dev ${network} up`,
    ...addresses.map((address) => `address add ${address} dev ${network}${address.includes(':') ? ' nodad' : ''}`),
  ]);
  const wires = shape.hosts.flatMap((host, index) => [
    `link add port${index} type veth peer name eth0 netns ${namespace(host.name)}`,
    `link set dev port${index} master ${host.network} up`,
  ]);
  const jacks = shape.jacks.flatMap((jack) => [
    `link add ${jack} type veth peer name eth0 netns ${namespace(jack)}`,
    `link set dev ${jack} up`,
  ]);
  return ['link set dev lo up', ...bridges, ...wires, ...jacks, ...wanLines(shape, namespace)];
}

function wanLines({ wan, internet }: TestNetworkShape, namespace: (name: string) => string): string[] {
  return [
    `link add ${wan.device} type veth peer name eth0 netns ${namespace(internet.name)}`,
    `link set dev ${wan.device} address 02:ff:00:00:01:00 up`,
    `address add fe80::a/64 dev ${wan.device} nodad`,
  ];
}

/** The default routes of the router, and what must hold when the WAN is gone (design.md 5.1). */
function routeLines({ wan }: TestNetworkShape): string[] {
  return [
    `address add ${wan.address4} peer ${wan.peer4} dev ${wan.device}`,
    `route add default dev ${wan.device}`,
    `route add ::/0 via fe80::b dev ${wan.device}`,
    'route add blackhole 0.0.0.0/0 metric 4096',
    'route add blackhole ::/0 metric 4096',
  ];
}

function internetLines({ wan, internet, prefix6 }: TestNetworkShape): string[] {
  return [
    'link set dev lo up',
    `link set dev eth0 address ${internet.mac} up`,
    'address add fe80::b/64 dev eth0 nodad',
    `address add ${wan.peer4} peer ${wan.address4} dev eth0`,
    ...internet.addresses.map((address) => `address add ${address} dev lo${address.includes(':') ? ' nodad' : ''}`),
    `route add 192.168.0.0/16 via ${wan.address4} dev eth0`,
    `route add ${prefix6} via fe80::a dev eth0`,
    'route add fd00::/8 via fe80::a dev eth0',
  ];
}

function hostLines(host: TestHost, shape: TestNetworkShape): string[] {
  const gateways = shape.networks.get(host.network)!.map((address) => address.split('/')[0]!);
  const via6 = gateways.find((address) => address.includes(':'));
  return [
    'link set dev lo up',
    `link set dev eth0 address ${host.mac} up`,
    ...host.addresses.map((address) => `address add ${address} dev eth0${address.includes(':') ? ' nodad' : ''}`),
    `route add default via ${gateways[0]}`,
    `route add ::/0 via ${via6}`,
  ];
}

/** No address tests, no router advertisements, no limits on error messages: a cell of the matrix must not wait. */
function calm(namespace: string, router: boolean): void {
  const settings = [
    'net.ipv4.icmp_ratelimit=0',
    'net.ipv6.icmp.ratelimit=0',
    'net.ipv4.icmp_msgs_per_sec=100000',
    'net.ipv4.icmp_msgs_burst=100000',
    'net.ipv6.conf.all.accept_ra=0',
    'net.ipv4.conf.all.rp_filter=0',
    'net.ipv4.conf.default.rp_filter=0',
    'net.bridge.bridge-nf-call-iptables=0',
    'net.bridge.bridge-nf-call-ip6tables=0',
    ...(router ? ['net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1'] : []),
  ];
  run('ip', ['netns', 'exec', namespace, 'sysctl', '-q', '-e', '-w', ...settings]);
}

function readCounters(json: string): ReadonlyMap<string, number> {
  const { nftables } = JSON.parse(json) as { nftables: { counter?: { name: string; packets: number } }[] };
  return new Map(nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter.packets]])));
}

function batch(namespace: string, lines: readonly string[]): Ran {
  return run('ip', ['-netns', namespace, '-batch', '-'], `${lines.join('\n')}\n`);
}

function must(ran: Ran): void {
  if (ran.code !== 0) throw new Error(`the test network could not be laid out: ${ran.stderr}`);
}

function run(command: string, args: readonly string[], input?: string): Ran {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', input, maxBuffer: 1 << 26 });
  return { code: status, stdout: stdout ?? '', stderr: stderr ?? '' };
}
