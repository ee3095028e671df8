/** What is wrong with a public key, and what is allowed. */
export type SshKeyFault = { readonly message: string; readonly allowed: string };

const form = 'one line of a .pub file, such as "ssh-ed25519 AAAAC3... me@laptop"';

/** Body lengths by type: what follows the type's name inside the base64 (RFC 4253 section 6.6, RFC 5656, RFC 8709, OpenSSH PROTOCOL.u2f). */
const bodies: Record<string, (fields: Uint8Array[]) => boolean> = {
  'ssh-ed25519': (fields) => fields.length === 1 && fields[0]?.length === 32,
  'ssh-rsa': (fields) => fields.length === 2 && (fields[1]?.length ?? 0) >= 128,
  'ecdsa-sha2-nistp256': (fields) => isCurve(fields, 'nistp256', 65, 2),
  'ecdsa-sha2-nistp384': (fields) => isCurve(fields, 'nistp384', 97, 2),
  'ecdsa-sha2-nistp521': (fields) => isCurve(fields, 'nistp521', 133, 2),
  'sk-ssh-ed25519@openssh.com': (fields) => fields.length === 2 && fields[0]?.length === 32,
  'sk-ecdsa-sha2-nistp256@openssh.com': (fields) => isCurve(fields, 'nistp256', 65, 3),
};

/** Judges an OpenSSH public key by decoding it; null where it is sound. The text is never repeated: it may be a private key. */
export function sshKeyFault(line: string): SshKeyFault | null {
  const text = line.trim();
  const fault = (message: string) => ({ message, allowed: form });
  if (text.includes('PRIVATE KEY'))
    return fault(
      'This is a private key, which must never leave its owner: remove it here, and use the .pub file beside it.',
    );
  if (/\p{Cc}/u.test(text.replaceAll('\t', ' ')))
    return fault('A public key is a single line; this has more lines or control characters.');
  if (text === '') return fault('This key is empty.');
  const [type = '', body = ''] = text.split(/[ \t]+/);
  if (/^[~./]|\.pub$/.test(type) && body === '')
    return fault('This is the name of a file: write the key itself, the one line that is in it.');
  const known = bodies[type];
  if (known === undefined || !Object.hasOwn(bodies, type)) return fault(unknownType(text, type));
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body))
    return fault('What follows the type of the key is not base64; part of the line may be missing.');
  const fields = readFields(decodeBase64(body));
  if (fields === null) return fault('The key is damaged: it ends too early or too late.');
  const [inner, ...rest] = fields;
  if (inner === undefined || ascii(inner) !== type)
    return fault(`The key calls itself ${type}, but inside it is of another type: two keys may be mixed up.`);
  return known(rest)
    ? null
    : fault(
        type === 'ssh-rsa'
          ? 'The key is damaged, or an RSA key of less than 1024 bits.'
          : 'The key is damaged: its length is not that of its type.',
      );
}

function unknownType(text: string, type: string): string {
  const option = /^[a-zA-Z-]+(=|,|$)/.test(type) && Object.keys(bodies).some((name) => text.includes(` ${name} `));
  if (option)
    return 'Options in front of a key are not taken: they limit what the key may do, and this one must be able to repair the router.';
  if (type === 'ssh-dss') return 'OpenSSH no longer accepts DSA keys.';
  if (type.includes('-cert-v01')) return 'This is a certificate, not a public key.';
  return `This does not begin with a type of key that OpenSSH knows (${Object.keys(bodies).slice(0, 3).join(', ')} and the like).`;
}

function isCurve(fields: Uint8Array[], name: string, length: number, count: number): boolean {
  return (
    fields.length === count && fields[0] !== undefined && ascii(fields[0]) === name && fields[1]?.length === length
  );
}

/** SSH strings: four bytes of length, then as many bytes; null where they do not come out even. */
function readFields(bytes: Uint8Array): Uint8Array[] | null {
  const view = new DataView(bytes.buffer);
  const fields: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return null;
    const length = view.getUint32(at);
    if (at + 4 + length > bytes.length) return null;
    fields.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 64));
}

function decodeBase64(text: string): Uint8Array {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const digits = [...text.replace(/=+$/, '')].map((char) => alphabet.indexOf(char));
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8));
  for (let index = 0; index < bytes.length; index += 1) {
    const from = Math.floor((index * 8) / 6);
    const shift = 4 - 2 * (index % 3);
    bytes[index] = (((digits[from] ?? 0) << 6) | (digits[from + 1] ?? 0)) >> shift;
  }
  return bytes;
}
