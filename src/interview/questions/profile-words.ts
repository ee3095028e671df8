import { either } from '../finding.ts';
import { findProfile, type ServicePort } from '../profiles.ts';
import type { Draft } from '../schema.ts';
import { namesAt, withValue } from './draft-edit.ts';
import { type Context, option } from './entry.ts';
import type { Option } from './question.ts';

/** An opening that a profile asks for, as an answer and as an option. */
export type Opening = {
  readonly option: Option;
  readonly allow: { readonly to: string; readonly protocol: 'tcp' | 'udp'; readonly port: number | string };
};

/** What a device may and may not do, in words, so that nobody has to read rules. */
export function profileWords({ draft }: Context, name: string): readonly string[] {
  const { profile: id, network = '' } = draft.devices?.[name] ?? {};
  const zone = draft.networks?.[network]?.zone;
  const profile = id === undefined ? null : findProfile(id);
  if (zone === 'trusted') return [`${network} is trusted: ${name} reaches everything.`];
  if (zone === 'guest') return [`${network} is for guests: ${name} reaches the Internet and nothing of yours.`];
  if (profile === null) return [`${name} gets an address, names and the time, and reaches nothing else.`];
  const found = profile.mdnsServices.length > 0;
  return [
    internetWords(name, profile.internet),
    `${found ? 'Your phones and computers find it and can use it' : 'Your computers can reach it'}; it cannot open connections to them unless you allow it.`,
    ...(profile.notRelayed === null ? [] : [profile.notRelayed]),
  ];
}

/** The openings a device's profile names toward the trusted networks; empty where none applies. */
export function openingOptions({ draft }: Context, name: string): readonly Opening[] {
  const { profile: id, network = '' } = draft.devices?.[name] ?? {};
  const profile = id === undefined ? null : findProfile(id);
  if (profile === null || draft.networks?.[network]?.zone !== 'isolated') return [];
  const trusted = namesAt(draft, ['networks']).filter((one) => draft.networks?.[one]?.zone === 'trusted');
  return trusted.flatMap((to) =>
    profile.toNetworks.map((wish) => {
      const port = wish.first === wish.last ? wish.first : `${wish.first}-${wish.last}`;
      return {
        allow: { to, protocol: wish.protocol, port },
        option: option(`${to} ${wish.protocol} ${port}`, `to ${to}: ${wish.protocol} ${port}`, `${wish.why}.`),
      };
    }),
  );
}

/** Which of the offered openings the draft has already. */
export function openingsOf(draft: Draft, name: string, offered: readonly Opening[]): readonly string[] {
  const given = draft.devices?.[name]?.allow ?? [];
  return offered
    .filter(({ allow }) =>
      given.some(
        (one) => one?.to === allow.to && one.protocol === allow.protocol && String(one.port) === String(allow.port),
      ),
    )
    .map(({ option: { value } }) => value);
}

/** The draft with just these of the offered openings; openings of the person's own stay. */
export function withOpenings(
  draft: Draft,
  name: string,
  offered: readonly Opening[],
  chosen: readonly string[],
): Draft {
  const given = draft.devices?.[name]?.allow ?? [];
  const own = given.filter(
    (one) =>
      !offered.some(
        ({ allow }) =>
          one?.to === allow.to && one.protocol === allow.protocol && String(one.port) === String(allow.port),
      ),
  );
  const taken = offered.filter(({ option: { value } }) => chosen.includes(value)).map(({ allow }) => allow);
  const all = [...own, ...taken];
  return withValue(draft, ['devices', name, 'allow'], all.length === 0 ? undefined : all);
}

function internetWords(name: string, internet: 'none' | 'all' | readonly ServicePort[]): string {
  if (internet === 'none') return `${name} may not reach the Internet.`;
  if (internet === 'all') return `${name} may reach the Internet.`;
  const ports = internet.map(
    ({ protocol, first, last }) => `${protocol} ${first === last ? first : `${first}-${last}`}`,
  );
  return `${name} may reach the Internet on ${either(ports.slice(0, 8), 'and')}${ports.length > 8 ? ' and more' : ''}.`;
}
