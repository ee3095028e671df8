import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probeFacts } from '../../src/facts/probe-facts.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { planRouter } from '../../src/plan/plan-router.ts';
import { openMachine } from '../../src/system/machines.ts';
import { noNamespaces } from '../namespaces/test-network.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { judgeDnsmasq } from '../nixos/judges/daemons.ts';
import { dnsmasqConf } from '../nixos/judges/nixos-files.ts';
import { runIsolated, withFolder } from '../nixos/workbench.ts';

type Networks = Readonly<Record<string, { readonly address: string; readonly devices: readonly string[] }>>;

const mac = (index: number) =>
  `02:00:00:00:${[index >> 8, index & 255].map((part) => part.toString(16).padStart(2, '0')).join(':')}`;

/** The configuration of a router with these networks, each on a jack of its own; every second device has an address. */
async function configuration(networks: Networks, domain: string): Promise<unknown> {
  const jacks = ['enp3s0', 'enp4s0', 'enp5s0'];
  const names = Object.keys(networks);
  const homes = Object.entries(networks).flatMap(([network, { devices }]) =>
    devices.map((name) => ({ name, network })),
  );
  const answers = {
    version: 1,
    system: { domain, admin: { password: { prompt: true } } },
    ports: {
      wan: { name: 'enp2s0' },
      ...Object.fromEntries(names.map((_, index) => [`jack ${index}`, { name: jacks[index] }])),
    },
    wan: { port: 'wan', type: 'dhcp' },
    networks: Object.fromEntries(
      names.map((name, index) => [
        name,
        { zone: 'trusted', address: networks[name]!.address, ports: { [`jack ${index}`]: 'untagged' } },
      ]),
    ),
    devices: Object.fromEntries(
      homes.map(({ name, network }, index) => [
        name,
        {
          network,
          mac: mac(index),
          ...(index % 2 === 0 ? { address: reserved(networks[network]!.address, index) } : {}),
        },
      ]),
    ),
  };
  const facts = await probeFacts(await openMachine('n100'));
  const checked = checkAnswers(JSON.stringify(answers), facts, { where: 'render' });
  if (checked.answers === null) throw new Error(JSON.stringify(checked.problems));
  return evaluateRouter(planRouter(facts, checked.answers));
}

function reserved(address: string, index: number): string {
  const [a, b, c] = address.split('.');
  return `${a}.${b}.${Number(c) + Math.floor(index / 100)}.${(index % 100) + 10}`;
}

/** Words and forms that dnsmasq takes for something else where a name stands alone, and plain ones. */
const hardNames = [
  ...['infinite', 'ignore', 'set', 'tag', 'id', 'net', 'known', 'option', 'localhost', 'wpad', 'x'],
  ...['12', '0', '7d', '12h', '30m', '5w', '90s', '1D', '007', '999999999999', '1-2', '3com'],
  ...['AB--CD', 'xn--zz', 'XN--YY', 'Fernseher', 'a--b', 'x'.repeat(63), `${'9'.repeat(62)}d`],
];

type Heard = {
  readonly leases: readonly ({ readonly address: string; readonly options: Record<string, string> } | null)[];
  readonly names: readonly (string | null)[];
  readonly addresses: readonly (string | null)[];
};

