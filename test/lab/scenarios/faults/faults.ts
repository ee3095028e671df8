import type { subjects } from '../../guest/subjects.ts';

/** A way to break the router, and the subject whose checks have to notice. `mend` undoes it; both are lines of bash. */
export type Fault = {
  readonly subject: keyof typeof subjects;
  readonly what: string;
  readonly harm: string;
  readonly mend: string;
};

const reloadFirewall = 'systemctl reload nftables';
const announcing = '/nix/store/lab-router-advertisements-script';
const announceAnew = 'systemctl restart router-advertisements; sleep 5';

/** One or more for each subject. */
export const faults: readonly Fault[] = [
  {
    subject: 'names',
    what: 'guests may name themselves',
    harm: "sed -i '/^dhcp-ignore-names=tag:net_guest$/d' /etc/lab/dnsmasq.conf && ! cmp -s /run/lab/dnsmasq.conf /etc/lab/dnsmasq.conf && systemctl restart dnsmasq",
    mend: 'cp /run/lab/dnsmasq.conf /etc/lab/dnsmasq.conf; systemctl restart dnsmasq',
  },
  {
    subject: 'names',
    what: 'DNS of iot is not redirected in IPv6',
    harm: 'nft flush map inet fw dns6',
    mend: reloadFirewall,
  },
  {
    subject: 'announcements',
    what: 'iot is told of no name server',
    harm: `sed -i.sound /RDNSS/d ${announcing}; ${announceAnew}`,
    mend: `mv ${announcing}.sound ${announcing}; ${announceAnew}`,
  },
  {
    subject: 'zones',
    what: 'guests do not reach the Internet',
    harm: 'nft delete element inet fw zone_forward "{ \\"guest\\" . \\"ppp0\\" }"',
    mend: reloadFirewall,
  },
  {
    subject: 'zones',
    what: 'isolated devices reach lan, in IPv6 only',
    harm: 'nft insert rule inet fw forward meta nfproto ipv6 iifname iot oifname lan accept',
    mend: reloadFirewall,
  },
  {
    subject: 'zones',
    what: 'the printer is not known by its MAC',
    harm: 'nft flush set inet fw open_device_device',
    mend: reloadFirewall,
  },
  {
    subject: 'zones',
    what: 'the router answers DNS in no isolated network',
    harm: 'nft insert rule inet fw input_guarded udp dport 53 reject',
    mend: reloadFirewall,
  },
  {
    subject: 'port forwards',
    what: 'visitors come in the name of the router',
    harm: 'nft add rule inet fw new_source iifname ppp0 masquerade',
    mend: reloadFirewall,
  },
  {
    subject: 'port forwards',
    what: 'no way through the public address from inside',
    harm: 'nft flush set inet fw trusted',
    mend: reloadFirewall,
  },
  {
    subject: 'time',
    what: 'no time server',
    harm: 'systemctl stop chronyd',
    mend: 'systemctl start chronyd',
  },
  {
    subject: 'path MTU',
    what: 'errors about packets that are too big are dropped',
    harm: 'nft insert rule inet fw forward icmp type destination-unreachable drop; nft insert rule inet fw forward icmpv6 type packet-too-big drop',
    mend: reloadFirewall,
  },
  {
    subject: 'mDNS',
    what: 'the reflector speaks everywhere',
    harm: "sed -i '/^allow-interfaces/d' /etc/avahi/avahi-daemon.conf; systemctl restart avahi-daemon; sleep 3",
    mend: 'cp /run/lab/avahi-daemon.conf /etc/avahi/avahi-daemon.conf; systemctl restart avahi-daemon; sleep 3',
  },
  {
    subject: 'mDNS',
    what: 'the reflector passes every service',
    harm: "sed -i '/^reflect-filters/d' /etc/avahi/avahi-daemon.conf; systemctl restart avahi-daemon; sleep 3",
    mend: 'cp /run/lab/avahi-daemon.conf /etc/avahi/avahi-daemon.conf; systemctl restart avahi-daemon; sleep 3',
  },
  {
    subject: 'from outside',
    what: 'SSH is open to the Internet in IPv6',
    harm: 'nft insert rule inet fw input meta nfproto ipv6 iifname ppp0 tcp dport 22 accept',
    mend: reloadFirewall,
  },
  {
    subject: 'from outside',
    what: 'devices are open to the Internet on one port',
    harm: 'nft insert rule inet fw forward iifname ppp0 udp dport 443 accept',
    mend: reloadFirewall,
  },
  {
    subject: 'from outside',
    what: 'the bare cable has an address and is trusted',
    harm: 'ip addr add 192.168.100.2/24 dev enp1s0; ip neigh replace 192.168.100.1 lladdr 02:00:00:00:00:01 dev enp1s0; nft insert rule inet fw input iifname enp1s0 accept',
    mend: `ip addr del 192.168.100.2/24 dev enp1s0; ${reloadFirewall}`,
  },
  {
    subject: 'reloads',
    what: 'the firewall is away while it is loaded',
    harm: "mkdir -p /run/systemd/system/nftables.service.d; printf '[Service]\\nExecReload=\\nExecReload=/lab/bin/nft -f /etc/router/guard.nft\\nExecReload=/lab/bin/sleep 1\\nExecReload=/nix/store/lab-nftables-rules\\n' > /run/systemd/system/nftables.service.d/fault.conf; systemctl daemon-reload",
    mend: `rm -r /run/systemd/system/nftables.service.d; systemctl daemon-reload; ${reloadFirewall}`,
  },
  {
    subject: 'networkd',
    what: 'networkd takes addresses that are not its own for leftovers',
    harm: "mkdir -p /etc/systemd/network/50-ppp0.network.d; printf '[Network]\\nKeepConfiguration=no\\n' > /etc/systemd/network/50-ppp0.network.d/fault.conf",
    mend: 'rm -r /etc/systemd/network/50-ppp0.network.d; systemctl restart pppd-wan; sleep 20',
  },
  {
    subject: 'redial',
    what: 'TCP is not told what fits a smaller line',
    harm: 'nft flush chain inet fw clamp',
    mend: reloadFirewall,
  },
  {
    subject: 'redial',
    what: 'no unreachable route stands behind the line',
    harm: 'ip route del unreachable default metric 4096; ip -6 route del unreachable default metric 4096',
    mend: 'true',
  },
];
