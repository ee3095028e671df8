import { Document } from 'yaml';
import type { Answers } from './answers.ts';
import type { Inquiry } from './inquiry.ts';
import type { AnswersFile } from './schema.ts';
import { secretPath } from './secrets.ts';
import { layOut } from './yaml-layout.ts';

type Entries = Map<string, unknown>;

const heading = [
  " naar's answers for this router. To change it, edit this file (or a copy) and run:",
  '   naar reconfigure --answers FILE',
  ' Secrets are not in here; they lie below /etc/naar/secrets.',
].join('\n');

/**
 * The answers.yaml that stays on the router: what the person gave, in the order of the
 * contract, and what must not change by itself later or elsewhere (release, state version,
 * ULA, the way to boot, the permanent MACs). Consent to erase a disk is not kept, and a secret only by its place.
 */
export function keptText(inquiry: Inquiry, answers: Omit<Answers, 'keptText'>): string {
  const file = inquiry.draft as AnswersFile;
  const document = new Document(
    group({
      version: 1,
      system: system(file.system ?? {}, answers),
      disk: group({
        device: file.disk?.device,
        erase: false,
        filesystem: file.disk?.filesystem,
        swap: file.disk?.swap,
      }),
      ports: new Map(
        inquiry.ports.map(({ label, answer, jack }) => [label, jack === null ? port(answer) : { mac: jack.mac }]),
      ),
      wan: wan(file.wan),
      networks: new Map(
        inquiry.networks.map(({ name }) => [
          name,
          network(file.networks[name], inquiry.order(['networks', name, 'ports'])),
        ]),
      ),
      devices: filled(new Map(inquiry.devices.map(({ name, answer }) => [name, device(answer as Device)]))),
      forwards: filled(
        (file.forwards ?? []).map((forward) =>
          group({ protocol: forward.protocol, port: single(forward.port), to: forward.to, toPort: forward.toPort }),
        ),
      ),
      dns: file.dns?.upstream === undefined ? undefined : group({ upstream: upstream(file.dns.upstream) }),
      tuning: tuning(file.tuning ?? {}),
    }),
  );
  document.commentBefore = heading;
  layOut(document.contents, 0);
  return document.toString({ lineWidth: 0 });
}

function system(
  given: NonNullable<AnswersFile['system']>,
  { system: { release, stateVersion, ula, boot } }: Pick<Answers, 'system'>,
): Entries {
  const { hostName, domain, timeZone, keyMap, admin } = given;
  const kept =
    admin &&
    group({
      user: admin.user,
      sshKeys: admin.sshKeys?.map((key) => key.trim()),
      password: secret(admin.password, 'admin-password-hash'),
    });
  return group({ hostName, domain, timeZone, release, stateVersion, ula, keyMap, boot, admin: filled(kept) });
}

function port(answer: { readonly mac?: string | undefined; readonly name?: string | undefined }): Entries {
  return group({ mac: answer.mac?.toLowerCase(), name: answer.name });
}

function wan({
  port: label,
  isp,
  type,
  vlan,
  priority,
  mac,
  pppoe,
  dhcp,
  static: fixed,
  ipv6,
}: AnswersFile['wan']): Entries {
  const codes = Object.entries(dhcp?.options ?? {}).sort(([one], [other]) => Number(one) - Number(other));
  return group({
    port: label,
    isp,
    type,
    vlan,
    priority:
      typeof priority === 'object' ? filled(group({ data: priority.data, control: priority.control })) : priority,
    mac: mac?.toLowerCase(),
    pppoe:
      pppoe &&
      filled(
        group({
          username: pppoe.username,
          password: secret(pppoe.password, 'pppoe-password'),
          service: pppoe.service,
          hostUniq: pppoe.hostUniq,
          auth: pppoe.auth,
          mtu: pppoe.mtu,
        }),
      ),
    dhcp:
      dhcp &&
      filled(
        group({
          clientId: secret(dhcp.clientId, 'dhcp-option-61'),
          vendorClass: secret(dhcp.vendorClass, 'dhcp-option-60'),
          userClass: secret(dhcp.userClass, 'dhcp-option-77'),
          hostname: dhcp.hostname,
          options: filled(new Map(codes.map(([code, value]) => [code, secret(value, `dhcp-option-${Number(code)}`)]))),
        }),
      ),
    static: fixed && group({ address: fixed.address, gateway: fixed.gateway, dns: fixed.dns }),
    ipv6: off(ipv6),
  });
}

function network(given: AnswersFile['networks'][string] | undefined, labels: readonly string[]): Entries {
  const { zone, vlan, address, ports = {}, dhcp, dnsRedirect } = given ?? {};
  const pool =
    typeof dhcp === 'object' ? filled(group({ from: dhcp.from, to: dhcp.to, lease: dhcp.lease })) : off(dhcp);
  return group({
    zone,
    vlan,
    address,
    ports: new Map(labels.map((label) => [label, ports[label]])),
    dhcp: pool,
    dnsRedirect,
  });
}

type Device = NonNullable<AnswersFile['devices']>[string];

function device({ network: home, mac, address, profile, allow }: Device): Entries {
  const openings = allow?.map(({ from, to, protocol, port: ports }) =>
    group({ from, to, protocol, port: single(ports) }),
  );
  return group({ network: home, mac: mac.toLowerCase(), address, profile, allow: filled(openings) });
}

function upstream(given: NonNullable<NonNullable<AnswersFile['dns']>['upstream']>): unknown {
  return Array.isArray(given) ? given.map(({ address, tls }) => group({ address, tls })) : given;
}

function tuning({ interrupts, rps, flowOffload, shaper }: NonNullable<AnswersFile['tuning']>): Entries | undefined {
  const rates = shaper ? group({ down: shaper.down, up: shaper.up }) : undefined;
  return filled(group({ interrupts: off(interrupts), rps: off(rps), flowOffload: off(flowOffload), shaper: rates }));
}

/** A secret that is on the router already stays where it is; any other is where naar puts it. Texts are no secrets. */
function secret(given: string | object | undefined, id: string): unknown {
  if (given === undefined || typeof given === 'string' || 'path' in given) return given;
  return { path: secretPath(id) };
}

/** A port given as text is the same port. */
function single(port: number | string): number | string {
  return /^\d+$/.test(String(port)) ? Number(port) : port;
}

function off<Value>(value: Value): Value | 'off' {
  return value === false ? 'off' : value;
}

/** In the order of writing, without what is not there. */
function group(fields: Record<string, unknown>): Entries {
  return new Map(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function filled<Value extends Entries | readonly unknown[] | undefined>(value: Value): Value | undefined {
  const size = value instanceof Map ? value.size : (value?.length ?? 0);
  return size === 0 ? undefined : value;
}
