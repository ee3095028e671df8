import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { SwitchableUnit } from '../activate/switchable-units.ts';
import { sh } from './guest.ts';

/** Without a reload of systemd for each unit that Debian also has as a script of System V. */
const quietly = 'SYSTEMCTL_SKIP_SYSV=1 systemctl --no-reload --quiet';

type Units = Readonly<Record<string, SwitchableUnit>>;

/** What a change did, for a reader: names of units. */
export type Switched = {
  readonly stopped: readonly string[];
  readonly reloaded: readonly string[];
  readonly restarted: readonly string[];
  readonly started: readonly string[];
};

/**
 * Activates the files of another router over the running one, in the order of NixOS's switch-to-configuration-ng: units
 * that are gone or changed are stopped, the files put in place, units reloaded, restarted and started, and targets
 * started again so that what they want and does not run comes up. `from` and `to` are folders of a job (`/lab/job`,
 * `/lab/job/later`), `kept` places that stay as they are. Where NixOS differs: users are not changed, and .path units are left as they are (there too).
 */
export function switchTo(from: string, to: string, kept: readonly string[] = []): Switched {
  const [old, next] = [unitsOf(from), unitsOf(to)];
  const running = Object.keys({ ...old, ...next }).filter((name) =>
    /^(active|activating|reloading)/.test(sh(`systemctl is-active '${name}'; true`).trim()),
  );
  const gone = running.filter((name) => next[name] === undefined);
  const changed = running.filter(
    (name) => old[name] !== undefined && next[name] !== undefined && !name.endsWith('.path'),
  );
  const textChanged = changed.filter((name) => old[name]?.text !== next[name]?.text);
  const by = (what: SwitchableUnit['changed']) => textChanged.filter((name) => next[name]?.changed === what);
  const reloaded = [
    ...by('reload'),
    ...changed.filter((name) => !textChanged.includes(name) && old[name]?.reload !== next[name]?.reload),
  ];
  const [restarted, stopped] = [by('restart'), [...gone, ...by('stop and start')]];
  const own = (folder: string) => listOf(`${folder}/enable`);
  if (stopped.length > 0) sh(`systemctl stop ${stopped.join(' ')}`, 180);
  sh(`${quietly} disable ${own(from).join(' ')} 2>/dev/null; true`, 120);
  placeFiles(from, to, kept);
  sh(`${quietly} enable ${own(to).join(' ')}`, 120);
  sh('systemctl daemon-reload; systemd-tmpfiles --create /etc/tmpfiles.d/*.conf; true', 120);
  if (reloaded.length > 0) sh(`systemctl reload ${reloaded.join(' ')}`, 180);
  if (restarted.length > 0) sh(`systemctl restart ${restarted.join(' ')}`, 180);
  const started = stopped.filter((name) => next[name] !== undefined);
  sh(`systemctl start multi-user.target ${started.join(' ')}`, 180);
  return { stopped: gone, reloaded, restarted, started };
}

/**
 * Files of the old router that the new one has not are removed; secrets stay, as nothing in NixOS takes them away. What a
 * switch never touches is left as it is in `kept`.
 */
export function placeFiles(from: string, to: string, kept: readonly string[] = []): void {
  const list = (folder: string) =>
    sh(`cd ${folder}/root && find . -type f`)
      .trim()
      .split('\n')
      .filter((file) => !kept.some((place) => file.startsWith(place)));
  const next = list(to);
  for (const file of list(from))
    if (!next.includes(file) && !file.startsWith('./etc/naar/')) sh(`rm -f '/${file.slice(2)}'`);
  writeFileSync('/lab/next-files', `${next.join('\n')}\n`);
  // anew, and not into a file that a program has open
  sh(`tar -C ${to}/root -cf - -T /lab/next-files | tar -C / --unlink-first -xpf -`, 120);
  for (const name of listOf(`${to}/packages`))
    if (!existsSync(`${name}/bin`)) sh(`mkdir -p ${name} && ln -s /lab/bin ${name}/bin && ln -s /lab/bin ${name}/sbin`);
}

function unitsOf(folder: string): Units {
  return JSON.parse(readFileSync(`${folder}/switch.json`, 'utf8')) as Units;
}

function listOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
