/** How far nixos-install has come, counted from what it prints. */
export type InstallProgress = {
  readonly built: number;
  readonly copied: number;
  readonly toBuild: number | null;
  readonly toCopy: number | null;
  /** What is in hand, in a few words. */
  readonly now: string;
};

/** Before the first line. */
export const noProgress: InstallProgress = { built: 0, copied: 0, toBuild: null, toCopy: null, now: 'starting' };

/** One line of nix or nixos-install (their messages of 2.18 to 2.32) taken into account. */
export function countLine(progress: InstallProgress, line: string): InstallProgress {
  const toBuild = /^th(?:is|ese) (?:(\d+) )?derivations? will be built/.exec(line);
  if (toBuild) return { ...progress, toBuild: Number(toBuild[1] ?? 1) };
  const toCopy = /^th(?:is|ese) (?:(\d+) )?paths? will be fetched/.exec(line);
  if (toCopy) return { ...progress, toCopy: Number(toCopy[1] ?? 1) };
  const built = /^building '\/nix\/store\/[a-z0-9]+-(.+?)(?:\.drv)?'/.exec(line);
  if (built) return { ...progress, built: progress.built + 1, now: `building ${name(built[1])}` };
  const copied = /^copying path '\/nix\/store\/[a-z0-9]+-(.+?)'/.exec(line);
  if (copied) return { ...progress, copied: progress.copied + 1, now: `copying ${name(copied[1])}` };
  if (/^copying channel/.test(line)) return { ...progress, now: 'copying the channel' };
  if (/^installing the boot loader/.test(line)) return { ...progress, now: 'installing the boot loader' };
  if (/^(setting up \/etc|updating GRUB|installing the GRUB)/.test(line))
    return { ...progress, now: 'installing the boot loader' };
  if (/^installation finished/.test(line)) return { ...progress, now: 'finished' };
  return progress;
}

/** One line for the person, at most 79 columns: `built 3 of 12, copied 120 of 560, 4 min: copying glibc`. */
export function progressWords({ built, copied, toBuild, toCopy, now }: InstallProgress, seconds: number): string {
  const of = (count: number, all: number | null) => (all === null || all < count ? `${count}` : `${count} of ${all}`);
  const minutes = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
  return `built ${of(built, toBuild)}, copied ${of(copied, toCopy)}, ${minutes}: ${now}`.slice(0, 79);
}

function name(text: string | undefined): string {
  return (text ?? '').slice(0, 40);
}
