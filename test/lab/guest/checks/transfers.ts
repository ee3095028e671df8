import { check, inside, loadTable, same, sh, that } from '../guest.ts';
import { internet } from '../isp.ts';

/** Hosts of the Internet by family, as curl takes them. */
const families = { IPv4: internet.host4, IPv6: `[${internet.host6}]` } as const;

/** A transfer that must arrive as it left. Gives seconds. */
export function download(station: string, family: keyof typeof families, bytes: number): number {
  const web = `http://${families[family]}`;
  const [digest = '', seconds] = inside(
    station,
    `curl -sS -g -m 1500 -w '%{stderr}%{time_total}' ${web}/random/${bytes} 2>/run/lab/seconds | sha256sum | cut -d ' ' -f 1; cat /run/lab/seconds`,
    1600,
  )
    .trim()
    .split('\n');
  same(digest, inside(station, `curl -sS -g -m 900 ${web}/digest/${bytes}`, 1000).trim(), 'digest of what came down');
  return Number(seconds);
}

export function upload(station: string, family: keyof typeof families, bytes: number): number {
  const file = `/var/tmp/upload-${bytes}`;
  sh(`[ -s ${file} ] || head -c ${bytes} /dev/urandom >${file}`, 600);
  const [digest, seconds] = inside(
    station,
    `curl -sS -g -m 1500 -T ${file} -H Expect: -w '%{time_total}\\n' http://${families[family]}/up`,
    1600,
  )
    .trim()
    .split('\n');
  same(digest, sh(`sha256sum ${file}`, 600).split(' ')[0], 'digest of what went up');
  return Number(seconds);
}

/** Packets that the forward hook saw of the station's connections, counted beside our own rules. */
export function countForwarded(): () => number {
  loadTable(
    'lab_count',
    'chain forward {\ntype filter hook forward priority -300; policy accept;\nmeta l4proto tcp counter\n}',
  );
  return () => {
    const packets = /packets (\d+)/.exec(sh('nft list table inet lab_count'))?.[1];
    sh('nft delete table inet lab_count');
    return Number(packets);
  };
}

/** Segments that a transfer of this many bytes needs at the least. */
export function segments(bytes: number): number {
  return Math.ceil(bytes / 1448);
}

/** With the fast path loaded: both ways and families arrive whole, and the forward hook sees hardly any of it. */
export async function offloaded(station: string, bytes: number): Promise<void> {
  for (const family of ['IPv4', 'IPv6'] as const)
    for (const [way, transfer] of [
      ['down', download],
      ['up', upload],
    ] as const)
      await check(`fast path: ${megabytes(bytes)} ${way} over ${family} arrive whole, past the forward chain`, () => {
        const forwarded = countForwarded();
        const seconds = transfer(station, family, bytes);
        const seen = forwarded();
        that(seen < segments(bytes) / 20, `the forward chain saw ${seen} packets of at least ${segments(bytes)}`);
        return `${seen} packets in the forward chain, of at least ${segments(bytes)}; ${seconds} s`;
      });
}

/** Without it the same transfers arrive too, each packet through the forward chain. `why` says what is the matter. */
export async function forwarded(station: string, bytes: number, why: string): Promise<void> {
  for (const family of ['IPv4', 'IPv6'] as const)
    await check(`${why}: ${megabytes(bytes)} over ${family} arrive whole, both ways`, () => {
      const counted = countForwarded();
      const seconds = [download(station, family, bytes), upload(station, family, bytes)];
      const seen = counted();
      // large packets of several segments are one in the forward chain (GRO)
      that(seen > 100, `the forward chain saw ${seen} packets only`);
      return `${seen} packets in the forward chain; ${seconds.join(' and ')} s`;
    });
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
