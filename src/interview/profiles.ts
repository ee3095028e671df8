import devices from '../../assets/devices.json' with { type: 'json' };

/** A kind of device and what it needs of the network; one row of assets/devices.json. */
export type DeviceProfile = {
  readonly id: string;
  readonly name: string;
  /** The device and the phone that steers it must share a network. */
  readonly sameSubnetOnly: boolean;
  /** The device answers only to its own subnet: masquerade other networks towards it. */
  readonly snatFromLan: boolean;
  /** mDNS services it advertises, without `.local`: `_googlecast._tcp`; empty where it needs no reflector. */
  readonly mdnsServices: readonly string[];
  /** Something multicast that no reflector carries, in words for the person; null where there is nothing. */
  readonly notRelayed: string | null;
  /** Internet destinations it needs, by port. `all` for a device that needs everything. */
  readonly internet: 'none' | 'all' | readonly ServicePort[];
  /** Services of the router beyond DHCP, DNS and NTP, which everyone has: SSDP, a log server… (not mDNS). */
  readonly router: readonly ServicePort[];
  /** Connections it would like to open into other networks: opened by `allow` only. */
  readonly toNetworks: readonly ServicePort[];
  readonly notes: string;
};

/** `why` is a phrase for the person: `media and updates`. */
export type ServicePort = {
  readonly protocol: 'tcp' | 'udp';
  readonly first: number;
  readonly last: number;
  readonly why: string;
};

const profiles: ReadonlyMap<string, DeviceProfile> = new Map(
  (devices.profiles as unknown as readonly DeviceProfile[]).map((profile) => [profile.id, profile]),
);

/** All profiles, in the order of the data. */
export function listProfiles(): readonly DeviceProfile[] {
  return [...profiles.values()];
}

/** The profile of that id, or null. */
export function findProfile(id: string): DeviceProfile | null {
  return profiles.get(id) ?? null;
}
