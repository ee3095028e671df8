import { error, type Finding, shown, warning } from '../finding.ts';
import type { Inquiry } from '../inquiry.ts';
import { didYouMean } from '../nearest.ts';
import { secretPath } from '../secrets.ts';
import { sshKeyFault } from '../ssh-key.ts';
import { canonicalUla, releaseOf } from '../system-defaults.ts';
import { timeZoneNames } from '../time-zones.ts';

/** Login names that the system itself uses or may come to use. */
const systemUsers = [
  'root',
  'nobody',
  'sshd',
  'unbound',
  'dnsmasq',
  'chrony',
  'avahi',
  'messagebus',
  'polkituser',
  'nscd',
  'rtkit',
  'wheel',
];

/** Without Etc/GMT+1 and the like, whose sign is the other way round: nobody means one of those. */
const zonesOfPlaces = timeZoneNames.filter((name) => !/GMT[+-]/.test(name));

/** Room in a name of 253 characters (RFC 1035) for a device's name of 63 and the dot behind it. */
const longestDomain = 253 - 64;

/** Names, zone, releases and the ULA of the router. */
export function* systemFindings({ draft, facts, where, lost }: Inquiry): Generator<Finding> {
  const { hostName, domain, timeZone, release, stateVersion, ula, boot } = draft.system ?? {};
  if (hostName?.toLowerCase() === 'localhost') {
    const message = 'Every computer calls itself localhost, so nobody would find the router by that name.';
    yield error(['system', 'hostName'], message, 'another name, such as router');
  }
  if (domain !== undefined) yield* domainFindings(domain);
  if (boot !== undefined && facts !== null && boot !== facts.firmware) {
    const way = { bios: 'BIOS', uefi: 'UEFI' };
    const message = `This machine starts by ${way[facts.firmware]}, and would not start what is made for ${way[boot]}.`;
    const say = where === 'install' ? error : warning;
    yield say(['system', 'boot'], message, `${facts.firmware}, or no system.boot`);
  }
  if (timeZone !== undefined && !timeZoneNames.includes(timeZone)) {
    yield error(
      ['system', 'timeZone'],
      `${shown(timeZone)} is not a time zone.${didYouMean(timeZone, zonesOfPlaces)}`,
      'a name such as Europe/Brussels or UTC, as the tz database has it; upper and lower case count',
    );
  }
  const target = releaseOf(release, facts);
  if (stateVersion !== undefined && stateVersion > target && !lost(['system', 'release'])) {
    yield error(
      ['system', 'stateVersion'],
      `The state version ${stateVersion} is newer than the release ${target}.`,
      `"${target}" or older; best left as it was at the first install`,
    );
  }
  if (ula !== undefined && canonicalUla(ula) === null) {
    yield error(
      ['system', 'ula'],
      `${shown(ula)} is not a prefix for local IPv6 addresses (ULA, RFC 4193).`,
      'a /48 below fd00::/8, such as "fd12:3456:789a::/48"',
    );
  }
}

function* domainFindings(domain: string): Generator<Finding> {
  const path = ['system', 'domain'];
  const allowed = 'labels of up to 63 letters, digits and hyphens, joined by dots, such as home.arpa';
  const bad = domain.split('.').find((label) => label.length > 63 || label.startsWith('-') || label.endsWith('-'));
  if (bad !== undefined) yield error(path, `${shown(domain)} is not a domain name.`, allowed);
  if (domain.length > longestDomain)
    yield error(
      path,
      `This domain has ${domain.length} characters, which leaves no room for the names of devices.`,
      `at most ${longestDomain} characters`,
    );
  if (/^\d+$/.test(domain.split('.').at(-1) ?? ''))
    yield error(path, `${shown(domain)} ends in a number, so programs would take it for an address.`, allowed);
  if (domain.toLowerCase() === 'local' || domain.toLowerCase().endsWith('.local')) {
    yield error(
      path,
      'Names below .local belong to mDNS (RFC 6762): many devices would never ask the router for them.',
      'home.arpa, or another domain',
    );
  }
}

/** Who may log in, and how. */
export function* loginFindings({ draft, networks, lost, whole }: Inquiry): Generator<Finding> {
  const admin = draft.system?.admin ?? {};
  const path = ['system', 'admin'];
  if (admin.user !== undefined && (systemUsers.includes(admin.user) || /^(systemd-|nixbld)/.test(admin.user))) {
    yield error(
      [...path, 'user'],
      `The login name ${shown(admin.user)} belongs to the system itself.`,
      'another name, such as admin',
    );
  }
  const keys = admin.sshKeys ?? [];
  for (const [index, key] of keys.entries()) {
    const fault = key === undefined ? null : sshKeyFault(key);
    if (fault !== null) yield error([...path, 'sshKeys', index], fault.message, fault.allowed);
  }
  const hasPassword = admin.password !== undefined || lost([...path, 'password']);
  if (lost([...path, 'sshKeys'])) return;
  const either = 'system.admin.sshKeys, system.admin.password, or both';
  if (!hasPassword && keys.length === 0)
    yield error(path, 'Nobody could log in: there is neither an SSH key nor a password.', either);
  const zones = networks.map((network) => network.answer.zone);
  const trusted = zones.length === 0 || zones.some((zone) => zone === 'trusted' || zone === undefined);
  const closed = keys.length > 0 && !trusted && whole(['networks']);
  if (closed) {
    const words = 'SSH is open to trusted networks only, and there is none';
    yield hasPassword
      ? warning(path, `${words}: the console is the only way in.`)
      : error(path, `Nobody could log in: ${words}.`, 'a trusted network, or a password for the console');
  }
  if (
    admin.password !== undefined &&
    'path' in admin.password &&
    admin.password.path !== secretPath('admin-password-hash')
  ) {
    yield warning(
      [...path, 'password', 'path'],
      `NixOS takes what is in ${admin.password.path} for the hash of the password, not for the password.`,
      'a file with one line made by "mkpasswd -m yescrypt"',
    );
  }
  if (!hasPassword && keys.length > 0 && !closed) {
    yield warning(
      path,
      'Without a password nobody can log in on the console: if SSH fails, only a reinstall helps.',
      'system.admin.password',
    );
  }
}
