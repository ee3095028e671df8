import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/facts/facts.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { soundAnswers } from './bad-answers.ts';
import { apu } from './facts.ts';

/** Warnings and answers of the sound file with some of its texts changed. */
function checked(
  changes: readonly (readonly [string | RegExp, string])[],
  facts: Facts | null = apu(),
  where: 'check' | 'render' = 'render',
) {
  const text = changes.reduce((before, [from, to]) => {
    const after = before.replace(from, () => to);
    if (after === before) throw new Error(`the sound answers have no ${from}`);
    return after;
  }, soundAnswers);
  const { problems, answers } = checkAnswers(text, facts, { where });
  expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  return { warnings: problems.map((problem) => `${problem.key}: ${problem.message}`), answers: answers! };
}

const pppoe = /type: pppoe\n[\s\S]*? {2}ipv6: .*\n/;

describe('warnings', () => {
  it('a console nobody can log in on', () => {
    expect(checked([['    password: { file: ./admin-password }\n', '']]).warnings).toEqual([
      'system.admin: Without a password nobody can log in on the console: if SSH fails, only a reinstall helps.',
    ]);
  });

  it('a file on the router, which must hold the hash of the password', () => {
    const path = (file: string) =>
      checked([['password: { file: ./admin-password }', `password: { path: ${file} }`]]).warnings;
    expect(path('/run/agenix/admin')).toEqual([
      'system.admin.password.path: NixOS takes what is in /run/agenix/admin for the hash of the password, not for the password.',
    ]);
    expect(path('/etc/naar/secrets/admin-password-hash')).toEqual([]);
  });

  it('an isolated device without a profile, and a profile that is not found across networks', () => {
    expect(checked([['    profile: plex-server\n', '']]).warnings).toEqual([
      'devices.tv: This device has no profile: in an isolated network it reaches nothing but DHCP, DNS and NTP of the router.',
    ]);
    expect(checked([['profile: plex-server', 'profile: roku']]).warnings).toEqual([
      'devices.tv.profile: Roku players and TVs: Apps in other networks find it by mDNS only, not by SSDP.',
    ]);
    expect(
      checked([
        ['profile: plex-server', 'profile: roku'],
        ['zone: isolated', 'zone: trusted'],
      ]).warnings,
    ).toEqual([]);
  });

  it('fewer /64s than networks, trusted ones served first', () => {
    expect(
      checked([
        ['prefixLength: 56', 'prefixLength: 64'],
        ['  lan:\n    zone: trusted', '  lan:\n    zone: guest'],
        ['zone: isolated', 'zone: trusted'],
      ]).warnings,
    ).toEqual(['wan.ipv6: An IPv6 prefix of /64 is enough for one network: lan will have local IPv6 addresses only.']);
    expect(checked([['prefixLength: 56', 'prefixLength: 63']]).warnings).toEqual([]);
    const many = Array.from(
      { length: 255 },
      (_, index) =>
        `  n${index}: { zone: guest, vlan: ${100 + index}, address: 10.0.${index}.1/24, ports: { switch: tagged } }\n`,
    ).join('');
    const told = (...changes: [string, string][]) => checked([['  lan:\n', `${many}  lan:\n`], ...changes]).warnings;
    expect(told()).toEqual([
      'wan.ipv6: An IPv6 prefix of /56 is enough for 256 networks: iot will have local IPv6 addresses only.',
    ]);
    expect(told(['  ipv6: { prefixLength: 56 }\n', ''])).toEqual([
      'networks: An IPv6 prefix of /56 is enough for 256 networks: iot will have local IPv6 addresses only.',
    ]);
    for (const off of ['off', 'false']) expect(told(['{ prefixLength: 56 }', off])).toEqual([]);
  });

  it('two networks beside the trusted ones that both want the mDNS reflector', () => {
    const cameras =
      '  cams:\n    zone: isolated\n    vlan: 91\n    address: 192.168.91.1/24\n    ports: { switch: tagged }\n';
    const printer = '  cast: { network: cams, mac: "02:00:00:00:00:01", profile: spotify-connect }\n';
    expect(checked([['devices:\n', `${cameras}devices:\n${printer}`]]).warnings).toEqual([
      'networks.cams: Devices in cams are not found from other networks: what they announce (mDNS) is passed on between the trusted networks and one more, and that is iot.',
    ]);
  });

  it('a jack without a job, a priority without a tag, a disk by an unstable name', () => {
    expect(checked([[', desk: untagged', '']]).warnings).toEqual([
      'ports.desk: The jack "desk" has no job: it will stay down.',
    ]);
    for (const priority of ['1', '{ data: 1 }', '{ control: 1 }', '{ data: 0, control: 7 }'])
      expect(checked([['vlan: 10', `priority: ${priority}`]]).warnings).toEqual([
        'wan.priority: A priority travels in the VLAN tag; without a tag it has no effect.',
      ]);
    for (const priority of ['0', '{ data: 0 }', '{ data: 0, control: 0 }'])
      expect(checked([['vlan: 10', `priority: ${priority}`]]).warnings).toEqual([]);
    expect(checked([['vlan: 10', 'vlan: 0\n  priority: 3']]).warnings).toEqual([]);
    expect(checked([['/dev/disk/by-id/ata-SATA_SSD_20012345678', '/dev/sda']]).warnings[0]).toMatch(
      /^disk.device: "\/dev\/sda" may be another disk after the next boot/,
    );
  });

  it('a way to boot that this machine has not', () => {
    const other = [['  hostName: router', '  boot: uefi']] as const;
    const told = 'system.boot: This machine starts by BIOS, and would not start what is made for UEFI.';
    expect(checked(other).warnings).toEqual([told]);
    expect(checked(other, null, 'check').warnings).toEqual([]);
    expect(checked(other, apu({ firmware: 'uefi' })).warnings).toEqual([]);
  });

  it('a jack by name where the machine is not known', () => {
    const { warnings } = checked([['switch: { mac: "00:0d:b9:00:00:02" }', 'switch: { name: enp2s0 }']], null, 'check');
    expect(warnings).toEqual(['ports.switch.name: Which jack "enp2s0" is can only be told on the machine itself.']);
  });
});

