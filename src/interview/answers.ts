import type { DeviceProfile } from './profiles.ts';

/**
 * The answers, complete: every default filled in, presets and profiles looked
 * up, nothing left to decide. `check.ts` makes it from a person's file, and
 * only where that file has no problem; `plan` reads it and nobody after that.
 */
export type Answers = {
  readonly system: SystemAnswers;
  readonly disk: DiskAnswers;
  /** By label, in the order of the file. */
  readonly ports: ReadonlyMap<string, PortAnswer>;
  readonly wan: WanAnswers;
  /** By name, in the order of the file. */
  readonly networks: ReadonlyMap<string, NetworkAnswers>;
  readonly devices: ReadonlyMap<string, DeviceAnswers>;
  readonly forwards: readonly ForwardAnswers[];
  readonly dns: { readonly upstream: 'recursive' | 'isp' | readonly UpstreamServer[] };
  readonly tuning: {
    readonly interrupts: 'auto' | 'off';
    readonly rps: 'auto' | 'off';
    readonly flowOffload: 'auto' | 'on' | 'off';
    /** bit/s; null without a shaper. */
    readonly shaper: { readonly down: number; readonly up: number } | null;
  };
  /**
   * The answers.yaml that stays on the router: canonical, without secrets, with what naar
   * must keep (release, stateVersion, ula, boot, permanent MACs), `erase: false`, secrets as `{ path: /etc/naar/secrets/… }`.
   * Fed back in, it gives the same answers and the same text.
   */
  readonly keptText: string;
};

/** NixOS releases that the files can be written for; their options differ (`render` asks which). */
export type Release = '25.11' | '26.05' | '26.11';

/** The box itself: its names, its release and the one person who may log in. */
export type SystemAnswers = {
  readonly hostName: string;
  readonly domain: string;
  readonly timeZone: string;
  readonly release: Release;
  readonly stateVersion: string;
  /** ULA prefix, canonical: `fd12:3456:789a::/48`. */
  readonly ula: string;
  readonly keyMap: string;
  readonly boot: 'bios' | 'uefi';
  readonly admin: {
    readonly user: string;
    /** Single lines, trimmed. */
    readonly sshKeys: readonly string[];
    readonly password: AdminPassword;
  };
};

/** How the console password comes to the router; never its value, save for a hash written out. */
export type AdminPassword =
  | { readonly kind: 'none' }
  /** Hashed by naar into /etc/naar/secrets/admin-password-hash. */
  | { readonly kind: 'secret'; readonly source: SecretSource }
  /** The person gave the hash itself; naar writes it to the same file. */
  | { readonly kind: 'hash'; readonly hash: string }
  /** A file with a hash that is on the router already (agenix, sops, or naar's own from an earlier run). */
  | { readonly kind: 'path'; readonly path: string };

/** Where a secret comes from. `path` means: already on the router under this absolute path. */
export type SecretSource =
  | { readonly file: string }
  | { readonly env: string }
  | { readonly prompt: true }
  | { readonly path: string };

/** A text that is given openly, or a secret. */
export type TextOrSecret =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'secret'; readonly source: SecretSource };

/** DHCP option 61; `hex` are bytes, two digits each. */
export type ClientIdentifier = TextOrSecret | { readonly kind: 'hex'; readonly digits: string };

/** Where to install. Only the installation needs it; `render` takes `device` for GRUB. */
export type DiskAnswers = {
  /** null where the file does not say. */
  readonly device: string | null;
  readonly erase: boolean;
  readonly filesystem: 'ext4' | 'btrfs';
  /** Bytes; null for none. */
  readonly swapBytes: number | null;
};

/** A jack, found: `name` is null where the machine is not known (then only the MAC is given). */
export type PortAnswer = { readonly mac: string; readonly name: string | null };

