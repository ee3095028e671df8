import type { SecretSource } from '../answers.ts';
import { clientIdentifier } from '../client-identifier.ts';
import { either, error, type Finding, warning } from '../finding.ts';
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
      `A client identifier of your own and option${codes.length > 1 ? 's' : ''} ${either(codes, 'and')} exclude each other: of the two DHCP programs here networkd cannot send the one and dhcpcd not the other.`,
      'wan.dhcp.options or wan.dhcp.clientId',
    );
  }
  for (const [key, value] of Object.entries({ clientId, vendorClass, userClass })) {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value).length : 0;
    const longest = key === 'clientId' && own.kind === 'text' ? longestIdentifier : 255;
    if (bytes === 1 || (bytes > longest && bytes <= 255)) {
      yield error(
        ['wan', 'dhcp', key],
        `This text is ${bytes === 1 ? 'one byte' : `${bytes} bytes`} long, which dhcpcd, the DHCP program of such a line, cannot send.`,
        `from 2 to ${longest} bytes`,
      );
    }
  }
  const { data, control } = wanPriority(draft.wan?.priority, preset);
  if (wanVlan !== null && data !== control) {
    yield warning(
      draft.wan?.priority === undefined ? ['wan', 'dhcp', 'clientId'] : ['wan', 'priority'],
      `With a client identifier of your own DHCP has no priority of its own: it goes with that of the data, ${data}, not with ${control}.`,
      'the same priority for data and control, or no client identifier of your own',
    );
  }
}
