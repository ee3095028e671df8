/** Words of the trade, each explained once for someone who never met it; shown on `?`. */
export const glossary = {
  wan: 'WAN is the side of the Internet: the jack where the cable from the provider (its modem or the box on the glass fibre) goes in.',
  mac: 'Every network jack and every device has a MAC address, six pairs such as 00:0d:b9:00:00:01. It is printed on a label and does not change, so naar knows a jack by it even if the system counts its jacks differently one day.',
  vlan: 'A VLAN is a number on each packet. It lets several networks share one cable: whoever knows the number takes the packet, everybody else leaves it alone. Many providers put the Internet on one such number; at home a managed switch or an access point tells networks apart by it.',
  tagged:
    'Tagged means that packets carry the number of their network on this jack; the device at the other end (a managed switch, an access point) must know it. Untagged means plain packets, as every computer sends them.',
  pppoe:
    'PPPoE is a login on the line: the router dials with a user name and a password from the provider, much like a modem did. DSL and many fibre lines use it.',
  dhcp: 'DHCP means that an address is handed out on request. A provider with DHCP needs no login; at home the router hands out addresses to your devices in this way.',
  fixed:
    'A fixed (static) address is written in the letter from the provider, together with the address of the gateway. Mostly business lines have one.',
  ipv6: 'IPv6 is the newer kind of Internet address. The provider lends the router a block of them (a prefix), and each of your networks gets a part. A /56 is enough for 256 networks, a /64 for one.',
  zone: 'A zone says what a network may do. trusted: everything. guest: only the Internet. isolated: nothing but what the profile of a device allows; for devices you do not quite trust.',
  reservation:
    'A reservation gives a device the same address each time it asks, so that you and the rules can count on it.',
  profile:
    'A profile names what a kind of device needs of the Internet and of the router, so that it works and gets nothing more.',
  forward:
    'A port forward lets the whole Internet reach one port of one device at home. Each is a door: open only what you know why.',
  ssh: 'SSH is how you log in over the network. A public key (one line that starts with ssh-ed25519 or ssh-rsa, from a file such as ~/.ssh/id_ed25519.pub) opens it; the private part stays on your computer.',
  queue:
    'A network jack interrupts a CPU for each bunch of packets. Spread over all CPUs, a small box routes several times as much. Packets inside PPPoE all arrive in one queue; RPS hands them on to the other CPUs.',
  shaper:
    'A full line makes everything slow, because packets wait in the box of the provider. The shaper (CAKE) keeps the line a little below full and shares it fairly. It needs the rates of your line, measured, less five per cent.',
  offload:
    'Flow offload moves packets of open connections past most of the firewall. It is faster, and it cannot be had together with the shaper.',
  dns: 'DNS turns names into addresses. The router can find them out by itself (recursive), ask the provider, or ask a service you name.',
} as const;