/** The line to the Internet. What is common to all lines, and what only its kind has; presets are already worked in. */
export type WanAnswers = {
  readonly port: string;
  /** Preset id. */
  readonly isp: string | null;
  /** 1–4094, 0 for a priority tag, null for untagged. */
  readonly vlan: number | null;
  /** 802.1p, 0–7. */
  readonly priority: { readonly data: number; readonly control: number };
  /** MAC to show on the WAN instead of the jack's own. */
  readonly mac: string | null;
  /** Length of the prefix to ask for; null for no IPv6 from the ISP. */
  readonly ipv6: { readonly prefixLength: number } | null;
} & (
  | { readonly type: 'pppoe'; readonly pppoe: PppoeAnswers }
  | { readonly type: 'dhcp'; readonly dhcp: DhcpClientAnswers }
  | { readonly type: 'static'; readonly static: StaticAnswers }
);

/** A line that is dialled (PPPoE, RFC 2516), with what providers ask for besides the login. */
export type PppoeAnswers = {
  readonly username: string;
  /** `text` only for a preset's public login. */
  readonly password: TextOrSecret;
  readonly service: string | null;
  readonly hostUniq: string | null;
  readonly auth: 'pap' | 'chap' | 'any';
  readonly mtu: 'auto' | number;
};

/** A line whose address the provider hands out, with what some providers want to see in the question. */
export type DhcpClientAnswers = {
  /** null for that of the line's MAC, which networkd sends by itself. */
  readonly clientId: ClientIdentifier | null;
  readonly vendorClass: TextOrSecret | null;
  readonly userClass: TextOrSecret | null;
  readonly hostname: string | null;
  /** Further DHCPv4 options by code, 1–254, ascending. */
  readonly options: readonly { readonly code: number; readonly value: TextOrSecret }[];
};

/** A line with a fixed IPv4 address, as the provider wrote it down. */
export type StaticAnswers = {
  /** With prefix length: `203.0.113.10/29`. */
  readonly address: string;
  readonly gateway: string;
  readonly dns: readonly string[];
};

/** Whom a network's devices reach (contract, "Zones"): everything; the Internet only; what each device is allowed. */
export type Zone = 'trusted' | 'guest' | 'isolated';

/** One network inside the house. Its name is that of its network device on the router. */
export type NetworkAnswers = {
  readonly zone: Zone;
  readonly vlan: number | null;
  /** Router's address with prefix length: `192.168.20.1/24`. */
  readonly address: string;
  /** Jack label to tagging, in the order of the file; at least one. */
  readonly ports: ReadonlyMap<string, 'tagged' | 'untagged'>;
  /** `lease` as dnsmasq writes it: `12h`. null for no DHCP. */
  readonly dhcp: { readonly from: string; readonly to: string; readonly lease: string } | null;
  readonly dnsRedirect: boolean;
};

/** A device with a name of its own, known by its MAC: for its address, and for what it may reach. */
export type DeviceAnswers = {
  readonly network: string;
  readonly mac: string;
  readonly address: string | null;
  readonly profile: DeviceProfile | null;
  readonly allow: readonly Allow[];
};

/**
 * One opening across networks. `to`: this device may open a connection to the peer;
 * `from`: the peer may open one to this device. IPv4 and IPv6 alike.
 */
export type Allow = {
  readonly direction: 'to' | 'from';
  readonly peer: { readonly kind: 'network' | 'device'; readonly name: string };
  readonly protocol: 'tcp' | 'udp' | 'both';
  readonly ports: PortRange;
};

/** First and last port, inclusive; equal for a single port. */
export type PortRange = { readonly first: number; readonly last: number };

/** A port of the public IPv4 address that leads to a device inside. Version 1 has none for IPv6 (contract). */
export type ForwardAnswers = {
  readonly protocol: 'tcp' | 'udp' | 'both';
  readonly ports: PortRange;
  /** IPv4 address inside one of the networks. */
  readonly to: string;
  /** Port at the target; null to keep the port (always null for a range). */
  readonly toPort: number | null;
};

/** A name server. `tls` is the name in its certificate where it is asked by TLS (RFC 7858), else null. */
export type UpstreamServer = { readonly address: string; readonly tls: string | null };
