import type { SecretSource } from '../answers.ts';
import { clientIdentifier } from '../client-identifier.ts';
import { error, type Finding, warning } from '../finding.ts';
import type { Inquiry } from '../inquiry.ts';
import { wanPriority } from '../wan-answers.ts';

/** Longest identifier that every dhcpcd takes (before 10.2: src/if-options.h, CLIENTID_MAX_LEN). */
const longestIdentifier = 48;

/**
 * What a line with a client identifier of its own cannot have: dhcpcd asks for its address,
 * and has a word for few options, none for a value of a single byte (src/common.c,
 * hwaddr_aton) and none for the priority of its packets.
 */
export function* clientIdentifierFindings({ draft, preset, wanMac, wanVlan }: Inquiry): Generator<Finding> {
  const { clientId, vendorClass, userClass, options = {} } = draft.wan?.dhcp ?? {};
  // only whether it is a text or a secret counts here, not whether the secret's place is told
  const own = clientIdentifier((clientId as string | SecretSource | undefined) ?? preset?.dhcp.clientId, wanMac);
  if (own === null) return;
  const codes = Object.keys(options);
  if (codes.length > 0) {
    yield error(
      ['wan', 'dhcp', 'options'],
      `networkd sends every option but an own client identifier, dhcpcd the identifier but not option ${codes.join(' or ')}: a line cannot have both.`,
      'wan.dhcp.options or an own wan.dhcp.clientId',
    );
  }
  for (const [key, value] of Object.entries({ clientId, vendorClass, userClass })) {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value).length : 0;
    const longest = key === 'clientId' && own.kind === 'text' ? longestIdentifier : 255;
    if (bytes === 1 || (bytes > longest && bytes <= 255)) {
      yield error(
        ['wan', 'dhcp', key],
        `This text is ${bytes === 1 ? 'one byte' : `${bytes} bytes`} long, which dhcpcd cannot send.`,
        `from 2 to ${longest} bytes`,
      );
    }
  }
  const { data, control } = wanPriority(draft.wan?.priority, preset);
  if (wanVlan !== null && data !== control) {
    yield warning(
      draft.wan?.priority === undefined ? ['wan', 'dhcp', 'clientId'] : ['wan', 'priority'],
      `With an own client identifier DHCP is sent by dhcpcd, which cannot mark it: it goes with the priority of the data, ${data}, not with ${control}.`,
      'the same priority for data and control, or the MAC as client identifier',
    );
  }
}
