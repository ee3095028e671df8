import { describe, expect, it } from 'vitest';
import type { RouterPlan } from '../../src/plan/router-plan.ts';
import { noNamespaces } from '../namespaces/test-network.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { dnsmasqConf, unboundConf } from '../nixos/judges/nixos-files.ts';
import { runIsolated, withFolder } from '../nixos/workbench.ts';
import { type Group, planned, tagged, thing } from '../plan/planned.ts';
import { enterFarEnd, farEnds, layCables } from './far-ends.ts';

const reason = noNamespaces();
if (reason !== null) console.warn(`names.test.ts is not run: ${reason}`);

/** Who asks (a network), which server, and what: `A nas.home.arpa`. */
type Question = readonly [from: string, server: string, type: 'A' | 'PTR', name: string];

/**
 * What the real unbound, with the real dnsmasq behind it, answers: a name, an address, `NXDOMAIN`,
 * `SERVFAIL`, `none` where a name has none, or `silent`. The Internet is one server that signs nothing;
 * unbound holds the root's key, as on NixOS.
 */
async function asked(plan: RouterPlan, questions: readonly Question[]): Promise<readonly string[]> {
  const config = await evaluateRouter(plan);
  const files = {
    'far-ends': farEnds(plan),
    'dnsmasq.conf': dnsmasqConf(config)!,
    'unbound.conf': unboundConf(config)!.replace(
      'server:\n',
      `server:\n  trust-anchor: "${rootKey}"\n  use-syslog: no\n`,
    ),
    'internet.py': internet,
    'ask.py': asker,
    'questions.json': JSON.stringify(questions),
  };
  const run = withFolder(files, (folder) => runIsolated(script, [folder, plan.wan.device]));
  if (run.code !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** Key signing key of the root, 2017 (data.iana.org/root-anchors). */
const rootKey = '. DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D';

const script = `${layCables}
python3 internet.py "$2" 2> log & all=$!
dnsmasq --keep-in-foreground --conf-file=dnsmasq.conf --user=root --pid-file= --dhcp-leasefile=leases --log-facility=- 2>> log & all="$all $!"
unbound -d -c "$PWD/unbound.conf" 2>> log & all="$all $!"
python3 ask.py < questions.json || { cat log >&2; exit 9; }
kill -0 $all || { cat log >&2; exit 9; }`;

const internet = `${enterFarEnd}
import socket, struct, sys
enter(sys.argv[1])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('198.51.100.77', 53))
known = {b'\\x06public\\x07example\\0': '203.0.113.80', b'\\x06rebind\\x07example\\0': '192.168.20.5'}
while True:
    data, peer = s.recvfrom(4096)
    end = data.index(b'\\0', 12) + 1
    question, asked = data[12:end + 4], data[12:end].lower()
    address = known.get(asked) if question[-4:-2] == b'\\0\\1' else None
    answer = b'' if address is None else b'\\xc0\\x0c' + struct.pack('!2HIH', 1, 1, 60, 4) + socket.inet_aton(address)
    s.sendto(data[:2] + struct.pack('!5H', 0x8180, 1, 1 if answer else 0, 0, 0) + question + answer, peer)
`;

const asker = `${enterFarEnd}
import json, socket, struct, sys, time
def name_at(data, at):
    labels = []
    while data[at]:
        if data[at] >= 192:
            at = struct.unpack('!H', data[at:at + 2])[0] & 0x3fff
            continue
        labels.append(data[at + 1:at + 1 + data[at]].decode())
        at += 1 + data[at]
    return '.'.join(labels)
def read(data):
    code = data[3] & 15
    if code: return {2: 'SERVFAIL', 3: 'NXDOMAIN', 5: 'REFUSED'}.get(code, str(code))
    if data[6:8] == b'\\0\\0': return 'none'
    at = data.index(b'\\0', 12) + 5
    at = at + 2 if data[at] >= 192 else data.index(b'\\0', at) + 1
    kind, length = struct.unpack('!H6xH', data[at:at + 10])
    return socket.inet_ntoa(data[at + 10:at + 14]) if kind == 1 else name_at(data, at + 10)
def ask(network, server, kind, name):
    enter(network)
    s = socket.socket(socket.AF_INET6 if ':' in server else socket.AF_INET, socket.SOCK_DGRAM)
    labels = b''.join(bytes([len(label)]) + label.encode() for label in name.split('.'))
    s.settimeout(1)
    try:
        s.connect((server, 53))
        s.send(struct.pack('!6H', 7, 0x100, 1, 0, 0, 0) + labels + b'\\0' + struct.pack('!2H', {'A': 1, 'PTR': 12}[kind], 1))
        return read(s.recv(4096))
    except OSError:
        return 'silent'
questions = json.load(sys.stdin)
for attempt in range(100):
    # the first has an answer once both daemons are there
    if ask(*questions[0]) not in ('silent', 'SERVFAIL'): break
    time.sleep(0.1)
print(json.dumps([ask(*question) for question in questions]))
`;

const home = (more: Group): RouterPlan =>
  planned({
    networks: { lan: tagged('trusted', 20), iot: tagged('isolated', 90) },
    devices: { nas: thing('lan', 1, undefined, { address: '192.168.20.5' }) },
    ...more,
  });
const upstream = { dns: { upstream: [{ address: '198.51.100.77' }] } };
const ofTheIsp = {
  dns: { upstream: 'isp' },
  wan: {
    port: 'line',
    type: 'static',
    static: { address: '198.51.100.1/24', gateway: '198.51.100.77', dns: ['198.51.100.77'] },
  },
};

describe.skipIf(reason !== null)('names, asked of unbound and dnsmasq', () => {
  it('answers for our own names and addresses, in every network, by IPv4 and IPv6', async () => {
    const plan = home(upstream);
    const lan = plan.networks[0]!;
    const iot = plan.networks[1]!;
    expect(
      await asked(plan, [
        ['lan', lan.ipv4.address, 'A', 'nas.home.arpa'],
        ['lan', lan.ipv4.address, 'A', 'router.home.arpa'],
        ['lan', lan.ipv4.address, 'PTR', '5.20.168.192.in-addr.arpa'],
        ['iot', iot.ipv4.address, 'A', 'nas.home.arpa'],
        ['lan', lan.ipv6.address, 'A', 'nas.home.arpa'],
        ['iot', iot.ipv6.address, 'A', 'nas.home.arpa'],
        // what nobody here has is not asked of the Internet
        ['lan', lan.ipv4.address, 'A', 'nobody.home.arpa'],
        ['lan', lan.ipv4.address, 'PTR', '6.20.168.192.in-addr.arpa'],
        ['lan', lan.ipv4.address, 'PTR', '7.90.168.192.in-addr.arpa'],
      ]),
    ).toEqual([
      '192.168.20.5',
      '192.168.20.1',
      'nas.home.arpa',
      '192.168.20.5',
      '192.168.20.5',
      '192.168.20.5',
      'NXDOMAIN',
      'NXDOMAIN',
      'NXDOMAIN',
    ]);
  });

  it('listens on no address of the line', async () => {
    const plan = home(upstream);
    const lan = plan.networks[0]!.ipv4.address;
    expect(
      await asked(plan, [
        ['lan', lan, 'A', 'nas.home.arpa'],
        [plan.wan.device, '198.51.100.1', 'A', 'nas.home.arpa'],
        [plan.wan.device, '2001:db8::1', 'A', 'nas.home.arpa'],
      ]),
    ).toEqual(['192.168.20.5', 'silent', 'silent']);
  });

  it('takes no unsigned answer for a signed name, but from the servers of an ISP', async () => {
    const question = (plan: RouterPlan): Question[] => [
      ['lan', plan.networks[0]!.ipv4.address, 'A', 'nas.home.arpa'],
      ['lan', plan.networks[0]!.ipv4.address, 'A', 'public.example'],
    ];
    const strict = home(upstream);
    expect(await asked(strict, question(strict))).toEqual(['192.168.20.5', 'SERVFAIL']);
    const isp = home(ofTheIsp);
    expect(await asked(isp, question(isp))).toEqual(['192.168.20.5', '203.0.113.80']);
  });

  it('lets no name of the Internet lead into our networks (DNS rebinding)', async () => {
    const plan = home(ofTheIsp);
    const lan = plan.networks[0]!.ipv4.address;
    expect(
      await asked(plan, [
        ['lan', lan, 'A', 'public.example'],
        ['lan', lan, 'A', 'rebind.example'],
      ]),
    ).toEqual(['203.0.113.80', 'none']);
  });
});
