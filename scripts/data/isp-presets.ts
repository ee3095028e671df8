import type { IspPreset } from '../../src/interview/presets.ts';

type Extra = {
  auth?: string;
  serviceName?: string;
  pcp?: { data?: number; dhcp?: number; dhcpv6?: number; igmp?: number };
  dhcpOptions?: Record<string, unknown>;
  hostUniq?: string;
  macClone?: boolean;
  ipv4?: string;
  dot1x?: string;
  altWan?: { wan: string; vlan: number };
  iptv?: { vlan?: number | string | number[] | null };
  voip?: { vlan?: number | number[] | null };
  note?: string;
  sessions?: string;
  sharedNote?: string;
  reconnect?: string;
  macNote?: string;
  passwordNote?: string;
};

type Row = {
  id: string;
  name: string;
  country: string;
  wan: string;
  vlan: number | null;
  vlanNotes: string | null;
  mtu: number | null;
  mtuNotes: string | null;
  rfc4638: boolean | null;
  usernameFormat: string | null;
  sharedLogin: { username: string; password: string } | null;
  ipv6: { method: string | null; prefixLength: number | null; notes: string | null };
  extra: Extra;
  confidence: IspPreset['confidence'];
  source: string[];
};

/**
 * DHCP options of the raw data, each judged by a person: the text that is sent as it
 * stands, or null where the text only describes what the subscriber must supply or may leave out.
 * A text that is not in this table stops the script, so that nobody sends a description to an ISP.
 */
const literals: Record<string, string | null> = {
  sagem: 'sagem',
  BYGTELIAD: 'BYGTELIAD',
  'meods00 (one report)': 'meods00',
  'must start with neufbox (e.g. neufbox_NB6VAC-FXC)': 'neufbox_NB6VAC-FXC',
  '100008,0001,,<any>': '100008,0001,,naar',
  '<user>@skydsl|<password>, any well-formed value': '12345678@skydsl|12345678',
  'optional, Sky router string': null,
  '01:<MAC>': null,
  '+FSVDSL_livebox.Internet.softathome.Livebox<N>': null,
  'authentication string built from fti id (newer form adds a salted hash)': null,
};

/** Of the options above that have no value of their own: those without which the line stays dead. */
const vital: Record<string, string> = {
  'authentication string built from fti id (newer form adds a salted hash)':
    'the authentication string made from the fti/ login',
  '+FSVDSL_livebox.Internet.softathome.Livebox<N>':
    'the user class +FSVDSL_livebox.Internet.softathome.Livebox with the number of the box, in wan.dhcp.userClass',
};

/** Rows of the shared data as presets. */
export function ispPresets(data: { compiled: string; rows: Row[] }): { compiled: string; presets: IspPreset[] } {
  return {
    compiled: data.compiled,
    presets: data.rows.map((row) => ispPreset({ ...row, name: unaccented(row.name) })),
  };
}

/** Names stand in messages that a serial console shows, which has ASCII only. */
function unaccented(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '');
}

