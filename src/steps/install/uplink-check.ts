import type { System } from '../../system/system.ts';
import type { Fault } from '../steps.ts';

/** Where nixos-install gets the system from; this file of a few bytes is there for asking (nix.conf(5), "substituters"). */
const cache = 'cache.nixos.org/nix-cache-info';

/** How the cache answers: null where it does, else curl's exit status and last words (curl(1), "EXIT CODES"). */
export type CacheAnswer = { readonly code: number | null; readonly words: string } | null;

/** Asks the cache over HTTPS, as nix will. */
export async function askCache(system: System): Promise<CacheAnswer> {
  const { code, stderr } = await curl(system, ['--output', '/dev/null', `https://${cache}`]);
  return code === 0 ? null : { code, words: stderr.trim().split('\n').at(-1) ?? '' };
}

/** Why nothing can be fetched, and what to do. */
export async function uplinkFault(system: System, answer: NonNullable<CacheAnswer>): Promise<Fault> {
  return (await wrongClock(system, answer)) ?? unreachable(answer);
}

/** 60: the certificate is refused, which a wrong clock does as well. A plain answer bears the time. */
async function wrongClock(system: System, { code, words }: NonNullable<CacheAnswer>): Promise<Fault | null> {
  if (code !== 60) return null;
  const { stdout } = await curl(system, ['--head', `http://${cache}`]);
  const told = Date.parse(/^date:\s*(.+?)\s*$/im.exec(stdout)?.[1] ?? '');
  const now = system.now();
  if (Number.isNaN(told) || Math.abs(told - now.getTime()) < 3600_000)
    return {
      problem: 'Something on the line answers in the name of the Nix cache: its certificate is refused.',
      next: 'A hotel or company network may want you to log in first; or use another line.',
      evidence: [words],
    };
  const time = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return {
    problem: `The clock is wrong: it says ${time(now.getTime())}, the Internet says ${time(told)} (UTC).`,
    next: `Set it: sudo date --utc --set "${time(told)}"; then start naar again.`,
  };
}

function unreachable({ code, words }: NonNullable<CacheAnswer>): Fault {
  const why = code === 6 ? 'names are not resolved' : code === 7 || code === 28 ? 'nobody answers' : 'it fails';
  return {
    problem: `The Internet cannot be reached (${why}), and NixOS is fetched from there.`,
    // naar's own installer leaves the jacks alone (flake.nix); elsewhere it does no harm
    next: 'Plug in a cable that leads to the Internet and say: nmcli device connect JACK (its name: naar detect), or connect to a Wi-Fi with nmtui; see it with: curl https://cache.nixos.org/nix-cache-info. Then start naar again.',
    evidence: words === '' ? [] : [words],
  };
}

function curl(system: System, args: readonly string[]) {
  return system.run('curl', ['--silent', '--show-error', '--fail', '--max-time', '20', ...args], { timeout: 30_000 });
}
