import type { Trouble } from '../steps.ts';

/** What nix and nixos-install say where something of the box is the matter, and what it means. The first that is found counts. */
const troubles: readonly (Trouble & { readonly said: RegExp })[] = [
  {
    said: /No space left on device|Disk quota exceeded|database or disk is full/i,
    failure: 'The disk is full.',
    next: 'Take a larger disk, or less swap (disk.swap), and begin anew with naar install --answers FILE.',
  },
  {
    said: /Read-only file system/i,
    failure: 'The disk takes no more writing: the kernel made it read-only.',
    next: 'It does that after an error: see dmesg. If the disk is sound, start naar again; else take another one.',
  },
  {
    said: /Input\/output error|disk I\/O error|Structure needs cleaning|No such device/i,
    failure: 'The disk does not answer any more, or wrongly.',
    next: 'Is it seated well? See dmesg. If it is sound, start naar again: it goes on from here; else take another one.',
  },
  {
    said: /certificate|SSL peer|TLS/i,
    failure: 'The Nix cache cannot be trusted: its certificate is refused.',
    next: 'Is the clock right? See: date --utc. Set it, and start naar again: what was downloaded is kept.',
  },
  {
    said: /unable to download|could not resolve host|Timeout was reached|Network is unreachable/i,
    failure: 'The Internet went away while NixOS was fetched.',
    next: 'Bring it back; then start naar again: what was downloaded is kept.',
  },
  {
    said: /out of memory|Cannot allocate memory|was ended by SIGKILL|signal 9/i,
    failure: 'Memory did not suffice.',
    next: 'End other programs, or give it swap (disk.swap) and begin anew; then start naar again.',
  },
];

/** What the last lines of nixos-install mean; null where they mean nothing known. */
export function installTrouble(lines: readonly string[]): Trouble | null {
  const found = troubles.find(({ said }) => lines.some((line) => said.test(line)));
  return found === undefined ? null : { failure: found.failure, next: found.next };
}
