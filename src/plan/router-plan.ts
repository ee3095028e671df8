import type { DiskPlan } from './disk-plan.ts';
import type { FirewallPlan, OffloadPlan } from './firewall-plan.ts';
import type { TuningPlan } from './tuning-plan.ts';

/**
 * The router we decided to build: plain data with no choice left in it.
 * `render` reads this and nothing else.
 */
export type RouterPlan = {
  readonly identity: {
    readonly hostName: string;
    readonly domain: string;
    readonly timeZone: string;
    readonly keyMap: string;
    readonly release: '25.11' | '26.05' | '26.11';
    readonly stateVersion: string;
  };
  readonly boot: BootPlan;
  /** Layout of the disk that an install makes; null where the answers name no disk. */
  readonly disk: DiskPlan | null;
  readonly admin: AdminPlan;
  readonly jacks: readonly JackPlan[];
  readonly wan: WanPlan;
  /** Private IPv6 prefix of the whole home, RFC 4193: `fd12:3456:789a::/48`. */
  readonly ula: string;
  /** Trusted first, then guest, then isolated; inside a zone in the order of the answers. */
  readonly networks: readonly NetworkPlan[];
  readonly devices: readonly DevicePlan[];
  readonly dns: DnsPlan;
  /** Networks between which mDNS is reflected, and the services let through; null for no reflector. */
  readonly mdns: { readonly networks: readonly string[]; readonly services: readonly string[] } | null;
  readonly firewall: FirewallPlan;
  /** The fast path; null where it is off. */
  readonly offload: OffloadPlan | null;
  /** CAKE on the WAN, bit/s; null without. */
  readonly shaper: { readonly down: number; readonly up: number } | null;
  readonly tuning: TuningPlan;
  /** Text of answers.yaml as it stays on the router. */
  readonly answersText: string;
  /** What the person should be told about this router, most important first. */
  readonly notes: readonly string[];
};

/** How the box starts and where it talks while it does. */
export type BootPlan = {
  /** GRUB's disk, `/dev/disk/by-id/…`; null where it is not known yet. */
  readonly loader: { readonly kind: 'grub'; readonly disk: string | null } | { readonly kind: 'systemd-boot' };
  /** The box has no screen (PC Engines): the serial port is its only console. */
  readonly serialOnly: boolean;
  /** `AMD` or `Intel` where known: CPU microcode. */
  readonly cpuVendor: 'amd' | 'intel' | null;
  readonly boardName: string | null;
};

/** The one person who may log in. Without keys SSH is closed, without a password the console and sudo ask for none. */
export type AdminPlan = {
  readonly user: string;
  readonly sshKeys: readonly string[];
  /** File with the password hash, outside the store; null for no password. */
  readonly passwordHashFile: string | null;
};

/** A network jack with a job (or without one: then it stays down). */
export type JackPlan = {
  readonly name: string;
  readonly mac: string;
  /** Label of the answers; null for an unassigned jack. */
  readonly label: string | null;
  readonly chip: string | null;
  readonly job: 'wan' | 'networks' | 'none';
  /** VLAN devices on top of this jack: `lan` 20. */
  readonly vlans: readonly { readonly device: string; readonly id: number }[];
  /** Bridge that the untagged frames of this jack belong to. */
  readonly bridge: string | null;
  /** MTU of the jack where it is not 1500: 1508 for RFC 4638. */
  readonly mtu: number | null;
};

/** The line to the Internet from jack to device: what it is carried by, and what runs on it. */
export type WanPlan = {
  readonly jack: string;
  /** VLAN device on the jack, always named `wan`; null for untagged. */
  readonly vlan: {
    readonly id: number;
    readonly egressPriority: readonly { readonly from: number; readonly to: number }[];
  } | null;
  /** What carries the session or the address: `wan` or the jack. */
  readonly parent: string;
  /** Where the Internet is: `ppp0`, `wan` or the jack. */
  readonly device: string;
  /** MAC shown instead of the jack's own. */
  readonly mac: string | null;
  /** MTU of jack and VLAN where it is not 1500. */
  readonly parentMtu: number | null;
  readonly prefixLength: number | null;
  readonly line: PppoeLine | DhcpLine | StaticLine;
};

