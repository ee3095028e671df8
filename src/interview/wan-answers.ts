import type { DhcpClientAnswers, PppoeAnswers, TextOrSecret, WanAnswers } from './answers.ts';
import { clientIdentifier } from './client-identifier.ts';
import type { IspPreset } from './presets.ts';
import type { AnswersFile, Partly } from './schema.ts';

type Wan = AnswersFile['wan'];
type Dhcp = NonNullable<Wan['dhcp']>;

/** The line: what the person wrote, else the preset's, else the contract's default. `mac` is what the ISP sees, null where not known. */
export function wanAnswers(wan: Wan, preset: IspPreset | null, mac: string | null): WanAnswers {
  const type = wan.type ?? preset?.type ?? 'dhcp';
  const common = {
    port: wan.port,
    isp: wan.isp ?? null,
    vlan: (wan.vlan === undefined ? preset?.vlan : wan.vlan) ?? null,
    priority: wanPriority(wan.priority, preset),
    mac: wan.mac?.toLowerCase() ?? null,
    ipv6: prefix(wan.ipv6, preset),
  };
  if (type === 'pppoe') return { ...common, type, pppoe: pppoe(wan.pppoe ?? {}, preset) };
  if (type === 'dhcp') return { ...common, type, dhcp: dhcp(wan.dhcp ?? {}, preset, mac) };
  const { address = '', gateway = '', dns = [] } = wan.static ?? {};
  return { ...common, type, static: { address, gateway, dns } };
}

/** 802.1p priorities. One number counts for everything; of a pair, what is not said comes from the preset. */
export function wanPriority(
  given: Partly<Wan['priority']>,
  preset: IspPreset | null,
): { readonly data: number; readonly control: number } {
  if (typeof given === 'number') return { data: given, control: given };
  return { data: given?.data ?? preset?.priority.data ?? 0, control: given?.control ?? preset?.priority.control ?? 0 };
}

function prefix(given: Wan['ipv6'], preset: IspPreset | null): WanAnswers['ipv6'] {
  if (given === 'off' || given === false) return null;
  return { prefixLength: given?.prefixLength ?? preset?.prefixLength ?? 56 };
}

function pppoe(given: NonNullable<Wan['pppoe']>, preset: IspPreset | null): PppoeAnswers {
  const login = preset?.pppoe.publicLogin ?? null;
  return {
    username: given.username ?? login?.username ?? '',
    password: textOrSecret(given.password) ?? { kind: 'text', text: login?.password ?? '' },
    service: given.service ?? preset?.pppoe.service ?? null,
    hostUniq: given.hostUniq ?? null,
    auth: given.auth ?? preset?.pppoe.auth ?? 'any',
    mtu: given.mtu ?? preset?.pppoe.mtu ?? 'auto',
  };
}

function dhcp(given: Dhcp, preset: IspPreset | null, mac: string | null): DhcpClientAnswers {
  const options = Object.entries(given.options ?? {}).map(([code, value]) => ({
    code: Number(code),
    value: textOrSecret(value),
  }));
  return {
    clientId: clientIdentifier(given.clientId ?? preset?.dhcp.clientId, mac),
    vendorClass: textOrSecret(given.vendorClass ?? preset?.dhcp.vendorClass),
    userClass: textOrSecret(given.userClass),
    hostname: given.hostname ?? null,
    options: options
      .flatMap(({ code, value }) => (value === null ? [] : [{ code, value }]))
      .sort((one, other) => one.code - other.code),
  };
}

function textOrSecret(given: Dhcp['clientId'] | null): TextOrSecret | null {
  if (given === undefined || given === null) return null;
  return typeof given === 'string' ? { kind: 'text', text: given } : { kind: 'secret', source: given };
}