describe('presets', () => {
  it('fill what the person left out, and warn of what is not built', () => {
    const { warnings, answers } = checked([[pppoe, 'isp: nl-kpn\n']]);
    expect(answers.wan).toEqual({
      type: 'pppoe',
      port: 'uplink',
      isp: 'nl-kpn',
      vlan: 6,
      priority: { data: 0, control: 0 },
      mac: null,
      ipv6: { prefixLength: 48 },
      pppoe: {
        username: 'internet',
        password: { kind: 'text', text: 'internet' },
        service: null,
        hostUniq: null,
        auth: 'pap',
        mtu: 'auto',
      },
    });
    expect(warnings).toEqual([
      "wan.isp: Television of KPN (VLAN 4) is not built: keep the provider's box for it, or go without.",
      "wan.isp: Telephony of KPN is not built: keep the provider's box for it, or go without.",
    ]);
    expect(answers.keptText).toContain('wan:\n  port: uplink\n  isp: nl-kpn\nnetworks:');
  });

  it('give way to what the person wrote, also to an explicit null', () => {
    const { answers } = checked([
      [
        pppoe,
        'isp: nl-kpn\n  vlan: null\n  ipv6: off\n  pppoe: { username: me, password: { env: P }, auth: chap, mtu: 1492 }\n',
      ],
    ]);
    expect(answers.wan).toMatchObject({
      vlan: null,
      ipv6: null,
      pppoe: { username: 'me', password: { kind: 'secret' }, auth: 'chap', mtu: 1492 },
    });
    expect(answers.keptText).toContain('  vlan: null\n');
  });

  it('tell where a public login may not serve', () => {
    const told =
      "wan.isp: No login is given, so the public one of Deutsche Telekom (DSL, Glasfaser) is used. Only where Easy Login is on (default for new contracts from 2024); otherwise the letter's data.";
    expect(checked([[pppoe, 'isp: de-telekom\n']]).warnings).toContain(told);
    const own = 'isp: de-telekom\n  pppoe: { username: me, password: { env: P } }\n';
    expect(checked([[pppoe, own]]).warnings).not.toContain(told);
    expect(checked([[pppoe, 'isp: nl-kpn\n']]).warnings.join()).not.toContain('No login is given');
  });

  it('lend their public password to their public user only', () => {
    const text = soundAnswers.replace(pppoe, 'isp: nl-kpn\n  pppoe: { username: someone }\n');
    expect(checkAnswers(text, apu(), { where: 'render' }).problems.map((problem) => problem.key)).toContain(
      'wan.pppoe.password',
    );
  });

  it('carry priorities and DHCP options that are literal values, and ask for the others', () => {
    const { warnings, answers } = checked([[pppoe, 'isp: fr-orange\n']]);
    expect(answers.wan).toMatchObject({
      type: 'dhcp',
      vlan: 832,
      priority: { data: 0, control: 6 },
      dhcp: { vendorClass: { kind: 'text', text: 'sagem' }, clientId: null, userClass: null },
    });
    expect(warnings.filter((warning) => warning.includes('DHCP option'))).toEqual([
      'wan.isp: Lines of Orange / Sosh stay silent without DHCP option 77: the user class +FSVDSL_livebox.Internet.softathome.Livebox with the number of the box, in wan.dhcp.userClass.',
      'wan.isp: Lines of Orange / Sosh stay silent without DHCP option 90: the authentication string made from the fti/ login.',
    ]);
  });

  it('tell that DHCP with an own client identifier goes with the priority of the data', () => {
    const about = (wan: string) =>
      checked([[pppoe, `${wan}\n`]]).warnings.filter((text) => text.includes('of its own'));
    const said =
      'With a client identifier of your own DHCP has no priority of its own: it goes with that of the data, 0, not with 6.';
    const own = 'dhcp: { clientId: "user|pw" }';
    const differing = 'priority: { data: 0, control: 6 }';
    expect(about(`type: dhcp\n  vlan: 10\n  ${differing}\n  ${own}`)).toEqual([`wan.priority: ${said}`]);
    expect(about(`isp: fr-orange\n  ${own}`)).toEqual([`wan.dhcp.clientId: ${said}`]);
    expect(about(`type: dhcp\n  vlan: 10\n  priority: 6\n  ${own}`)).toEqual([]);
    expect(about(`isp: fr-orange\n  dhcp: { clientId: "01:00:0d:b9:00:00:01", options: { 90: x } }`)).toEqual([]);
  });

  it('wonder where the line is to be of another type', () => {
    expect(checked([[pppoe, 'isp: nl-kpn\n  type: dhcp\n']]).warnings).toContain(
      'wan.type: Lines of KPN are known to use PPPoE, not DHCP.',
    );
    expect(checked([[pppoe, 'isp: nl-kpn\n  type: pppoe\n']]).warnings.join()).not.toContain('are known to use');
  });

  it('say how sure they are, and which line needs a MAC, a Host-Uniq or has no IPv4 of its own', () => {
    const about = (isp: string, rest = '') => checked([[pppoe, `isp: ${isp}\n${rest}`]]).warnings;
    const login = '  pppoe: { username: a, password: { env: B } }\n';
    expect(about('be-scarlet', login)[0]).toBe(
      'wan.isp: What is known about Scarlet is of low confidence: compare VLAN and login with your contract.',
    );
    expect(about('it-vodafone', login)).toContain(
      "wan.isp: Lines of Vodafone Italia may want the serial number of the provider's box as Host-Uniq, a mark in the dialling.",
    );
    expect(about('fr-sfr')).toContain("wan.isp: Lines of SFR / RED expect the MAC address of the provider's box.");
    expect(about('de-deutsche-glasfaser')).toContain(
      'forwards: Deutsche Glasfaser shares IPv4 addresses between customers: forwards are not reached from the Internet.',
    );
  });
});