function ispPreset(row: Row): IspPreset {
  const { extra } = row;
  const { data = 0, dhcp, dhcpv6 } = extra.pcp ?? {};
  const options = Object.entries(extra.dhcpOptions ?? {}).filter(([code]) => code !== 'request');
  const literal = (code: string) =>
    options.filter(([key]) => key === code).map(([, text]) => literalOf(row, text))[0] ?? null;
  return {
    id: row.id,
    name: row.name,
    country: row.country,
    confidence: row.confidence,
    sources: row.source,
    refused: refused(row),
    type: row.wan === 'pppoe' ? 'pppoe' : 'dhcp',
    vlan: row.vlan,
    priority: { data, control: dhcp ?? dhcpv6 ?? data },
    prefixLength: native(row) ? row.ipv6.prefixLength : null,
    pppoe: {
      auth: extra.auth === 'pap' || extra.auth === 'chap' ? extra.auth : 'any',
      service: extra.serviceName || null,
      mtu: row.wan !== 'pppoe' || row.mtu === null || row.mtu === 1500 ? 'auto' : row.mtu,
      usernameFormat: row.wan === 'pppoe' ? usernameFormat(row) : null,
      publicLogin: row.wan === 'pppoe' ? row.sharedLogin : null,
      loginNote: row.wan === 'pppoe' && extra.sharedNote !== undefined ? sentence(extra.sharedNote) : null,
      needsHostUniq: extra.hostUniq !== undefined,
    },
    dhcp: { clientId: literal('61'), vendorClass: literal('60') },
    needsMac: extra.macClone === true,
    sharedIpv4: extra.ipv4 !== undefined,
    missingOptions: options.flatMap(([code, text]) =>
      vital[String(text)] ? [{ code: Number(code), what: vital[String(text)] ?? '' }] : [],
    ),
    unbuilt: unbuilt(row),
    notes: notes(row),
  };
}

/** `as supplied` says nothing of the form. */
function usernameFormat({ usernameFormat: format }: Row): string | null {
  return format === null || format.startsWith('as ') ? null : format.replace(/\s+/g, ' ');
}

function literalOf(row: Row, text: unknown): string | null {
  const literal = literals[String(text)];
  if (literal === undefined) throw new Error(`${row.id}: DHCP option text "${text}" has not been judged yet`);
  return literal;
}

/** 6rd and a separate IPv6 session are not what a prefix length stands for here. */
function native(row: Row): boolean {
  return row.ipv6.method !== '6rd' && row.ipv6.method !== 'separate IPoE';
}

function refused(row: Row): string | null {
  const after = "naar cannot build that, so keep the provider's box in front and choose wan.type: dhcp.";
  if (row.extra.dot1x !== undefined) return `${row.name} lets only its own gateway in by 802.1X; ${after}`;
  if (row.wan === 'dslite') return `${row.name} carries IPv4 inside IPv6 by DS-Lite; ${after}`;
  if (row.wan === 'map-e')
    return `${row.name} carries IPv4 inside IPv6 with a share of the ports (MAP-E and its like); ${after}`;
  return null;
}

function unbuilt(row: Row): string[] {
  const { iptv, voip } = row.extra;
  const sentences = [];
  if (iptv !== undefined)
    sentences.push(
      `Television of ${row.name}${onVlan(iptv.vlan)} is not built: keep the provider's box for it, or go without.`,
    );
  if (voip !== undefined)
    sentences.push(
      `Telephony of ${row.name}${onVlan(voip.vlan)} is not built: keep the provider's box for it, or go without.`,
    );
  if (row.ipv6.method === '6rd')
    sentences.push(`IPv6 of ${row.name} is known to come by 6rd, which is not built: expect IPv4 only.`);
  if (row.ipv6.method === 'separate IPoE')
    sentences.push(`IPv6 of ${row.name} comes beside PPPoE, which is not built: expect IPv4 only.`);
  return sentences;
}

function onVlan(vlan: number | string | number[] | null | undefined): string {
  if (typeof vlan === 'number') return ` (VLAN ${vlan})`;
  return Array.isArray(vlan) ? ` (VLANs ${vlan.join(' and ')})` : '';
}

function notes(row: Row): string[] {
  const { extra } = row;
  const { note, sessions, sharedNote, reconnect, macNote, passwordNote, hostUniq, altWan, ipv4 } = extra;
  const other = altWan === undefined ? null : `some lines use ${altWan.wan} on VLAN ${altWan.vlan} instead`;
  const all = [
    row.vlanNotes,
    row.mtuNotes,
    row.ipv6.notes,
    sharedNote,
    sessions,
    hostUniq,
    macNote,
    passwordNote,
    other,
    reconnect,
    ipv4,
    note,
  ];
  return all.filter((text) => typeof text === 'string').map(sentence);
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}${/[.!]$/.test(text) ? '' : '.'}`;
}
