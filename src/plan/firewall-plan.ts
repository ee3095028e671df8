/**
 * The firewall as data. The code of the ruleset is constant; only these
 * elements differ between two routers (router/design.md section 3).
 */
export type FirewallPlan = {
  /** Device where the Internet is: `ppp0`, `wan` or the jack. */
  readonly wan: string;
  /** How the WAN gets its address: decides which replies are let in. */
  readonly wanKind: 'pppoe' | 'dhcp' | 'static';
  /** The ISP delegates a prefix (DHCPv6 replies are let in). */
  readonly wanIpv6: boolean;
  readonly zones: readonly ZoneMember[];
  /** What each known device of a guest or isolated network may do, by MAC. */
  readonly devices: readonly DeviceRule[];
  /** Openings between networks that `allow` asked for. */
  readonly openings: readonly Opening[];
  readonly forwards: readonly Forward[];
  /** Devices that answer only to their own subnet: masquerade towards them. */
  readonly masqueradeTo: readonly { readonly network: string; readonly mac: string; readonly address: string | null }[];
  /** Packet priority of DHCPv6, which the WAN's VLAN maps to an 802.1p priority of its own; null for none. */
  readonly dhcpv6Priority: number | null;
};

/** One of our networks as the firewall sees it: the name of its device, and how far it is trusted. */
export type ZoneMember = {
  /** Interface and network name. */
  readonly network: string;
  readonly zone: 'trusted' | 'guest' | 'isolated';
  /** Router's addresses in it: DNS asked of any other server is answered by these. */
  readonly address4: string;
  readonly address6: string;
  readonly dnsRedirect: boolean;
};

/**
 * What one known device of a guest or isolated network may do. The MAC alone decides, so one rule
 * holds for IPv4 and IPv6.
 */
export type DeviceRule = {
  readonly name: string;
  readonly network: string;
  readonly mac: string;
  /** DHCP reservation, or null. */
  readonly address: string | null;
  /** `all`, or the ports it may reach on the Internet; empty for none. Only used in isolated networks. */
  readonly internet: 'all' | readonly Ports[];
  /** Ports of the router beyond DHCP, DNS and NTP; 5353 where mDNS is reflected for it. */
  readonly router: readonly Ports[];
};

/** A run of ports, both ends included; a single port has `first` and `last` equal. */
export type Ports = { readonly protocol: 'tcp' | 'udp'; readonly first: number; readonly last: number };

/** A side of an opening: a whole network, or one device (known by MAC) in it. */
export type Side =
  | { readonly kind: 'network'; readonly network: string }
  | {
      readonly kind: 'device';
      readonly network: string;
      readonly name: string;
      readonly mac: string;
      readonly address: string | null;
    };

/**
 * A way between two networks that their zones would not give, asked for by `allow`; answers come
 * back by themselves.
 */
export type Opening = { readonly from: Side; readonly to: Side; readonly ports: readonly Ports[] };

/** IPv4 only. `toPort` null keeps the port. */
export type Forward = {
  readonly protocol: 'tcp' | 'udp';
  readonly first: number;
  readonly last: number;
  readonly to: string;
  readonly toPort: number | null;
};

/** A physical jack: exists at boot. ppp0, VLANs and bridges cannot be one (lab-findings section 1). */
export type BootDevice = { readonly jack: string };

/** The fast path for established connections (kernel: nf_flowtable.rst): on which jacks, and on which kernels. */
export type OffloadPlan = {
  /** `auto` runs only on the kernels below, `on` on any. */
  readonly mode: 'auto' | 'on';
  readonly devices: readonly BootDevice[];
  /** Kernel series proven in the lab: series `6.18` up to patch level 44; `to` null for no limit. */
  readonly provenKernels: readonly { readonly series: string; readonly to: number | null }[];
};