describe('pools', () => {
  const pool = (...changes: [string | RegExp, string][]) => checked(changes).answers.networks.get('iot')?.dhcp;

  it('are the upper half of the subnet, without what is reserved in it', () => {
    expect(pool()).toEqual({ from: '192.168.90.128', to: '192.168.90.254', lease: '12h' });
    expect(pool(['address: 192.168.90.10', 'address: 192.168.90.200'])).toMatchObject({ to: '192.168.90.199' });
    expect(pool(['address: 192.168.90.10', 'address: 192.168.90.150'])).toMatchObject({ from: '192.168.90.151' });
    expect(pool(['192.168.90.1/24', '192.168.90.254/24'])).toMatchObject({ to: '192.168.90.253' });
  });

  it('are what is written, none where they are off, and keep the default of what is not written', () => {
    const dhcp = (value: string): [string, string] => [
      '    ports: { switch: tagged }\n',
      `    ports: { switch: tagged }\n    dhcp: ${value}\n`,
    ];
    expect(pool(dhcp('off'))).toBeNull();
    expect(pool(dhcp('false'))).toBeNull();
    expect(pool(dhcp('{ lease: 1h }'))).toEqual({ from: '192.168.90.128', to: '192.168.90.254', lease: '1h' });
    expect(pool(dhcp('{ from: 192.168.90.5, to: 192.168.90.9 }'))).toEqual({
      from: '192.168.90.5',
      to: '192.168.90.9',
      lease: '12h',
    });
  });
});

describe('names', () => {
  it('keep the order of the file, also where they are numbers, and may be words of JavaScript', () => {
    const { answers } = checked([
      [
        'devices:\n',
        'devices:\n  "20": { network: lan, mac: "02:00:00:00:00:01" }\n  "3": { network: lan, mac: "02:00:00:00:00:02" }\n  constructor: { network: lan, mac: "02:00:00:00:00:03" }\n',
      ],
    ]);
    expect([...answers.devices.keys()]).toEqual(['20', '3', 'constructor', 'nas', 'tv']);
  });
});