/** What devices with these MACs are told by the real dnsmasq, each in its network; then names and addresses are looked up. */
function heard(config: unknown, networks: Networks, names: readonly string[], addresses: readonly string[]): Heard {
  const homes = Object.entries(networks).flatMap(([network, { devices }]) => devices.map(() => network));
  const guests = homes.map((network, index) => ({ device: far(network), mac: mac(index) }));
  const files = {
    'dnsmasq.conf': dnsmasqConf(config)!,
    'questions.json': JSON.stringify({ guests, names, addresses }),
    networks: `${Object.entries(networks)
      .map(([name, { address }]) => `${name} ${far(name)} ${address}`)
      .join('\n')}\n`,
  };
  const run = withFolder(files, (folder) => runIsolated(script, [folder, join(import.meta.dirname, 'dhcp-guests.py')]));
  if (run.code !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** The other end of a network's cable. */
function far(network: string): string {
  return `far${network}`.slice(0, 15);
}

// no-ping: nobody else is here, and looking for them takes three seconds for each address
const script = `cd "$1" && ip link set lo up || exit 9
while read -r name far address; do
  ip link add "$name" type veth peer name "$far" && ip address add "$address" dev "$name" || exit 9
  ip link set "$name" up && ip link set "$far" up || exit 9
done < networks
dnsmasq --keep-in-foreground --conf-file=dnsmasq.conf --no-ping --user=root --pid-file= --leasefile-ro \\
  --log-facility=- --log-dhcp 2> log &
for _ in $(seq 200); do grep -q 'started' log || ! kill -0 $! && break; sleep 0.05; done
kill -0 $! || { cat log >&2; exit 9; }
python3 "$2" < questions.json || { cat log >&2; exit 9; }`;

const text = (hex: string | undefined) => Buffer.from(hex ?? '', 'hex').toString('latin1');

const refusal = noNamespaces();
if (refusal !== null) console.log(`Names are not tried on a real dnsmasq: ${refusal}`);

describe('device names', () => {
  it('may be any label: dnsmasq takes every one of them', async () => {
    const label = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/, { maxLength: 63 });
    const timelike = fc.stringMatching(/^[0-9]{1,4}[wdhmsWDHMS]?$/);
    const unique = new Map(
      [...hardNames, ...fc.sample(fc.oneof(label, timelike), 300)].map((name) => [name.toLowerCase(), name]),
    );
    unique.delete('router');
    const config = await configuration(
      { home: { address: '10.9.0.1/16', devices: [...unique.values()] } },
      'Home.ARPA',
    );
    expect(judgeDnsmasq(config)).toEqual([]);
  });

  it.skipIf(refusal !== null)('lead to the device: a real lease, its name, and the way back', async () => {
    const networks = { home: { address: '10.9.0.1/16', devices: hardNames } };
    const config = await configuration(networks, 'Home.ARPA');
    const full = hardNames.map((name) => `${name}.home.arpa`.toLowerCase());
    const wanted = hardNames.map((_, index) => (index % 2 === 0 ? reserved('10.9.0.1', index) : null));
    const first = heard(
      config,
      networks,
      full,
      wanted.flatMap((address) => address ?? []),
    );
    expect(first.leases.map((lease) => text(lease?.options[12]))).toEqual(hardNames.map((name) => name.toLowerCase()));
    // twelve hours, whatever the name looks like
    expect(new Set(first.leases.map((lease) => lease?.options[51]))).toEqual(new Set(['0000a8c0']));
    expect(first.leases.map((lease, index) => wanted[index] ?? lease?.address)).toEqual(
      first.leases.map((lease) => lease?.address),
    );
    expect(first.names).toEqual(first.leases.map((lease) => lease?.address));
    expect(first.addresses).toEqual(full.filter((_, index) => index % 2 === 0));
  });
});

describe('a large network', () => {
  // The 1001st device of a /16 got no address from dnsmasq 2.90 without it (tried once, it takes a while).
  it('has more leases than the thousand that dnsmasq gives by itself, a usual one has those', async () => {
    const limit = async (address: string) =>
      /^dhcp-lease-max=.*$/m.exec(
        dnsmasqConf(await configuration({ home: { address, devices: [] } }, 'home.arpa'))!,
      )?.[0];
    expect(await limit('10.9.0.1/16')).toBe('dhcp-lease-max=10000');
    expect(await limit('10.9.0.1/21')).toBe('dhcp-lease-max=1023');
    expect(await limit('10.9.0.1/22')).toBeUndefined();
  });
});

describe('network names', () => {
  it.skipIf(refusal !== null)(
    'that dnsmasq has a meaning for give each network its own router and servers',
    async () => {
      for (const names of [
        ['known', 'wpad', 'home'],
        ['home', 'known-othernet', 'known'],
      ]) {
        const networks = Object.fromEntries(
          names.map((name, index) => [name, { address: `10.${index}.0.1/24`, devices: [`a${index}`, `b${index}`] }]),
        );
        const told = heard(await configuration(networks, 'home.arpa'), networks, [], []);
        const routers = ['0a000001', '0a000001', '0a010001', '0a010001', '0a020001', '0a020001'];
        for (const code of ['3', '6', '42']) expect(told.leases.map((lease) => lease?.options[code])).toEqual(routers);
        expect(told.leases.map((lease) => text(lease?.options[12]))).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
      }
    },
  );
});
