/**
 * The code of the firewall: the same bytes on every router. What differs between two homes stands in `firewall-data.ts`
 * (router/design.md section 3). No name that a person typed is an identifier. For nft 1.0.6 on.
 */
export const FIREWALL_CODE = `# Log lines are for people: a few a minute, only about devices at home, and below what the
# serial console shows. Scans from the Internet and multicast noise are counted instead.
limit log_rate { rate 5/minute burst 10 packets; }

# Read them with: nft list counters
counter dropped_spoofed { }
counter dropped_from_wan { }
counter ignored_multicast { }
counter refused_inside { }

# A source address must lead back to where the packet came in, in both families.
chain source_check {
  type filter hook prerouting priority raw; policy accept;
  fib saddr . iif oif missing jump source_missing
}

# Exempt: answers of the ISP that come before there is a route to it. (Hosts that have no address yet need nothing.)
chain source_missing {
  meta nfproto ipv4 udp sport 67 udp dport 68 return
  ip6 saddr fe80::/10 return
  counter name dropped_spoofed drop
}

# Openings name a device by its MAC, but a packet on its way to it carries only an
# address. So the addresses of those devices, IPv4 and IPv6 alike, are learned from
# what they send. Packet marks carry the device's number from one line to the next and
# are back at 0 before the router chooses a route, so that no routing rule sees them.
chain learn {
  type filter hook prerouting priority mangle; policy accept;
  iifname @target_networks jump learn_address
}

chain learn_address {
  meta mark set iifname . ether saddr map @targets
  meta mark 0 goto forget_address
  update @address4 { ip saddr timeout 1d : meta mark }
  update @address6 { ip6 saddr timeout 1d : meta mark }
  meta mark set 0
}

# The address of a known device, now used by another one: no longer the device's.
chain forget_address {
  ct state new delete @address4 { ip saddr : 0 }
  ct state new delete @address6 { ip6 saddr : 0 }
}

# To the router itself. What is already allowed passes in one step.
chain input {
  type filter hook input priority filter; policy drop;
  ct state vmap { established : accept, related : accept, invalid : drop }
  meta l4proto { icmp, icmpv6 } jump icmp_input
  iifname vmap @zone_input
  goto refuse
}

# Ping, and what IPv6 cannot live without (RFC 4890 section 4.4). Neighbour messages
# count only with hop limit 255: those cannot have come from farther than the next cable.
chain icmp_input {
  icmp type echo-request limit rate 50/second burst 100 packets accept
  icmpv6 type echo-request limit rate 50/second burst 100 packets accept
  ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, nd-router-advert } accept
  ip6 saddr { fe80::/10, :: } icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report } accept
}

# Guest and isolated networks: DHCP, DNS and time, and what a known device needs besides.
# And a switch may ask who listens to multicast (IGMP; its IPv6 form is above).
chain input_guarded {
  meta l4proto igmp accept
  udp dport { 53, 67, 123 } accept
  tcp dport 53 accept
  meta mark set iifname . ether saddr map @router_class
  meta mark . meta l4proto . th dport @router_ports goto input_service
}

# mDNS is cheap to send and costly to reflect.
chain input_service {
  meta mark set 0
  udp dport 5353 limit rate over 100/second burst 100 packets drop
  accept
}

# The Internet: answers of the ISP's DHCP servers, which connection tracking cannot match.
chain input_wan {
  meta nfproto ipv4 udp sport . udp dport @wan_replies4 accept
  ip6 saddr fe80::/10 udp sport . udp dport @wan_replies6 accept
}

# Through the router. IPv6 sources that are private (RFC 4193) or of a prefix that is no longer
# ours (RFC 7084 L-14) stay at home, and are told so. Then one lookup decides for two networks.
chain forward {
  type filter hook forward priority filter; policy drop;
  ct state vmap { established : accept, related : accept, invalid : drop }
  oifname @wan ip6 saddr fc00::/7 counter name refused_inside reject with icmpv6 policy-fail
  oifname @wan ip6 saddr @outdated6 counter name refused_inside reject with icmpv6 policy-fail
  ct status dnat oifname != @wan accept
  iifname . oifname vmap @zone_forward
  goto refuse
}

# Private addresses behind the WAN are not the Internet: the page of a modem, or the
# machines of a home that this router stands in. Trusted networks may go there.
chain internet_only {
  ip daddr @bogon4 goto refuse
  ip6 daddr fc00::/7 goto refuse
}

# Guest networks to the Internet: any port.
chain guest_to_wan {
  jump internet_only
  accept
}

# Isolated networks to the Internet: by device (MAC and network), any port or its ports.
chain isolated_to_wan {
  jump internet_only
  iifname . ether saddr @internet_all accept
  meta mark set iifname . ether saddr map @internet_class
  meta mark . meta l4proto . th dport @internet_ports goto accept_unmarked
}

# Openings between networks, for a whole network or one device on either side.
chain openings {
  iifname . oifname . meta l4proto . th dport @open_network_network accept
  iifname . ether saddr . oifname . meta l4proto . th dport @open_device_network accept
  meta mark set ip daddr map @address4
  meta mark set ip6 daddr map @address6
  iifname . meta mark . meta l4proto . th dport @open_network_device goto accept_unmarked
  iifname . ether saddr . meta mark . meta l4proto . th dport @open_device_device goto accept_unmarked
}

chain accept_unmarked {
  meta mark set 0
  accept
}

# The Internet learns nothing, and who calls everyone at once expects no answer.
# People inside are told at once.
chain refuse {
  iifname @wan counter name dropped_from_wan drop
  meta pkttype { broadcast, multicast } counter name ignored_multicast drop
  limit name log_rate log level info prefix "firewall refused: "
  meta l4proto tcp counter name refused_inside reject with tcp reset
  counter name refused_inside reject with icmpx admin-prohibited
}

# TCP is told the size that fits the line, in both directions and families.
chain clamp {
  type filter hook forward priority mangle; policy accept;
  oifname @wan tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu
  iifname @wan tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu
}

# The router's own: no private IPv6 source on the Internet; DHCP in the priority (802.1p) of the ISP.
chain output {
  type filter hook output priority mangle; policy accept;
  oifname @wan ip6 saddr fc00::/7 ip6 daddr 2000::/3 reject with icmpv6 policy-fail
  udp dport { 67, 547 } meta priority set oifname map @dhcp_priority
}

# DNS sent to any other server is answered here; then the port forwards.
chain new_destination {
  type nat hook prerouting priority dstnat; policy accept;
  fib daddr type != local meta l4proto { tcp, udp } th dport 53 dnat ip to iifname map @dns4
  fib daddr type != local meta l4proto { tcp, udp } th dport 53 dnat ip6 to iifname map @dns6
  iifname @wan fib daddr type local ip daddr != @router4 jump port_forwards
  iifname @trusted fib daddr type local ip daddr != @router4 jump port_forwards
}

# Sources that cannot be on the Internet are not forwarded, where our own address is on it.
chain port_forwards {
  iifname @wan ip saddr @bogon4 ip daddr != @bogon4 return
  dnat ip to meta l4proto . th dport map @forward_to_port
  dnat ip to meta l4proto . th dport map @forward_same_port
}

# One public IPv4 address for all; a port forward used from inside comes back through here;
# and some devices answer only to their own network, so the router asks in its own name.
chain new_source {
  type nat hook postrouting priority srcnat; policy accept;
  oifname @wan meta nfproto ipv4 masquerade
  iifname @trusted ct status dnat masquerade
  oifname @target_networks jump own_network_only
}

chain own_network_only {
  meta mark set ip daddr map @address4
  meta mark set ip6 daddr map @address6
  meta mark @masquerade_to goto masquerade_unmarked
  meta mark set 0
}

chain masquerade_unmarked {
  meta mark set 0
  masquerade
}
`;
