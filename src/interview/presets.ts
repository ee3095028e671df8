import isps from '../../assets/isps.json' with { type: 'json' };

/**
 * What an Internet provider expects of a router; one row of assets/isps.json.
 * Every field is a default that the answers may override. Texts in `notes`,
 * `unbuilt` and `refused` are whole sentences for the person.
 */
export type IspPreset = {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** How sure the sources make us; below `high` the person should ask the provider. */
  readonly confidence: 'high' | 'medium' | 'low';
  readonly sources: readonly string[];
  /** Why this provider cannot be chosen; null where it can. */
  readonly refused: string | null;
  readonly type: 'pppoe' | 'dhcp';
  /** 0 is a priority tag only, null untagged or not known. */
  readonly vlan: number | null;
  readonly priority: { readonly data: number; readonly control: number };
  /** Length of the delegated IPv6 prefix where it is known. */
  readonly prefixLength: number | null;
  readonly pppoe: {
    readonly auth: 'pap' | 'chap' | 'any';
    readonly service: string | null;
    readonly mtu: 'auto' | number;
    /** What a login looks like, for the person. */
    readonly usernameFormat: string | null;
    /** A login that the provider has published for everyone, not a secret. */
    readonly publicLogin: { readonly username: string; readonly password: string } | null;
    /** Where the public login does not serve, a sentence; null where it serves everyone. */
    readonly loginNote: string | null;
    readonly needsHostUniq: boolean;
  };
  readonly dhcp: { readonly clientId: string | null; readonly vendorClass: string | null };
  /** The line expects the MAC of the provider's own box: wan.mac. */
  readonly needsMac: boolean;
  /** IPv4 is shared with other customers: forwards do not reach the box from outside. */
  readonly sharedIpv4: boolean;
  /** DHCP options that the line needs and that only the person can give. */
  readonly missingOptions: readonly { readonly code: number; readonly what: string }[];
  /** What naar does not build for this line (television, telephony, …). */
  readonly unbuilt: readonly string[];
  readonly notes: readonly string[];
};

const presets = isps.presets as readonly IspPreset[];

/** All presets, in the order of the data: by country and by size. */
export function listPresets(): readonly IspPreset[] {
  return presets;
}

/** The preset of that id, or null. */
export function findPreset(id: string): IspPreset | null {
  return presets.find((preset) => preset.id === id) ?? null;
}
