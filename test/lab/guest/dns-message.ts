/** A record of a DNS answer, as far as finding services needs it. */
export type Found = { readonly name: string; readonly type: number; readonly value: string };

/** What an mDNS packet holds: the names it asks for and the records it tells. */
export type MdnsMessage = { readonly questions: readonly string[]; readonly records: readonly Found[] };

/** Kinds of records, by their number. */
export const recordTypes = { A: 1, PTR: 12, AAAA: 28, SRV: 33 } as const;

/** A question (RFC 6762) for records of a kind at each name, hexadecimal. */
export function mdnsQuestion(names: readonly string[], type: number = recordTypes.PTR): string {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(names.length, 4);
  const questions = names.map((name) =>
    Buffer.concat([
      ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
      // end of the name, kind, class IN
      Buffer.from([0, 0, type, 0, 1]),
    ]),
  );
  return Buffer.concat([head, ...questions]).toString('hex');
}

/** The mDNS message in an Ethernet frame (hexadecimal) to the group of RFC 6762, or null where it is none. */
export function mdnsIn(frame: string): MdnsMessage | null {
  const group = /(?:e00000fb|ff0200000000000000000000000000fb)[0-9a-f]{4}14e9[0-9a-f]{8}/.exec(frame);
  return group === null || group.index % 2 === 1
    ? null
    : read(Buffer.from(frame.slice(group.index + group[0].length), 'hex'));
}

function read(bytes: Buffer): MdnsMessage {
  const counts = [4, 6, 8, 10].map((at) => bytes.readUInt16BE(at));
  const questions: string[] = [];
  const records: Found[] = [];
  let at = 12;
  for (let left = counts[0]!; left > 0; left -= 1) {
    const { name, next } = nameAt(bytes, at);
    questions.push(name);
    at = next + 4;
  }
  for (let left = counts[1]! + counts[2]! + counts[3]!; left > 0; left -= 1) {
    const { name, next } = nameAt(bytes, at);
    const type = bytes.readUInt16BE(next);
    const length = bytes.readUInt16BE(next + 8);
    records.push({ name, type, value: valueAt(bytes, type, next + 10, length) });
    at = next + 10 + length;
  }
  return { questions, records };
}

/** PTR: a name. SRV: `port name`. A and AAAA: an address. Others: nothing. */
function valueAt(bytes: Buffer, type: number, at: number, length: number): string {
  if (type === recordTypes.PTR) return nameAt(bytes, at).name;
  if (type === recordTypes.SRV) return `${bytes.readUInt16BE(at + 4)} ${nameAt(bytes, at + 6).name}`;
  const data = bytes.subarray(at, at + length);
  if (type === recordTypes.A) return data.join('.');
  if (type === recordTypes.AAAA) return data.toString('hex').replace(/....(?!$)/g, '$&:');
  return '';
}

function nameAt(bytes: Buffer, start: number): { readonly name: string; readonly next: number } {
  const labels: string[] = [];
  let at = start;
  let next: number | null = null;
  for (let length = bytes[at]!; length !== 0; length = bytes[at]!) {
    if (length >= 0xc0) {
      next ??= at + 2;
      at = bytes.readUInt16BE(at) & 0x3fff;
    } else {
      labels.push(bytes.toString('utf8', at + 1, at + 1 + length));
      at += 1 + length;
    }
  }
  return { name: labels.join('.'), next: next ?? at + 1 };
}
