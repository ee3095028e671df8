/** A moment of an installation at which the power goes. */
export type Point = {
  readonly what: string;
  /** For the gate before the commands: `NAME before|during|after`; with the seconds after which it stops halfway. */
  readonly gate?: string;
  /** Or the path that is there by then. */
  readonly path?: string;
  /** Whether the disk knows afterwards that an installation was begun on it. */
  readonly begun: boolean;
};

/** In the order of an installation: each start goes on from the cut before it and comes a little further. */
export const points: readonly Point[] = [
  { what: 'the disk is erased', gate: 'wipefs after', begun: false },
  { what: 'the table is being written', gate: 'sfdisk during 0.3', begun: false },
  { what: 'the file system is being made', gate: 'mkfs.ext4 during 0.5', begun: false },
  { what: 'the file systems are made', gate: 'mkswap after', begun: false },
  { what: 'the disk is mounted', gate: 'swapon before', begun: false },
  { what: 'passwords and notes are written', gate: 'nixos-generate-config before', begun: true },
  { what: 'naar is copied', gate: 'cp after', begun: true },
  {
    what: 'in the middle of nixos-install',
    path: '/mnt/nix/store/l7ly3fg64p59w1hkig4rj8n7kmf94pd0-part-4',
    begun: true,
  },
  { what: 'the store that was begun is being read', gate: 'nix-store during 0.5', begun: true },
  { what: 'nixos-install is done, nothing is brought to the disk', gate: 'nixos-install after', begun: true },
  { what: 'in the verification', gate: 'dd before', begun: true },
  { what: 'before the notes are taken away', gate: 'rm before', begun: true },
];
