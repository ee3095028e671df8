import { generateKeyPairSync } from 'node:crypto';

/** A key pair for one run: `publicLine` as it stands in the answers, `privateText` as ssh reads it (PKCS 8, OpenSSH 9.6 and newer). */
export function makeSshKey(): { readonly publicLine: string; readonly privateText: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const blob = Buffer.concat([Buffer.from('ssh-ed25519'), raw].flatMap((part) => [lengthOf(part), part]));
  return {
    publicLine: `ssh-ed25519 ${blob.toString('base64')} lab`,
    privateText: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

/** The public line of an RSA key of 4096 bits, which is long: 720 characters. */
export function makeLongKeyLine(): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
  const { e = '', n = '' } = publicKey.export({ format: 'jwk' });
  // a number whose first bit is set would be a negative one (RFC 4251, mpint)
  const modulus = Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')]);
  const parts = [Buffer.from('ssh-rsa'), Buffer.from(e, 'base64url'), modulus];
  return `ssh-rsa ${Buffer.concat(parts.flatMap((part) => [lengthOf(part), part])).toString('base64')} lab`;
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return length;
}