/** A session that pppd dials. Login and password are in `optionsFile`; the plan knows where, never what. */
export type PppoeLine = {
  readonly kind: 'pppoe';
  readonly service: string | null;
  readonly hostUniq: string | null;
  /** What pppd is told to refuse, so that only the wanted method remains. */
  readonly refuse: readonly ('pap' | 'chap' | 'mschap' | 'mschap-v2' | 'eap')[];
  readonly mtu: number;
  /** pppd options file with user and password, outside the store. */
  readonly optionsFile: string;
  /** Password file on the router from which the options file is made at each start (agenix, sops); null where naar made it. */
  readonly passwordPath: string | null;
  readonly username: string;
};

/** A line whose IPv4 address the provider hands out. */
export type DhcpLine = {
  readonly kind: 'dhcp';
  /** Who asks for the IPv4 address: networkd, which identifies itself by the MAC, or dhcpcd, which sends any option 61, but besides it only 12, 60 and 77. */
  readonly client: 'networkd' | 'dhcpcd';
  readonly hostname: string | null;
  /** DHCPv4 options sent to the ISP, by code. A secret is named by its file on the router and never stands in the store. */
  readonly options: readonly DhcpOption[];
  /** Socket priority of DHCP where its 802.1p priority differs from the data's; null with dhcpcd, which cannot set it. */
  readonly controlPriority: number | null;
};

/**
 * One option of the DHCPv4 question (RFC 2132), as text, as bytes, or as a file whose content is
 * sent and never shown.
 */
export type DhcpOption = {
  readonly code: number;
  readonly value:
    | { readonly kind: 'text'; readonly text: string }
    /** Bytes, two digits each. */
    | { readonly kind: 'hex'; readonly digits: string }
    | { readonly kind: 'secretFile'; readonly path: string };
};

/** A line with a fixed IPv4 address, with prefix length: `203.0.113.10/29`. */
export type StaticLine = {
  readonly kind: 'static';
  readonly address: string;
  readonly gateway: string;
  readonly dns: readonly string[];
};

/** One network inside the house with all its addresses worked out. */
export type NetworkPlan = {
  /** Device name and network name are the same. */
  readonly name: string;
  readonly zone: 'trusted' | 'guest' | 'isolated';
  /** A VLAN device on one jack, or a bridge over its members. */
  readonly link:
    | { readonly kind: 'vlan'; readonly jack: string; readonly id: number }
    | { readonly kind: 'bridge'; readonly members: readonly string[] };
  readonly ipv4: {
    /** Router: `192.168.20.1`. */
    readonly address: string;
    readonly prefixLength: number;
    /** `192.168.20.0/24` */
    readonly subnet: string;
    readonly netmask: string;
  };
  readonly ipv6: {
    /** `fd12:3456:789a:14::1` */
    readonly address: string;
    /** `fd12:3456:789a:14::/64` */
    readonly prefix: string;
    /** Which /64 of the delegated prefix; null where none is left (ULA only). */
    readonly subnetId: number | null;
  };
  readonly dhcp: { readonly from: string; readonly to: string; readonly lease: string } | null;
  readonly dnsRedirect: boolean;
};

/** A named device: its name is kept for it, and its address, null without a reservation. */
export type DevicePlan = {
  readonly name: string;
  readonly network: string;
  readonly mac: string;
  readonly address: string | null;
};

/** Who answers which names. `tls` is the name in the server's certificate (RFC 7858), null for plain DNS. */
export type DnsPlan = {
  readonly upstream: 'recursive' | 'isp' | readonly { readonly address: string; readonly tls: string | null }[];
  /** A missing DNSSEC signature is let pass: the servers are the ISP's, and some of those strip them. */
  readonly permissive: boolean;
  /** Local zones handed to dnsmasq: `home.arpa.`, `20.168.192.in-addr.arpa.` */
  readonly localZones: readonly string[];
};
