import type { Facts, Jack } from '../facts/facts.ts';
import type { Path } from './finding.ts';
import { parseSubnet, type Subnet } from './ipv4.ts';
import { findPreset, type IspPreset } from './presets.ts';
import type { AnswersFile, Draft, Partly } from './schema.ts';
import type { Shape } from './shape.ts';
import type { YamlFile } from './yaml-file.ts';

/** Which command asks: only `install` needs a disk and the consent to erase it. */
export type Where = 'check' | 'render' | 'install';

/** What the rules look at: the draft, with its names in the order of the file and its references looked up once. */
export type Inquiry = {
  readonly draft: Draft;
  /** null where the machine is not known. */
  readonly facts: Facts | null;
  readonly where: Where;
  /** null where none is chosen, or an unknown or refused one. */
  readonly preset: IspPreset | null;
  /** `pppoe`, …, from the file or its preset; null where neither says. */
  readonly wanType: 'pppoe' | 'dhcp' | 'static' | null;
  /** VLAN of the WAN, from the file or its preset; null for untagged. */
  readonly wanVlan: number | null;
  /** MAC that the ISP sees; null where it is not known. */
  readonly wanMac: string | null;
  readonly ports: readonly PortInquiry[];
  readonly networks: readonly NetworkInquiry[];
  readonly devices: readonly DeviceInquiry[];
  /** What belongs there is in the file but refused or mistyped: its problem is told already, so nobody should miss it. */
  lost(path: Path): boolean;
  /** Nothing of the group below the path is lost, so that what it does not have is not in the file either. */
  whole(path: Path): boolean;
  /** The name at the end of the path is refused already. */
  misnamed(path: Path): boolean;
  /** Names in a group of keys, in the order of the file. */
  order(path: Path): readonly string[];
};

/** One entry of `ports` as it stands in the file, and the jack that it means. */
export type PortInquiry = {
  readonly label: string;
  readonly path: Path;
  readonly answer: { readonly mac?: string | undefined; readonly name?: string | undefined };
  /** The jack meant; null where the machine is not known or has no such jack. */
  readonly jack: Jack | null;
};

/** One entry of `networks` as it stands in the file; any of its keys may be missing or refused. */
export type NetworkInquiry = {
  readonly name: string;
  readonly path: Path;
  readonly answer: Partly<AnswersFile['networks'][string]>;
  /** null where the address is missing or wrong. */
  readonly subnet: Subnet | null;
};

/** One entry of `devices` as it stands in the file; any of its keys may be missing or refused. */
export type DeviceInquiry = {
  readonly name: string;
  readonly path: Path;
  readonly answer: Partly<NonNullable<AnswersFile['devices']>[string]>;
};

/** Looks up once what several rules need. */
export function openInquiry(shape: Shape, file: YamlFile, facts: Facts | null, where: Where): Inquiry {
  const { draft } = shape;
  const lost = (path: Path) =>
    path.some((_, index) => shape.meant(path.slice(0, index + 1))) || isLost(draft, file, path);
  const found = draft.wan?.isp === undefined ? null : findPreset(draft.wan.isp);
  const preset = found?.refused === null ? found : null;
  const ports = named(draft.ports, ['ports'], file).map((port) => ({ ...port, jack: findJack(port.answer, facts) }));
  const wanPort = ports.find(({ name }) => name === draft.wan?.port);
  return {
    draft,
    facts,
    where,
    preset,
    wanType: draft.wan?.type ?? preset?.type ?? null,
    wanVlan: (draft.wan?.vlan === undefined ? preset?.vlan : draft.wan.vlan) ?? null,
    wanMac: draft.wan?.mac?.toLowerCase() ?? (wanPort === undefined ? null : portMac(wanPort)),
    ports: ports.map(({ name, ...port }) => ({ ...port, label: name })),
    networks: named(draft.networks, ['networks'], file).map((network) => ({
      ...network,
      subnet: network.answer.address === undefined ? null : parseSubnet(network.answer.address),
    })),
    devices: named(draft.devices ?? undefined, ['devices'], file),
    lost,
    whole: (path) => !lost(path) && file.names(path).every((name) => !lost([...path, name])),
    misnamed: shape.misnamed,
    order: file.names,
  };
}

function isLost(draft: Draft, file: YamlFile, path: Path): boolean {
  let value: unknown = draft;
  for (const [index, step] of path.entries()) {
    if (typeof value !== 'object' || value === null) return false;
    if (!Object.hasOwn(value, step) || (value as Record<string, unknown>)[step] === undefined)
      return file.has(path.slice(0, index + 1));
    value = (value as Record<string, unknown>)[step];
  }
  return false;
}

function named<Answer>(group: { readonly [name: string]: Answer | undefined } | undefined, path: Path, file: YamlFile) {
  return file.names(path).flatMap((name) => {
    const answer = group !== undefined && Object.hasOwn(group, name) ? group[name] : undefined;
    return answer === undefined ? [] : [{ name, path: [...path, name], answer }];
  });
}

type PortAnswer = PortInquiry['answer'];

function portMac({ answer, jack }: { readonly answer: PortAnswer; readonly jack: Jack | null }): string | null {
  return jack?.mac ?? answer.mac?.toLowerCase() ?? null;
}

function findJack(
  answer: { readonly mac?: string | undefined; readonly name?: string | undefined },
  facts: Facts | null,
): Jack | null {
  const wanted = answer.mac?.toLowerCase();
  return facts?.jacks.find((jack) => (wanted === undefined ? jack.name === answer.name : jack.mac === wanted)) ?? null;
}
