import { error, type Finding, shown, warning } from '../finding.ts';
import type { Inquiry } from '../inquiry.ts';
import { macFault } from '../mac-address.ts';
import { clientIdentifierFindings } from './client-identifier-rules.ts';
import { labelFindings } from './port-rules.ts';
import { staticFindings } from './static-rules.ts';

/** The way to the Internet: what its kind needs, and nothing of another kind. */
export function* wanFindings(inquiry: Inquiry): Generator<Finding> {
  const { draft, wanType, wanVlan, lost } = inquiry;
  const wan = draft.wan ?? {};
  if (draft.wan === undefined) return;
  if (wan.port !== undefined) yield* labelFindings(wan.port, ['wan', 'port'], 'value', inquiry);
  if (wanType === null && !lost(['wan', 'type']) && wan.isp === undefined) {
    yield error(
      ['wan', 'type'],
      'This key is missing: nothing says how the provider connects you.',
      'pppoe, dhcp or static; or a preset in wan.isp',
    );
  }
  for (const kind of ['pppoe', 'dhcp', 'static'] as const) {
    if (wanType !== null && wan[kind] !== undefined && kind !== wanType) {
      yield error(
        ['wan', kind],
        `These settings are for lines of type ${kind}, but this one is ${wanType}.`,
        `wan.type: ${kind}, or no wan.${kind}`,
      );
    }
  }
  const fault = wan.mac === undefined ? null : macFault(wan.mac);
  if (fault !== null) yield error(['wan', 'mac'], fault);
  const wanted = typeof wan.priority === 'object' ? [wan.priority.data, wan.priority.control] : [wan.priority];
  if (wanVlan === null && !lost(['wan', 'vlan']) && wanted.some((priority) => (priority ?? 0) > 0)) {
    yield warning(
      ['wan', 'priority'],
      'A priority travels in the VLAN tag; without a tag it has no effect.',
      'wan.vlan, 0 for a tag that carries the priority only',
    );
  }
  if (wanType === 'pppoe') yield* pppoeFindings(inquiry);
  if (wanType === 'dhcp') yield* dhcpFindings(inquiry);
  if (wanType === 'dhcp') yield* clientIdentifierFindings(inquiry);
  if (wanType === 'static') yield* staticFindings(inquiry);
}

/** Lengths of a pppd option: 255 bytes in UTF-8 pass, 256 do not (lab-findings section 5). */
function* pppoeFindings({ draft, preset, lost }: Inquiry): Generator<Finding> {
  const path = ['wan', 'pppoe'];
  const given = draft.wan?.pppoe ?? {};
  const login = preset?.pppoe.publicLogin ?? null;
  const format = preset?.pppoe.usernameFormat;
  const like = format ? `, which looks like ${format}` : '';
  if (given.username === undefined && login === null && !lost([...path, 'username'])) {
    yield error(
      [...path, 'username'],
      'This key is missing: PPPoE needs the user name from the provider.',
      `the text from your contract${like}`,
    );
  }
  const isPublic = login !== null && (given.username === undefined || given.username === login.username);
  if (given.password === undefined && !isPublic && !lost([...path, 'password'])) {
    yield error(
      [...path, 'password'],
      'This key is missing: PPPoE needs the password from the provider.',
      '{ file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }',
    );
  }
  for (const key of ['username', 'service', 'hostUniq'] as const) {
    const text = given[key];
    if (text !== undefined) yield* textFindings(text, [...path, key], 255);
  }
}

/** Codes that have a key of their own, and codes that carry the conversation itself (RFC 2132 section 9, RFC 3046). */
const ownKeys: Record<string, string> = { '12': 'hostname', '60': 'vendorClass', '61': 'clientId', '77': 'userClass' };
const protocolCodes = ['50', '51', '52', '53', '54', '55', '56', '57', '58', '59', '82'];

function* dhcpFindings({ draft }: Inquiry): Generator<Finding> {
  const path = ['wan', 'dhcp'];
  const { options = {}, hostname, ...classes } = draft.wan?.dhcp ?? {};
  if (
    hostname !== undefined &&
    (hostname.length > 253 || hostname.split('.').some((label) => label.length > 63 || /^-|-$/.test(label)))
  ) {
    yield error(
      [...path, 'hostname'],
      `${shown(hostname)} is not a host name.`,
      'labels of letters, digits and hyphens',
    );
  }
  for (const [key, value] of Object.entries(classes)) {
    if (typeof value === 'string') yield* textFindings(value, [...path, key], 255);
  }
  for (const [code, value] of Object.entries(options)) {
    const own = ownKeys[code];
    const at = [...path, 'options', code];
    if (own !== undefined) yield error(at, `Option ${code} has a key of its own.`, `wan.dhcp.${own}`);
    else if (Number(code) > 254) yield error(at, `${code} is not an option code.`, 'a DHCP option code from 1 to 254');
    else if (protocolCodes.includes(code))
      yield error(at, `Option ${code} belongs to the DHCP conversation itself and cannot be set.`);
    if (typeof value === 'string') yield* textFindings(value, at, 255);
  }
}

function* textFindings(text: string, path: Finding['path'], limit: number): Generator<Finding> {
  const bytes = new TextEncoder().encode(text).length;
  if (text === '') yield error(path, 'This text is empty.', 'a text, or leave the key out');
  else if (bytes > limit) yield error(path, `This text is ${bytes} bytes long.`, `at most ${limit} bytes`);
  else if (!text.isWellFormed())
    yield error(
      path,
      'This text holds half a character (a lone surrogate), which cannot be written.',
      'whole characters',
    );
}
