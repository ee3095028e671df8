import type { RouterPlan } from '../../src/plan/router-plan.ts';

/**
 * Somebody at the far end of a network's cable: host 77 of each of its subnets, in a namespace
 * `far-NAME` of its own. On the WAN's cable the Internet begins, with an address of RFC 5737.
 */
export function farEnds(plan: RouterPlan): string {
  const inside = plan.networks.map(({ name, ipv4, ipv6 }) => {
    const host4 = ipv4.address.replace(/\d+$/, '77');
    const host6 = ipv6.address.replace(/::1$/, '::77');
    return [
      name,
      `${ipv4.address}/${ipv4.prefixLength}`,
      `${ipv6.address}/64`,
      `${host4}/${ipv4.prefixLength}`,
      `${host6}/64`,
    ];
  });
  const wan = [plan.wan.device, '198.51.100.1/24', '2001:db8::1/64', '198.51.100.77/24', '2001:db8::77/64'];
  return `${[...inside, wan].map((fields) => fields.join(' ')).join('\n')}\n`;
}

/**
 * Shell for runIsolated that lays the cables: reads the lines of farEnds from `far-ends` in the
 * folder that it is given, and stays there. /run is empty afterwards.
 */
export const layCables = `mount -t tmpfs tmpfs /run && mkdir /run/netns && cd "$1" && ip link set lo up || exit 9
while read -r network here4 here6 there4 there6; do
  far=far-$network
  ip netns add "$far" && ip link add "$network" type veth peer name eth0 netns "$far" || exit 9
  ip address add "$here4" dev "$network" && ip address add "$here6" dev "$network" nodad || exit 9
  ip link set "$network" up && ip -n "$far" link set lo up && ip -n "$far" link set eth0 up || exit 9
  ip -n "$far" address add "$there4" dev eth0 && ip -n "$far" address add "$there6" dev eth0 nodad || exit 9
  ip -n "$far" route add default via "\${here4%/*}" && ip -n "$far" route add ::/0 via "\${here6%/*}" || exit 9
done < far-ends
`;

/** Python: `enter(name)` opens what follows at the far end of that network. */
export const enterFarEnd = `
import ctypes, os
def enter(network):
    fd = os.open('/run/netns/far-' + network, os.O_RDONLY)
    assert ctypes.CDLL(None).setns(fd, 0x40000000) == 0
    os.close(fd)
`;
