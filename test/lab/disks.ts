import { createCipheriv, createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A disk of the virtual box beside the one it starts from. What is written to it outlives QEMU, also one that is killed. */
export type LabDisk = {
  /** It is /dev/disk/by-id/virtio-SERIAL in the guest. */
  readonly serial: string;
  readonly mebibytes: number;
  /** Full of bytes that nobody may touch: they are compared at the end. */
  readonly filled?: true;
};

/** The file that such a disk is on the host, and the digest of what it must still hold at the end; null where it may change. */
export type DiskFile = { readonly serial: string; readonly path: string; readonly digest: string | null };

/** Makes the disks in a folder. Those that are not filled take no room before they are written to. */
export function makeDisks(folder: string, disks: readonly LabDisk[]): readonly DiskFile[] {
  return disks.map(({ serial, mebibytes, filled }) => {
    const path = join(folder, `${serial}.img`);
    const file = openSync(path, 'w');
    ftruncateSync(file, mebibytes * 2 ** 20);
    if (filled) for (let at = 0; at < mebibytes; at += 1) writeSync(file, pattern(at), 0, 2 ** 20, at * 2 ** 20);
    closeSync(file);
    return { serial, path, digest: filled ? digestOf(path) : null };
  });
}

/** Those that had to stay as they were and did not. */
export function touchedDisks(disks: readonly DiskFile[]): readonly string[] {
  return disks.filter(({ path, digest }) => digest !== null && digestOf(path) !== digest).map(({ serial }) => serial);
}

/** One mebibyte without repetitions, the same at each call. */
function pattern(number: number): Buffer {
  const start = Buffer.alloc(16);
  start.writeUInt32BE(number, 0);
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), start).update(Buffer.alloc(2 ** 20));
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
