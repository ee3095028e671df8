/** How far nixos-install has come, counted from what it prints. */
export type InstallProgress = {
  readonly built: number;
  readonly copied: number;
  readonly toBuild: number | null;
  readonly toCopy: number | null;
  /** What is to be downloaded in all, as nix says it: `310.52 MiB`. */
  readonly toDownload: string | null;
  /** What is in hand, in a few words. */
  readonly now: string;
};

/** Before the first line. */
export const noProgress: InstallProgress = {
  built: 0,
  copied: 0,
  toBuild: null,
  toCopy: null,
  toDownload: null,
  now: 'starting',
};

/** One line of nix or nixos-install (their messages of 2.18 to 2.32) taken into account. */
export function countLine(progress: InstallProgress, line: string): InstallProgress {
  const toBuild = /^th(?:is|ese) (?:(\d+) )?derivations? will be built/.exec(line);
  if (toBuild) return { ...progress, toBuild: progress.built + Number(toBuild[1] ?? 1) };
  const toCopy = /^th(?:is|ese) (?:(\d+) )?paths? will be fetched(?: \(([\d.]+ \w+) download)?/.exec(line);
  if (toCopy)
    return {
      ...progress,
      toCopy: progress.copied + Number(toCopy[1] ?? 1),
      toDownload: toCopy[2] ?? progress.toDownload,
    };
  const built = /^building '\/nix\/store\/[a-z0-9]+-(.+?)(?:\.drv)?'/.exec(line);
  if (built) return { ...progress, built: progress.built + 1, now: `building ${name(built[1])}` };
  const copied = /^copying path '\/nix\/store\/[a-z0-9]+-(.+?)'/.exec(line);
  if (copied) return { ...progress, copied: progress.copied + 1, now: `copying ${name(copied[1])}` };
  if (/unable to download .*retrying/.test(line))
    return { ...progress, now: 'the Internet does not answer, trying again' };
  if (/^checking store hashes/.test(line)) return { ...progress, now: 'reading what an earlier run fetched' };
  if (/^The store is not whole/.test(line)) return { ...progress, now: 'not all of it is whole: fetching it anew' };
  if (/^copying channel/.test(line)) return { ...progress, now: 'copying the channel' };
  if (/^building the configuration/.test(line)) return { ...progress, now: 'working out the configuration' };
  if (/^(setting up \/etc|updating GRUB|installing the (GRUB|boot loader))/.test(line))
    return { ...progress, now: 'installing the boot loader' };
  if (/^installation finished/.test(line)) return { ...progress, now: 'finished' };
  return progress;
}

/** One line for the person: `built 3 of 12, copied 120 of 560 (310.52 MiB), 4 min: copying glibc`; what is in hand is cut where it is long. */
export function progressWords(progress: InstallProgress, seconds: number): string {
  const { built, copied, toBuild, toCopy, toDownload, now } = progress;
  const of = (count: number, all: number | null) => (all === null || all < count ? `${count}` : `${count} of ${all}`);
  const size = toDownload === null ? '' : ` (${toDownload})`;
  return `built ${of(built, toBuild)}, copied ${of(copied, toCopy)}${size}, ${elapsed(seconds)}: ${now}`;
}

/** `45 s`, `4 min`. */
export function elapsed(seconds: number): string {
  return seconds < 60 ? `${Math.max(0, Math.floor(seconds))} s` : `${Math.floor(seconds / 60)} min`;
}

function name(text: string | undefined): string {
  return (text ?? '').slice(0, 40);
}
