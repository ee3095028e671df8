import { describe, expect, it } from 'vitest';
import { noNamespaces } from '../namespaces/test-network.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { chronyConf } from '../nixos/judges/nixos-files.ts';
import { runIsolated, withFolder } from '../nixos/workbench.ts';
import { planned, tagged } from '../plan/planned.ts';
import { enterFarEnd, farEnds, layCables } from './far-ends.ts';

const reason = noNamespaces();
if (reason !== null) console.warn(`time.test.ts is not run: ${reason}`);

const plan = planned({
  networks: { lan: tagged('trusted', 20), guest: tagged('guest', 30), iot: tagged('isolated', 90) },
});

// the clock of this machine is nobody's business (-x); the line is down, for nothing is behind it
const script = `${layCables}
mount -t tmpfs tmpfs /var/lib || exit 9
mkdir -p /run/chrony /var/lib/chrony
chronyd -x -d -u root -f "$PWD/chrony.conf" > log 2>&1 &
python3 ask.py "$2" || { cat log >&2; exit 9; }
kill -0 $! || { cat log >&2; exit 9; }`;

// version 4, client; the answer's first byte holds leap indicator and mode, its second the stratum (RFC 5905)
const asker = `${enterFarEnd}
import json, socket, sys, time
out = []
for network, address in json.loads(sys.argv[1]):
    enter(network)
    s = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(0.1)
    answer = None
    # the first is asked until chronyd is there, the others a few times
    for attempt in range(100 if not out else 4):
        try:
            s.sendto(b'\\x23' + bytes(39) + b'question', (address, 123))
            data = s.recv(128)
            answer = [data[0] >> 6, data[1]]
            if answer[0] != 3: break
        except OSError:
            pass
        time.sleep(0.1)
    out.append(answer)
print(json.dumps(out))
`;

describe('the time', () => {
  it('sets a clock that is far off at once, and asks one server that needs no name', async () => {
    const conf = chronyConf(await evaluateRouter(plan))!;
    // the pool of NixOS needs names, and with them DNSSEC, and with that the time
    expect(conf).toMatch(/^server \d+\.\d+\.\d+\.\d+ iburst$/m);
    expect(conf).toMatch(/^makestep 1 3$/m);
  });

  it.skipIf(reason !== null)(
    'is told to every network of ours while the line is down, by IPv6 from any address, and to nobody else by IPv4',
    async () => {
      const asked = [
        ...plan.networks.flatMap(({ name, ipv4, ipv6 }) => [ipv4.address, ipv6.address].map((to) => [name, to])),
        [plan.wan.device, '198.51.100.1'],
        [plan.wan.device, '2001:db8::1'],
      ];
      const files = {
        'far-ends': farEnds(plan),
        'chrony.conf': chronyConf(await evaluateRouter(plan))!,
        'ask.py': asker,
      };
      const run = withFolder(files, (folder) => runIsolated(script, [folder, JSON.stringify(asked)]));
      if (run.code !== 0) throw new Error(run.stderr);
      const told = [0, 10];
      // who may ask by IPv6 the firewall decides: the public prefix changes
      expect(JSON.parse(run.stdout)).toEqual([told, told, told, told, told, told, null, told]);
    },
  );
});
