import { join } from 'node:path';
import { at, isSet, plainConfiguration } from '../evaluate.ts';
import { mayAsk, runIsolated, runTool, type ToolRun, withFolder } from '../workbench.ts';
import { avahiConf, chronyConf, dnsmasqConf, networkdFiles, nixConf, unboundConf } from './nixos-files.ts';

/**
 * Judges that hand a daemon its own file. Each takes an evaluated
 * configuration and gives one sentence for each thing the daemon minds; none
 * where it is content or its service is off.
 */

/** unbound-checkconf reads unbound.conf. */
export function judgeUnbound(config: unknown): string[] {
  const text = unboundConf(config);
  if (text === null) return [];
  return withFolder({ 'unbound.conf': text }, (folder) =>
    complaints('unbound', runTool('unbound-checkconf', [join(folder, 'unbound.conf')]), folder),
  );
}

/** dnsmasq reads dnsmasq.conf. */
export function judgeDnsmasq(config: unknown): string[] {
  const text = dnsmasqConf(config);
  if (text === null) return [];
  return withFolder({ 'dnsmasq.conf': text }, (folder) =>
    complaints('dnsmasq', runTool('dnsmasq', ['--test', '-C', join(folder, 'dnsmasq.conf')]), folder),
  );
}

/** chronyd reads chrony.conf and prints it. */
export function judgeChrony(config: unknown): string[] {
  const text = chronyConf(config);
  if (text === null) return [];
  return withFolder({ 'chrony.conf': text }, (folder) =>
    complaints('chrony', runTool('chronyd', ['-p', '-f', join(folder, 'chrony.conf')]), folder),
  );
}

/** Nix reads nix.conf as it does while NixOS is built, where a warning is an error. */
export function judgeNix(config: unknown): string[] {
  return withFolder({ 'nix.conf': nixConf(config) }, (folder) => {
    const words = ['show-config', '--no-net', '--option', 'experimental-features', 'nix-command'];
    const run = runTool('nix', words, { NIX_CONF_DIR: folder, NIX_USER_CONF_FILES: '' });
    const warned = run.stderr.includes('warning: ');
    return complaints('nix', { ...run, code: warned ? 1 : run.code }, folder);
  });
}

/** avahi-daemon has no check of its own: it runs for half a second where no network is, and must still be there. */
export function judgeAvahi(config: unknown): string[] {
  const text = avahiConf(config);
  if (text === null || !mayAsk('avahi-daemon')) return [];
  const alone = text.replace('[server]\n', '[server]\nenable-dbus=no\n');
  return withFolder({ 'avahi.conf': alone }, (folder) => {
    const run = runIsolated(
      'mount -t tmpfs tmpfs /run && timeout 0.5 avahi-daemon --no-drop-root --no-chroot --no-rlimits -f "$1"',
      [join(folder, 'avahi.conf')],
    );
    return run.code === 124 ? [] : complaints('avahi', { ...run, code: 1 }, folder);
  });
}

/**
 * pppd reads each peer with the real PPPoE plugin, on jacks that stand in for
 * those of the router, and says what it would do without doing it. Needs no
 * /dev/ppp. The login comes from a stand-in too.
 */
export function judgePppd(config: unknown): string[] {
  const peers = at(plainConfiguration(config), 'services', 'pppd', 'peers');
  return Object.entries(isSet(peers) ? peers : {}).flatMap(([name, peer]) => {
    const text = String(at(peer, 'config') ?? '');
    const files = [...text.matchAll(/^file (.+)$/gm)].map(([, path]) => path);
    const findings =
      files.length === 0 && /^(user|password) /m.test(text)
        ? [`pppd peer ${name}: the login stands in the world-readable store.`]
        : [];
    if (!mayAsk('pppd')) return findings;
    const jacks = [...text.matchAll(/^(?:plugin \S+ |nic-)(\S+)$/gm)].map(([, jack]) => String(jack));
    const run = withFolder(
      { peer: text.replace(/^file .+$/gm, 'file ./login'), login: 'user "x"\npassword "y"\n' },
      (folder) => runIsolated(pppdScript, [folder, ...jacks]),
    );
    return [...findings, ...complaints(`pppd peer ${name}`, run, '.')];
  });
}

const pppdScript = `cd "$1" && shift || exit 9
for jack; do ip link add "$jack" type veth peer name "peer-$#" || exit 9; shift; done
mount -t tmpfs tmpfs /etc/ppp && mount -t tmpfs tmpfs /dev && : > /dev/ppp && : > /etc/ppp/options || exit 9
pppd nodetach dryrun logfd 2 file ./peer < /dev/ppp > /dev/null 2> log || { code=$?; grep -v '^Plugin' log >&2; exit $code; }`;

/**
 * systemd-networkd reads .network and .netdev files where no network is and
 * names what it ignores. Keys newer than the systemd of this machine are left
 * to checkOptions, and so are .link files, which udev reads.
 */
export function judgeNetworkd(config: unknown): string[] {
  const files = Object.fromEntries(Object.entries(networkdFiles(config)).filter(([name]) => !name.endsWith('.link')));
  if (Object.keys(files).length === 0 || !mayAsk('systemd-networkd')) return [];
  const run = withFolder(files, (folder) => runIsolated(networkdScript, [folder]));
  if (!run.stderr.includes('Enumeration completed'))
    return [`systemd-networkd did not start: ${run.stderr.trim().slice(0, 500)}`];
  const minded = run.stderr.split('\n').filter((line) => line.includes('/run/systemd/network/'));
  return minded
    .filter((line) => !newerKeys.test(line))
    .map((line) => `networkd: ${line.replace(/.*\/run\/systemd\/network\//, '').trim()}`);
}

const networkdScript = `mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp || exit 9
chown -R systemd-network /run/systemd/netif 2> /dev/null
cp -r "$1" /run/systemd/network && chmod -R a+rX /run/systemd/network || exit 9
SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=info timeout 5 /lib/systemd/systemd-networkd 2> /run/log &
for _ in $(seq 100); do grep -q 'Enumeration completed' /run/log && break; sleep 0.05; done
cat /run/log >&2`;

/** Keys of systemd 253 and later; NixOS 25.11 has 258. */
const newerKeys =
  /Unknown key '(IPv4Forwarding|IPv6Forwarding|UseDomains|SocketPriority|UseDNR|SendRelease|UsePREF64|UseHopLimit|UseRedirect|HopLimit|RTTSec|IPv4ReversePathFilter|IPv6RetransmissionTimeSec)'/;

function complaints(who: string, run: ToolRun, folder: string): string[] {
  if (run.code === 0) return [];
  const said = (run.stderr.trim() === '' ? run.stdout : run.stderr)
    .split('\n')
    .map((line) => line.replaceAll(`${folder}/`, '').trim())
    .filter((line) => line !== '');
  return said.length === 0
    ? [`${who}: refused with exit status ${run.code} and no word.`]
    : said.map((line) => `${who}: ${line}`);
}
