import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** What `naar record` made in the guest (tar, in base64), as a folder of this machine. */
export function unpackRecording(packed: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xzf', '-', '-C', folder], { input: Buffer.from(packed, 'base64') });
  return folder;
}
