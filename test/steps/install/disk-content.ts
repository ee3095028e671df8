import type { Installer } from './installer.ts';

/** What is on the first disk, read as a person would: with sfdisk, blkid, find. */
export type DiskContent = {
  /** `sfdisk --json` without the name of the device. */
  readonly table: unknown;
  /** `swap: TYPE LABEL UUID`, by the name of the partition. */
  readonly fileSystems: readonly string[];
  /** `f 600 0:0 etc/nixos/answers.yaml`, sorted by path; a link says where it leads. */
  readonly tree: readonly string[];
  /** Digests of the files that are the same each time: no log, no salted hash, no moment at which a path was registered. */
  readonly digests: readonly string[];
  /** Files of the boot partition, of a machine with UEFI. */
  readonly boot: readonly string[];
};

/** Reads the first disk, which nothing may be using. */
export async function readDisk({ loops: [disk = ''], sh }: Pick<Installer, 'loops' | 'sh'>): Promise<DiskContent> {
  const parts = `${disk}${/\d$/.test(disk) ? 'p' : ''}[0-9]*`;
  const table = JSON.parse((await sh(`sfdisk --json ${disk}`)).replaceAll(disk, '')) as unknown;
  const lines = async (script: string) =>
    (await sh(script))
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '');
  await sh(`
    mkdir -p /run/box/tree
    mount -o ro "$(ls ${parts} | tail -n 1)" /run/box/tree`);
  try {
    return {
      table,
      fileSystems: await lines(
        `for part in ${parts}; do
          blkid --probe --output value --match-tag PART_ENTRY_NAME --match-tag TYPE --match-tag LABEL --match-tag UUID $part | paste -sd' '
        done`,
      ),
      tree: await lines(
        `cd /run/box/tree && find . -xdev -mindepth 1 -not -path './lost+found' -not -path './nix/store/*/*' -not -path './nix/var/nix/temproots/*' -printf '%P\\t%y %m %U:%G %P %l\\n' | LC_ALL=C sort | cut -f2 | sed 's/ $//'`,
      ),
      digests: await lines(
        `cd /run/box/tree && find . -xdev -type f -not -name naar-install.log -not -name admin-password-hash -not -path './nix/var/nix/db/*' -not -path './nix/var/nix/temproots/*' | LC_ALL=C sort | xargs sha256sum`,
      ),
      boot: await lines(
        `cd /run/box/out/fat && find . -type f | LC_ALL=C sort | xargs -r sha256sum | sed 's/ .*-..../ /'`,
      ),
    };
  } finally {
    await sh('umount /run/box/tree');
  }
}
