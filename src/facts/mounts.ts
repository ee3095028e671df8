/** One mount of /proc/self/mountinfo: where, what device (`8:17`), and its name for file systems without a device number. */
export type Mount = { readonly point: string; readonly device: string; readonly source: string };

/** Reads /proc/self/mountinfo (proc_pid_mountinfo(5)); blanks in names come as `\040` there. */
export function parseMountInfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after] = line.split(' - ');
    const [, , device, , point] = before.split(' ');
    const source = after?.split(' ')[1];
    return device === undefined || point === undefined || source === undefined
      ? []
      : [{ point: plain(point), device, source: plain(source) }];
  });
}

/**
 * The mounts that the running system itself lives on: in the installer the
 * stick (/iso, /nix/.ro-store and what lies below a loop device), on an
 * installed system its root, store and boot partitions.
 */
export function systemMounts(mounts: readonly Mount[]): readonly Mount[] {
  return mounts.filter(({ point }) => systemPoints.has(point));
}

const systemPoints = new Set([
  '/',
  '/boot',
  '/boot/efi',
  '/efi',
  '/findiso',
  '/iso',
  '/nix',
  '/nix/.ro-store',
  '/nix/store',
  '/usr',
]);

/** The mount that a path lies on: the longest that leads there, the latest where two are stacked. */
export function mountHolding(path: string, mounts: readonly Mount[]): Mount | null {
  return mounts
    .filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`))
    .reduce<Mount | null>(
      (best, mount) => (best === null || mount.point.length >= best.point.length ? mount : best),
      null,
    );
}

function plain(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
