import { describe, expect, it } from 'vitest';
import type { RouterPlan } from '../../src/plan/router-plan.ts';
import { discoverySection } from '../../src/render/time.ts';
import { noNamespaces } from '../namespaces/test-network.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { avahiConf, unitFiles } from '../nixos/judges/nixos-files.ts';
import { runIsolated, withFolder } from '../nixos/workbench.ts';
import { planned, tagged, thing } from '../plan/planned.ts';
import { enterFarEnd, farEnds, layCables } from './far-ends.ts';

const reason = noNamespaces();
if (reason !== null) console.warn(`discovery.test.ts is not run: ${reason}`);

const home = {
  networks: {
    lan: tagged('trusted', 20),
    guest: tagged('guest', 30),
    cams: tagged('isolated', 91),
    iot: tagged('isolated', 90),
  },
  devices: { chime: thing('cams', 1, 'google-cast'), tv: thing('iot', 2, 'sonos') },
};

/** A question (`ask`) or an announcement (`tell`) of a service, sent to everyone in a network. */
type Said = { readonly in: string; readonly how: 'ask' | 'tell'; readonly service: string };

/**
 * Which networks hear it, the one it was said in aside: the real avahi-daemon with the router's
 * configuration, among networks that are cables with somebody at the far end.
 */
async function heard(plan: RouterPlan, said: readonly Said[]): Promise<readonly (readonly string[])[]> {
  const networks = [...plan.networks.map(({ name }) => name), plan.wan.device];
  const conf = avahiConf(await evaluateRouter(plan))!;
  const files = {
    'far-ends': farEnds(plan),
    // no D-Bus here
    'avahi.conf': conf.replace('[server]\n', '[server]\nenable-dbus=no\n'),
    'ask.py': asker,
    'said.json': JSON.stringify({ networks, said }),
  };
  const run = withFolder(files, (folder) => runIsolated(script, [folder]));
  if (run.code !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

const script = `${layCables}
avahi-daemon --no-drop-root --no-chroot --no-rlimits -f avahi.conf 2> log &
python3 ask.py < said.json || { cat log >&2; exit 9; }
kill -0 $! || { cat log >&2; exit 9; }`;

// A question is repeated until the first network hears it, so that a daemon that is still starting is no finding.
const asker = `${enterFarEnd}
import json, socket, struct, sys, time
def open_in(network):
    enter(network)
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
    index = struct.pack('@4si', b'\\0' * 4, socket.if_nametoindex('eth0'))
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, b'\\0' * 4 + index)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('224.0.0.251') + index)
    s.bind(('', 5353))
    s.settimeout(0.05)
    return s
def name(text):
    return b''.join(bytes([len(label)]) + label.encode() for label in text.split('.')) + b'\\0'
def message(how, service, word):
    if how == 'ask':
        return struct.pack('!6H', 0, 0, 1, 0, 0, 0) + name(word + '.' + service + '.local') + struct.pack('!2H', 12, 1)
    data = name(word + '.' + service + '.local')
    return struct.pack('!6H', 0, 0x8400, 0, 1, 0, 0) + name(service + '.local') + struct.pack('!2HIH', 12, 1, 120, len(data)) + data
plan = json.load(sys.stdin)
sockets = {network: open_in(network) for network in plan['networks']}
def hears(word, seconds):
    found, end = set(), time.monotonic() + seconds
    while time.monotonic() < end:
        for network, s in sockets.items():
            try:
                while True:
                    if word.encode() in s.recv(2048): found.add(network)
            except OSError:
                pass
    return found
out, number = [], 0
for said in plan['said']:
    found = set()
    for attempt in range(40 if not out else 3):
        number += 1
        word = 'word%d' % number
        sockets[said['in']].sendto(message(said['how'], said['service'], word), ('224.0.0.251', 5353))
        found |= hears(word, 0.4)
        if found: break
    out.append(sorted(found - {said['in']}))
print(json.dumps(out))
`;

describe('finding devices', () => {
  it('is left out where no network needs it', () => {
    expect(discoverySection(planned())).toBeNull();
  });

  it.skipIf(reason !== null)('avahi lets the chosen networks find each other, and nobody else', async () => {
    const plan = planned(home);
    expect(plan.mdns).toEqual({ networks: ['lan', 'cams'], services: ['_googlecast._tcp'] });
    const cast = '_googlecast._tcp';
    expect(
      await heard(plan, [
        { in: 'lan', how: 'ask', service: cast },
        { in: 'cams', how: 'tell', service: cast },
        // questions all cross, answers only for the services named
        { in: 'lan', how: 'ask', service: '_ipp._tcp' },
        { in: 'cams', how: 'tell', service: '_ipp._tcp' },
        { in: 'guest', how: 'ask', service: cast },
        { in: 'iot', how: 'tell', service: cast },
        { in: plan.wan.device, how: 'ask', service: cast },
      ]),
    ).toEqual([['cams'], ['lan'], ['cams'], [], [], [], []]);
  });

  it.skipIf(reason !== null)('passes on every service that a device here has', async () => {
    const devices = { one: thing('iot', 1, 'printer'), two: thing('iot', 2, 'sonos') };
    const plan = planned({ networks: { lan: home.networks.lan, iot: home.networks.iot }, devices });
    const services = plan.mdns!.services;
    expect(services.length).toBeGreaterThan(4);
    const said = services.map((service): Said => ({ in: 'iot', how: 'tell', service }));
    const first: Said = { in: 'lan', how: 'ask', service: services[0]! };
    expect(await heard(plan, [first, ...said])).toEqual([['iot'], ...services.map(() => ['lan'])]);
  });

  it('comes up again after any end: what an earlier run left is taken away outside the sandbox', async () => {
    const units = unitFiles(await evaluateRouter(planned(home)), (name) => name);
    const lines = units['avahi-daemon.service']!.split('\n');
    expect(lines).toContain('ExecStartPre=+/nix/store/placeholder-coreutils/bin/rm -f /run/avahi-daemon/pid');
    // D-Bus going away ends it with success, so on-failure would not do
    expect(lines).toContain('Restart=always');
    // five starts within ten seconds would be the last ones
    expect(lines).toContain('RestartSec=5');
  });

  it('is put in words', () => {
    const words = (networks: string[]) =>
      discoverySection({ ...planned(), mdns: { networks, services: [] } })!.reason.match(
        /between (.*), and nowhere/,
      )?.[1];
    expect(words(['lan', 'iot'])).toBe('lan and iot');
    expect(words(['lan', 'office', 'iot'])).toBe('lan, office and iot');
  });
});
