import type { Facts } from '../../src/facts/facts.ts';
import type { Where } from '../../src/interview/inquiry.ts';
import { apu, jack } from './facts.ts';

/** A sound answers file that every bad one differs from in one place. Line numbers in the table count here. */
export const soundAnswers = `version: 1
system:
  hostName: router
  timeZone: Europe/Brussels
  release: "26.05"
  admin:
    user: admin
    password: { file: ./admin-password }
    sshKeys:
      - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop
disk:
  device: /dev/disk/by-id/ata-SATA_SSD_20012345678
  erase: true
ports:
  uplink: { mac: "00:0d:b9:00:00:01" }
  switch: { mac: "00:0d:b9:00:00:02" }
  desk: { mac: "00:0d:b9:00:00:03" }
wan:
  port: uplink
  type: pppoe
  vlan: 10
  pppoe:
    username: someone@EDPNET
    password: { file: ./pppoe-password }
  ipv6: { prefixLength: 56 }
networks:
  lan:
    zone: trusted
    vlan: 20
    address: 192.168.20.1/24
    ports: { switch: tagged, desk: untagged }
    dhcp: { from: 192.168.20.100, to: 192.168.20.199, lease: 12h }
  iot:
    zone: isolated
    vlan: 90
    address: 192.168.90.1/24
    ports: { switch: tagged }
devices:
  nas:
    network: lan
    mac: "00:11:32:aa:bb:02"
    address: 192.168.20.5
  tv:
    network: iot
    profile: plex-server
    mac: "54:60:09:aa:bb:01"
    address: 192.168.90.10
    allow:
      - { to: nas, protocol: tcp, port: 445 }
forwards:
  - { protocol: tcp, port: 8443, to: nas, toPort: 443 }
dns:
  upstream:
    - { address: 9.9.9.9, tls: dns.quad9.net }
tuning:
  flowOffload: off
  shaper: { down: 90M, up: 20M }
`;

export type BadAnswers = {
  readonly name: string;
  /** Texts of `soundAnswers` and what stands there instead; or the whole file. */
  readonly change: readonly (readonly [string, string])[] | string;
  readonly facts?: Facts;
  readonly where?: Where;
  /** `line:column key: message [allowed]`, warnings with "warning " in front; all of them. */
  readonly problems: readonly string[];
};

export const badAnswers: readonly BadAnswers[] = [
  {
    name: 'empty file',
    change: '',
    problems: ['1:1 : The file is empty. [version: 1, then system, ports, wan and networks]'],
  },
  {
    name: 'only a comment',
    change: '# nothing\n',
    problems: ['1:1 : The file is empty. [version: 1, then system, ports, wan and networks]'],
  },
  {
    name: 'a list',
    change: '- version: 1\n',
    problems: ['1:1 : The file is not a group of keys. [version: 1, then system, ports, wan and networks]'],
  },
  {
    name: 'a word',
    change: 'hello\n',
    problems: ['1:1 : The file is not a group of keys. [version: 1, then system, ports, wan and networks]'],
  },
  {
    name: 'two documents',
    change: 'version: 1\n---\nversion: 1\n',
    problems: ['2:1 : The file holds several documents; keep one and remove the lines that say "---".'],
  },
  {
    name: 'a tab as indentation',
    change: 'version: 1\nsystem:\n\thostName: router\n',
    problems: ['3:1 : A tab stands where YAML wants spaces: indent with spaces only.'],
  },
  {
    name: 'an open quote',
    change: 'version: 1\nsystem: { hostName: "router }\n',
    problems: [
      '3:1 : Something is missing here: a closing quote or bracket, a comma, a colon, or the blank after one.',
    ],
  },
  { name: 'NUL bytes', change: 'version: 1\0\n', problems: ['1:1 : The file holds NUL bytes: it is not a text file.'] },
  {
    name: 'a closing bracket missing',
    change: 'version: 1\nports: { a: { mac: "00:0d:b9:00:00:01" }\n',
    problems: ['3:1 : The indentation does not fit the lines above, or a bracket or quote there is not closed.'],
  },
  {
    name: 'nested without end',
    change: '['.repeat(3000),
    problems: ['1:1 : The file is nested too deeply or repeats itself by aliases too often to be a set of answers.'],
  },
  {
    name: 'aliases that multiply',
    change:
      'a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e]\n',
    problems: ['1:1 : The file is nested too deeply or repeats itself by aliases too often to be a set of answers.'],
  },
  {
    name: 'an alias inside itself',
    change: 'version: &v [*v]\n',
    problems: ['1:1 : The file is nested too deeply or repeats itself by aliases too often to be a set of answers.'],
  },
  {
    name: 'nothing but a version',
    change: 'version: 1\n',
    problems: [
      '1:1 ports: This key is missing. [LABEL: { mac: "00:0d:b9:00:00:01" }]',
      '1:1 wan: This key is missing. [{ port: LABEL, type: dhcp }, with type pppoe, dhcp or static; or isp: PRESET]',
      '1:1 networks: This key is missing. [NAME: { zone: trusted, address: 192.168.20.1/24, ports: { LABEL: untagged } }]',
      '1:1 system.admin: Nobody could log in: there is neither an SSH key nor a password. [system.admin.sshKeys, system.admin.password, or both]',
    ],
  },
  { name: 'no version', change: [['version: 1\n', '']], problems: ['1:1 version: This key is missing. [1]'] },
  {
    name: 'another version',
    change: [['version: 1', 'version: 2']],
    problems: ['1:10 version: 2 is not a version that this naar reads. [1]'],
  },
  {
    name: 'version in quotes',
    change: [['version: 1', 'version: "1"']],
    problems: ['1:10 version: "1" in quotes is a text: write it without quotes. [1]'],
  },
  {
    name: 'unknown key at the top',
    change: [['dns:', 'dsn:']],
    problems: [
      '52:1 dsn: "dsn" is not a key here. Did you mean "dns"? [version, system, disk, ports, wan, networks, devices, forwards, dns or tuning]',
    ],
  },
  {
    name: 'unknown key, mistyped',
    change: [['  timeZone:', '  timezone:']],
    problems: [
      '4:3 system.timezone: "timezone" is not a key here. Did you mean "timeZone"? [hostName, domain, timeZone, release, stateVersion, ula, keyMap, boot or admin]',
    ],
  },
  {
    name: 'unknown key without a near one',
    change: [['  timeZone: Europe/Brussels', '  colour: blue']],
    problems: [
      '4:3 system.colour: "colour" is not a key here. [hostName, domain, timeZone, release, stateVersion, ula, keyMap, boot or admin]',
    ],
  },
  {
    name: 'key written twice',
    change: [['  hostName: router\n', '  hostName: router\n  hostName: gate\n']],
    problems: ['4:3 system.hostName: This key is written twice; keep one of the two.'],
  },
  {
    name: '__proto__ as a key',
    change: [['  hostName: router\n', '  hostName: router\n  __proto__: { a: 1 }\n']],
    problems: ['4:3 system: A key in this group is not a plain name. [names made of letters, digits and hyphens]'],
  },
  {
    name: 'constructor as a key',
    change: [['  hostName: router\n', '  constructor: router\n']],
    problems: [
      '3:3 system.constructor: "constructor" is not a key here. [hostName, domain, timeZone, release, stateVersion, ula, keyMap, boot or admin]',
    ],
  },
  {
    name: 'a list as a key',
    change: [['  hostName: router\n', '  ? [a]\n  : b\n']],
    problems: ['3:5 system: A key in this group is not a plain name. [names made of letters, digits and hyphens]'],
  },
  {
    name: 'a tag',
    change: [['  hostName: router', '  hostName: !env HOST']],
    problems: ['3:13 : A tag (a word that begins with "!") is not understood here; remove it.'],
  },
  {
    name: 'an anchorless alias',
    change: [['  hostName: router', '  hostName: *name']],
    problems: [
      '3:13 system.hostName: An alias ("*name") has no anchor ("&name") before it; a text that begins with "*" or "&" needs quotes.',
    ],
  },
  {
    name: 'host name with a blank',
    change: [['hostName: router', 'hostName: my router']],
    problems: [
      '3:13 system.hostName: "my router" is not a host name. [1 to 63 letters, digits and hyphens, with no hyphen at either end]',
    ],
  },
  {
    name: 'host name as a number',
    change: [['hostName: router', 'hostName: 42']],
    problems: [
      '3:13 system.hostName: 42 without quotes is a number, not text: put it in quotes, "42". [1 to 63 letters, digits and hyphens, with no hyphen at either end]',
    ],
  },
  {
    name: 'host name missing its value',
    change: [['hostName: router', 'hostName:']],
    problems: [
      '3:12 system.hostName: An empty value is not a host name. [1 to 63 letters, digits and hyphens, with no hyphen at either end]',
    ],
  },
  {
    name: 'domain with a hyphen at the end',
    change: [['  hostName: router', '  domain: home-.arpa']],
    problems: [
      '3:11 system.domain: "home-.arpa" is not a domain name. [labels of up to 63 letters, digits and hyphens, joined by dots, such as home.arpa]',
    ],
  },
  {
    name: 'domain below .local',
    change: [['  hostName: router', '  domain: house.local']],
    problems: [
      '3:11 system.domain: Names below .local belong to mDNS (RFC 6762): many devices would never ask the router for them. [home.arpa, or another domain]',
    ],
  },
  {
    name: 'domain that ends in a number',
    change: [['  hostName: router', '  domain: home.1']],
    problems: [
      '3:11 system.domain: "home.1" ends in a number, so programs would take it for an address. [labels of up to 63 letters, digits and hyphens, joined by dots, such as home.arpa]',
    ],
  },
  {
    name: 'time zone in lower case',
    change: [['Europe/Brussels', 'europe/brussels']],
    problems: [
      '4:13 system.timeZone: "europe/brussels" is not a time zone. Did you mean "Europe/Brussels"? [a name such as Europe/Brussels or UTC, as the tz database has it; upper and lower case count]',
    ],
  },
  {
    name: 'time zone that is none',
    change: [['Europe/Brussels', 'Mars/Olympus']],
    problems: [
      '4:13 system.timeZone: "Mars/Olympus" is not a time zone. [a name such as Europe/Brussels or UTC, as the tz database has it; upper and lower case count]',
    ],
  },
  {
    name: 'release without quotes',
    change: [['release: "26.05"', 'release: 26.05']],
    problems: [
      '5:12 system.release: 26.05 without quotes is a number, not text: put it in quotes, "26.05". ["25.11", "26.05" or "26.11", in quotes]',
    ],
  },
  {
    name: 'release without quotes that loses a digit',
    change: [['release: "26.05"', 'release: 26.10']],
    problems: [
      '5:12 system.release: 26.10 is not one of 25.11, 26.05, 26.11. ["25.11", "26.05" or "26.11", in quotes]',
    ],
  },
  {
    name: 'release unknown',
    change: [['release: "26.05"', 'release: "24.11"']],
    problems: [
      '5:12 system.release: "24.11" is not one of 25.11, 26.05, 26.11. Did you mean "25.11"? ["25.11", "26.05" or "26.11", in quotes]',
    ],
  },
  {
    name: 'state version newer than the release',
    change: [['  release: "26.05"', '  release: "26.05"\n  stateVersion: "26.11"']],
    problems: [
      '6:17 system.stateVersion: The state version 26.11 is newer than the release 26.05. ["26.05" or older; best left as it was at the first install]',
    ],
  },
  {
    name: 'state version misspelt',
    change: [['  release: "26.05"', '  stateVersion: "26.5"']],
    problems: [
      '5:17 system.stateVersion: "26.5" is not a NixOS release. [a release such as "26.05"; naar writes it once and keeps it]',
    ],
  },
  {
    name: 'ULA with a public prefix',
    change: [['  release: "26.05"', '  ula: "2001:db8::/48"']],
    problems: [
      '5:8 system.ula: "2001:db8::/48" is not a prefix for local IPv6 addresses (ULA, RFC 4193). [a /48 below fd00::/8, such as "fd12:3456:789a::/48"]',
    ],
  },
  {
    name: 'ULA longer than 48 bits',
    change: [['  release: "26.05"', '  ula: "fd12:3456:789a:1::/48"']],
    problems: [
      '5:8 system.ula: "fd12:3456:789a:1::/48" is not a prefix for local IPv6 addresses (ULA, RFC 4193). [a /48 below fd00::/8, such as "fd12:3456:789a::/48"]',
    ],
  },
  {
    name: 'boot by something else',
    change: [['  release: "26.05"', '  boot: grub']],
    problems: ['5:9 system.boot: "grub" is not one of bios, uefi. [bios or uefi]'],
  },
  {
    name: 'key map with a slash',
    change: [['  release: "26.05"', '  keyMap: ../us']],
    problems: ['5:11 system.keyMap: "../us" is not a key map. [a console key map such as us or be-latin1]'],
  },
  {
    name: 'login as root',
    change: [['user: admin', 'user: root']],
    problems: [
      '7:11 system.admin.user: The login name "root" belongs to the system itself. [another name, such as admin]',
    ],
  },
  {
    name: 'login with capitals',
    change: [['user: admin', 'user: Admin']],
    problems: [
      '7:11 system.admin.user: "Admin" is not a login name. [up to 32 lower-case letters, digits, "_" and "-", a letter first]',
    ],
  },
  {
    name: 'password in the clear',
    change: [['password: { file: ./admin-password }', 'password: hunter2']],
    problems: [
      '8:15 system.admin.password: A secret never stands in the answers themselves: they are read, copied and shown; say where it is instead. [{ file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }; or { hash: "$y$..." }]',
    ],
  },
  {
    name: 'password of digits in the clear',
    change: [['password: { file: ./admin-password }', 'password: 123456']],
    problems: [
      '8:15 system.admin.password: A secret never stands in the answers themselves: they are read, copied and shown; say where it is instead. [{ file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }; or { hash: "$y$..." }]',
    ],
  },
  {
    name: 'password as a key',
    change: [['password: { file: ./admin-password }', 'password: { hunter2 }']],
    problems: [
      '8:15 system.admin.password: This group has a key that is not known here. [{ file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }; or { hash: "$y$..." }]',
    ],
  },
  {
    name: 'password in two ways',
    change: [['password: { file: ./admin-password }', 'password: { file: a, env: B }']],
    problems: [
      '8:15 system.admin.password: "file" and "env" exclude each other: one of them is enough. [{ file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }; or { hash: "$y$..." }]',
    ],
  },
  {
    name: 'password file without a name',
    change: [['password: { file: ./admin-password }', 'password: { file: 5 }']],
    problems: [
      '8:23 system.admin.password.file: This is not the name of a file, but a number. [the name of a file, in quotes where it is a number]',
    ],
  },
  {
    name: 'password from a variable with a hyphen',
    change: [['password: { file: ./admin-password }', 'password: { env: MY-PASS }']],
    problems: [
      '8:22 system.admin.password.env: This is not the name of a variable. [the name of an environment variable, such as PPPOE_PASSWORD]',
    ],
  },
  {
    name: 'password prompt refused',
    change: [['password: { file: ./admin-password }', 'password: { prompt: false }']],
    problems: ['8:25 system.admin.password.prompt: This is not the word true. [{ prompt: true }, to be asked]'],
  },
  {
    name: 'password path that is relative',
    change: [['password: { file: ./admin-password }', 'password: { path: run/secret }']],
    problems: [
      '8:23 system.admin.password.path: This is not an absolute path. [an absolute path on the router, such as /run/secrets/pppoe]',
    ],
  },
  {
    name: 'password hash of an old kind',
    change: [['password: { file: ./admin-password }', 'password: { hash: "$1$abcdefgh$0123456789" }']],
    problems: ['8:23 system.admin.password.hash: This is not a password hash. [a hash made by "mkpasswd -m yescrypt"]'],
  },
  {
    name: 'no way to log in',
    change: [
      ['    password: { file: ./admin-password }\n', ''],
      [
        '    sshKeys:\n      - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop\n',
        '',
      ],
    ],
    problems: [
      '7:5 system.admin: Nobody could log in: there is neither an SSH key nor a password. [system.admin.sshKeys, system.admin.password, or both]',
    ],
  },
  {
    name: 'keys, but no trusted network and no password',
    change: [
      ['    password: { file: ./admin-password }\n', ''],
      ['zone: trusted', 'zone: guest'],
    ],
    problems: [
      '7:5 system.admin: Nobody could log in: SSH is open to trusted networks only, and there is none. [a trusted network, or a password for the console]',
    ],
  },
  {
    name: 'keys as one text',
    change: [
      [
        'sshKeys:\n      - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop',
        'sshKeys: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop',
      ],
    ],
    problems: [
      '9:14 system.admin.sshKeys: Here stands a text, where a list belongs. [a list, each entry on a line of its own behind "- "]',
    ],
  },
  {
    name: 'private key',
    change: [
      [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop',
        '"-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1r\\n-----END OPENSSH PRIVATE KEY-----"',
      ],
    ],
    problems: [
      '10:9 system.admin.sshKeys[0]: This is a private key, which must never leave its owner: remove it here, and use the .pub file beside it. [one line of a .pub file, such as "ssh-ed25519 AAAAC3... me@laptop"]',
    ],
  },
  {
    name: 'name of a key file',
    change: [
      [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop',
        '~/.ssh/id_ed25519.pub',
      ],
    ],
    problems: [
      '10:9 system.admin.sshKeys[0]: This is the name of a file: write the key itself, the one line that is in it. [one line of a .pub file, such as "ssh-ed25519 AAAAC3... me@laptop"]',
    ],
  },
  {
    name: 'key with options',
    change: [
      [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop',
        '\'command="ls" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop\'',
      ],
    ],
    problems: [
      '10:9 system.admin.sshKeys[0]: Options in front of a key are not taken: they limit what the key may do, and this one must be able to repair the router. [one line of a .pub file, such as "ssh-ed25519 AAAAC3... me@laptop"]',
    ],
  },
  {
    name: 'key cut short',
    change: [
      ['me@laptop', ''],
      ['5w9aQ', '5w'],
    ],
    problems: [
      '10:9 system.admin.sshKeys[0]: The key is damaged: it ends too early or too late. [one line of a .pub file, such as "ssh-ed25519 AAAAC3... me@laptop"]',
    ],
  },
  {
    name: 'key of another type inside',
    change: [
      [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop',
        'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop',
      ],
    ],
    problems: [
      '10:9 system.admin.sshKeys[0]: The key calls itself ssh-rsa, but inside it is of another type: two keys may be mixed up. [one line of a .pub file, such as "ssh-ed25519 AAAAC3... me@laptop"]',
    ],
  },
  {
    name: 'key without a type',
    change: [
      [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop',
        'AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ',
      ],
    ],
    problems: [
      '10:9 system.admin.sshKeys[0]: This does not begin with a type of key that OpenSSH knows (ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256 and the like). [one line of a .pub file, such as "ssh-ed25519 AAAAC3... me@laptop"]',
    ],
  },
  {
    name: 'DSA key',
    change: [
      [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop',
        'ssh-dss AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me@laptop',
      ],
    ],
    problems: [
      '10:9 system.admin.sshKeys[0]: OpenSSH no longer accepts DSA keys. [one line of a .pub file, such as "ssh-ed25519 AAAAC3... me@laptop"]',
    ],
  },
  {
    name: 'key with broken base64',
    change: [['AAAAC3', 'AAAA*3']],
    problems: [
      '10:9 system.admin.sshKeys[0]: What follows the type of the key is not base64; part of the line may be missing. [one line of a .pub file, such as "ssh-ed25519 AAAAC3... me@laptop"]',
    ],
  },
  {
    name: 'disk by an unstable name, install',
    change: [['/dev/disk/by-id/ata-SATA_SSD_20012345678', '/dev/sda']],
    facts: apu(),
    where: 'install',
    problems: [
      '12:11 disk.device: "/dev/sda" may be another disk after the next boot: names of that kind are dealt out in the order in which disks answer. [/dev/disk/by-id/ata-SATA_SSD_20012345678]',
    ],
  },
  {
    name: 'partition',
    change: [['ata-SATA_SSD_20012345678', 'ata-SATA_SSD_20012345678-part1']],
    problems: [
      '12:11 disk.device: "/dev/disk/by-id/ata-SATA_SSD_20012345678-part1" is a partition; naar needs a whole disk. [/dev/disk/by-id/..., without "-part1" and the like]',
    ],
  },
  {
    name: 'disk that is not there, install',
    change: [['ata-SATA_SSD_20012345678', 'ata-OTHER']],
    facts: apu(),
    where: 'install',
    problems: [
      '12:11 disk.device: This machine has no disk "/dev/disk/by-id/ata-OTHER". [/dev/disk/by-id/ata-SATA_SSD_20012345678]',
    ],
  },
  {
    name: 'the boot medium',
    change: [['/dev/disk/by-id/ata-SATA_SSD_20012345678', '/dev/disk/by-id/usb-Stick_1234-0:0']],
    facts: apu(),
    problems: [
      '12:11 disk.device: "/dev/disk/by-id/usb-Stick_1234-0:0" is the medium that this system was started from. [/dev/disk/by-id/ata-SATA_SSD_20012345678]',
    ],
  },
  {
    name: 'no disk, install',
    change: [['  device: /dev/disk/by-id/ata-SATA_SSD_20012345678\n', '']],
    facts: apu(),
    where: 'install',
    problems: [
      '11:1 disk.device: An install without a person needs to be told the disk. [/dev/disk/by-id/ata-SATA_SSD_20012345678]',
    ],
  },
  {
    name: 'no consent, install',
    change: [['erase: true', 'erase: false']],
    facts: apu(),
    where: 'install',
    problems: [
      '13:10 disk.erase: Installing erases the disk, and the answers do not consent to it. [disk.erase: true]',
    ],
  },
  {
    name: 'consent in quotes',
    change: [['erase: true', 'erase: "yes"']],
    problems: ['13:10 disk.erase: "yes" is not true or false. [true or false, without quotes]'],
  },
  {
    name: 'swap without a unit',
    change: [['erase: true', 'swap: 2048']],
    problems: ['13:9 disk.swap: 2048 is not a size. [a size such as 2G or 512M, or none]'],
  },
  {
    name: 'file system unknown',
    change: [['erase: true', 'filesystem: zfs']],
    problems: ['13:15 disk.filesystem: "zfs" is not one of ext4, btrfs. [ext4 or btrfs]'],
  },
  {
    name: 'jack with half a MAC',
    change: [['uplink: { mac: "00:0d:b9:00:00:01" }', 'uplink: { mac: "00:0d:b9" }']],
    problems: [
      '15:18 ports.uplink.mac: "00:0d:b9" is not a MAC address. [six pairs of hexadecimal digits in quotes, such as "00:0d:b9:00:00:01"]',
    ],
  },
  {
    name: 'jack with a group MAC',
    change: [['uplink: { mac: "00:0d:b9:00:00:01" }', 'uplink: { mac: "01:0d:b9:00:00:01" }']],
    problems: [
      '15:18 ports.uplink.mac: This MAC address is a group address (its first pair is odd), which no single device has.',
    ],
  },
  {
    name: 'jack with MAC and name',
    change: [['uplink: { mac: "00:0d:b9:00:00:01" }', 'uplink: { mac: "00:0d:b9:00:00:01", name: enp1s0 }']],
    problems: [
      '15:11 ports.uplink: "mac" and "name" exclude each other: one of them is enough. [{ mac: "00:0d:b9:00:00:01" } or { name: enp1s0 }]',
    ],
  },
  {
    name: 'jack by a plain text',
    change: [['uplink: { mac: "00:0d:b9:00:00:01" }', 'uplink: enp1s0']],
    problems: ['15:11 ports.uplink: "enp1s0" is not a jack. [{ mac: "00:0d:b9:00:00:01" } or { name: enp1s0 }]'],
  },
  {
    name: 'jack by name without a machine, render',
    change: [['uplink: { mac: "00:0d:b9:00:00:01" }', 'uplink: { name: enp1s0 }']],
    where: 'render',
    problems: [
      '15:19 ports.uplink.name: Which jack "enp1s0" is can only be told on the machine itself. [the MAC address of the jack, { mac: ... }, or a known machine (--machine)]',
    ],
  },
  {
    name: 'jack that the machine lacks',
    change: [['uplink: { mac: "00:0d:b9:00:00:01" }', 'uplink: { mac: "00:0d:b9:00:00:09" }']],
    facts: apu(),
    problems: [
      '15:18 ports.uplink.mac: This machine has no jack 00:0d:b9:00:00:09. [its jacks are enp1s0 (00:0d:b9:00:00:01), enp2s0 (00:0d:b9:00:00:02) and enp3s0 (00:0d:b9:00:00:03)]',
    ],
  },
  {
    name: 'jack name that the machine lacks',
    change: [['uplink: { mac: "00:0d:b9:00:00:01" }', 'uplink: { name: enp9s0 }']],
    facts: apu(),
    problems: [
      '15:19 ports.uplink.name: This machine has no jack "enp9s0". [its jacks are enp1s0 (00:0d:b9:00:00:01), enp2s0 (00:0d:b9:00:00:02) and enp3s0 (00:0d:b9:00:00:03)]',
    ],
  },
  {
    name: 'two labels for one jack',
    change: [['desk: { mac: "00:0d:b9:00:00:03" }', 'desk: { mac: "00:0D:B9:00:00:02" }']],
    problems: ['17:9 ports.desk: This is the same jack as "switch". [a jack of its own for each label]'],
  },
  {
    name: 'two labels for one jack, by name and MAC',
    change: [['desk: { mac: "00:0d:b9:00:00:03" }', 'desk: { name: enp2s0 }']],
    facts: apu(),
    problems: ['17:9 ports.desk: This is the same jack as "switch". [a jack of its own for each label]'],
  },
  {
    name: 'label too long',
    change: [
      ['  desk: {', '  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: {'],
      ['desk: untagged', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: untagged'],
    ],
    problems: [
      '17:3 ports.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is not a label. [a text of 1 to 32 printable characters]',
    ],
  },
  {
    name: 'no jacks',
    change: [
      [
        'ports:\n  uplink: { mac: "00:0d:b9:00:00:01" }\n  switch: { mac: "00:0d:b9:00:00:02" }\n  desk: { mac: "00:0d:b9:00:00:03" }\n',
        'ports: {}\n',
      ],
    ],
    problems: [
      '14:8 ports: There is no jack; a router needs one for the Internet and one for its networks. [LABEL: { mac: "00:0d:b9:00:00:01" }]',
    ],
  },
  {
    name: 'no WAN',
    change: [
      [
        'wan:\n  port: uplink\n  type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }\n  ipv6: { prefixLength: 56 }\n',
        '',
      ],
    ],
    problems: [
      '1:1 wan: This key is missing. [{ port: LABEL, type: dhcp }, with type pppoe, dhcp or static; or isp: PRESET]',
    ],
  },
  {
    name: 'WAN on an unknown jack',
    change: [['port: uplink', 'port: uplnk']],
    problems: ['19:9 wan.port: No jack is labelled "uplnk". Did you mean "uplink"? ["uplink", "switch" or "desk"]'],
  },
  {
    name: 'WAN without a type',
    change: [['  type: pppoe\n', '']],
    problems: [
      '18:1 wan.type: This key is missing: nothing says how the provider connects you. [pppoe, dhcp or static; or a preset in wan.isp]',
    ],
  },
  {
    name: 'WAN of an unknown type',
    change: [['type: pppoe', 'type: pppeo']],
    problems: [
      '20:9 wan.type: "pppeo" is not one of pppoe, dhcp, static. Did you mean "pppoe"? [pppoe, dhcp or static]',
    ],
  },
  {
    name: 'WAN of another type than its settings',
    change: [['type: pppoe', 'type: dhcp']],
    problems: [
      '23:5 wan.pppoe: These settings are for lines of type pppoe, but this one is dhcp. [wan.type: pppoe, or no wan.pppoe]',
    ],
  },
  {
    name: 'preset unknown',
    change: [['  type: pppoe', '  isp: edpnet\n  type: pppoe']],
    problems: [
      '20:8 wan.isp: "edpnet" is not a preset (a provider that naar knows). Did you mean be-edpnet (edpnet)? [the id of a preset, all of which "naar schema" lists; or no wan.isp and a wan.type of your own]',
    ],
  },
  {
    name: 'preset with DS-Lite',
    change: [['  type: pppoe', '  isp: jp-dslite\n  type: pppoe']],
    problems: [
      "20:8 wan.isp: NTT Flet's IPoE with DS-Lite (transix, IIJ and others) carries IPv4 inside IPv6 by DS-Lite; naar cannot build that, so keep the provider's box in front and choose wan.type: dhcp.",
    ],
  },
  {
    name: 'preset with MAP-E',
    change: [['  type: pppoe', '  isp: fr-free\n  type: pppoe']],
    problems: [
      "20:8 wan.isp: Free carries IPv4 inside IPv6 with a share of the ports (MAP-E and its like); naar cannot build that, so keep the provider's box in front and choose wan.type: dhcp.",
    ],
  },
  {
    name: 'preset with 802.1X',
    change: [['  type: pppoe', '  isp: us-att-fiber\n  type: pppoe']],
    problems: [
      "20:8 wan.isp: AT&T Fiber lets only its own gateway in by 802.1X; naar cannot build that, so keep the provider's box in front and choose wan.type: dhcp.",
    ],
  },
  {
    name: 'VLAN too high',
    change: [['vlan: 10', 'vlan: 4095']],
    problems: ['21:9 wan.vlan: 4095 is not a whole number from 0 to 4094. [a whole number from 0 to 4094]'],
  },
  {
    name: 'VLAN in quotes',
    change: [['vlan: 10', 'vlan: "10"']],
    problems: ['21:9 wan.vlan: "10" in quotes is a text: write it without quotes. [a whole number from 0 to 4094]'],
  },
  {
    name: 'VLAN with a fraction',
    change: [['vlan: 10', 'vlan: 1.5']],
    problems: ['21:9 wan.vlan: 1.5 is not a whole number from 0 to 4094. [a whole number from 0 to 4094]'],
  },
  {
    name: 'priority too high',
    change: [['vlan: 10', 'vlan: 10\n  priority: 8']],
    problems: ['22:13 wan.priority: 8 is not a priority. [a whole number from 0 to 7, or { data: 0, control: 6 }]'],
  },
  {
    name: 'priority with an unknown part',
    change: [['vlan: 10', 'vlan: 10\n  priority: { voice: 5 }']],
    problems: [
      '22:15 wan.priority.voice: "voice" is not a key here. [a whole number from 0 to 7, or { data: 0, control: 6 }]',
    ],
  },
  {
    name: 'WAN MAC of zeros',
    change: [['vlan: 10', 'vlan: 10\n  mac: "00:00:00:00:00:00"']],
    problems: ['22:8 wan.mac: A MAC address of only zeros belongs to nobody.'],
  },
  {
    name: 'PPPoE without a user',
    change: [['    username: someone@EDPNET\n', '']],
    problems: [
      '22:3 wan.pppoe.username: This key is missing: PPPoE needs the user name from the provider. [the text from your contract]',
    ],
  },
  {
    name: 'PPPoE without a password',
    change: [['    password: { file: ./pppoe-password }\n', '']],
    problems: [
      '22:3 wan.pppoe.password: This key is missing: PPPoE needs the password from the provider. [{ file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }]',
    ],
  },
  {
    name: 'PPPoE password in the clear',
    change: [['password: { file: ./pppoe-password }', 'password: correct horse']],
    problems: [
      '24:15 wan.pppoe.password: A secret never stands in the answers themselves: they are read, copied and shown; say where it is instead. [{ file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }]',
    ],
  },
  {
    name: 'user with a line break',
    change: [['username: someone@EDPNET', 'username: "some\\none"']],
    problems: [
      '23:15 wan.pppoe.username: "some\\u{a}one" is not a text on one line. [a text on one line, without control characters]',
    ],
  },
  {
    name: 'user longer than pppd takes',
    change: [
      [
        'username: someone@EDPNET',
        'username: "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü"',
      ],
    ],
    problems: ['23:15 wan.pppoe.username: This text is 256 bytes long. [at most 255 bytes]'],
  },
  {
    name: 'user of half a character',
    change: [['username: someone@EDPNET', 'username: "\\ud800x"']],
    problems: [
      '23:15 wan.pppoe.username: This text holds half a character (a lone surrogate), which cannot be written. [whole characters]',
    ],
  },
  {
    name: 'user as a number',
    change: [['username: someone@EDPNET', 'username: 0123456']],
    problems: [
      '23:15 wan.pppoe.username: 0123456 without quotes is a number, not text: put it in quotes, "0123456". [a text on one line, without control characters]',
    ],
  },
  {
    name: 'auth unknown',
    change: [['username: someone@EDPNET', 'username: a\n    auth: mschap']],
    problems: ['24:11 wan.pppoe.auth: "mschap" is not one of pap, chap, any. Did you mean "chap"? [pap, chap or any]'],
  },
  {
    name: 'MTU too low',
    change: [['username: someone@EDPNET', 'username: a\n    mtu: 576']],
    problems: [
      '24:10 wan.pppoe.mtu: 576 is not an MTU (the size of the largest packet). [auto, or a whole number from 1280 to 1500]',
    ],
  },
  {
    name: 'MTU as a word',
    change: [['username: someone@EDPNET', 'username: a\n    mtu: max']],
    problems: [
      '24:10 wan.pppoe.mtu: "max" is not an MTU (the size of the largest packet). [auto, or a whole number from 1280 to 1500]',
    ],
  },
  {
    name: 'DHCP option with a key of its own',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: dhcp\n  dhcp: { options: { "60": sagem } }',
      ],
    ],
    problems: ['21:28 wan.dhcp.options.60: Option 60 has a key of its own. [wan.dhcp.vendorClass]'],
  },
  {
    name: 'DHCP option of the conversation',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: dhcp\n  dhcp: { options: { 53: x } }',
      ],
    ],
    problems: ['21:26 wan.dhcp.options.53: Option 53 belongs to the DHCP conversation itself and cannot be set.'],
  },
  {
    name: 'DHCP option out of range',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: dhcp\n  dhcp: { options: { 255: x } }',
      ],
    ],
    problems: ['21:27 wan.dhcp.options.255: 255 is not an option code. [a DHCP option code from 1 to 254]'],
  },
  {
    name: 'DHCP option by name',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: dhcp\n  dhcp: { options: { router: x } }',
      ],
    ],
    problems: ['21:22 wan.dhcp.options.router: "router" is not an option code. [a DHCP option code from 1 to 254]'],
  },
  {
    name: 'DHCP option as a number',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: dhcp\n  dhcp: { options: { 125: 7 } }',
      ],
    ],
    problems: [
      '21:27 wan.dhcp.options.125: 7 without quotes is a number, not text: put it in quotes, "7". [a text, or for a secret { file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }]',
    ],
  },
  {
    name: 'DHCP host name with a hyphen in front',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: dhcp\n  dhcp: { hostname: -box }',
      ],
    ],
    problems: ['21:21 wan.dhcp.hostname: "-box" is not a host name. [labels of letters, digits and hyphens]'],
  },
  {
    name: 'DHCP option beside an own client identifier',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: dhcp\n  dhcp: { clientId: "user|pw", options: { 125: a, 90: { env: B } } }',
      ],
    ],
    problems: [
      '21:41 wan.dhcp.options: A client identifier of your own and options 90 and 125 exclude each other: of the two DHCP programs here networkd cannot send the one and dhcpcd not the other. [wan.dhcp.options or wan.dhcp.clientId]',
    ],
  },
  {
    name: 'client identifier of one byte',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: dhcp\n  dhcp: { clientId: x, vendorClass: é, userClass: y }',
      ],
    ],
    problems: [
      '21:21 wan.dhcp.clientId: This text is one byte long, which dhcpcd, the DHCP program of such a line, cannot send. [from 2 to 48 bytes]',
      '21:51 wan.dhcp.userClass: This text is one byte long, which dhcpcd, the DHCP program of such a line, cannot send. [from 2 to 255 bytes]',
    ],
  },
  {
    name: 'client identifier too long',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        `type: dhcp\n  dhcp: { clientId: ${'é'.repeat(25)} }`,
      ],
    ],
    problems: [
      '21:21 wan.dhcp.clientId: This text is 50 bytes long, which dhcpcd, the DHCP program of such a line, cannot send. [from 2 to 48 bytes]',
    ],
  },
  {
    name: 'DHCP class from an unknown place',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: dhcp\n  dhcp: { vendorClass: { vault: x } }',
      ],
    ],
    problems: [
      '21:24 wan.dhcp.vendorClass: This group has a key that is not known here. [a text, or for a secret { file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }]',
    ],
  },
  {
    name: 'static line without its address',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static',
      ],
    ],
    problems: [
      '18:1 wan.static: This key is missing: a line of type static needs its address. [{ address: 203.0.113.10/29, gateway: 203.0.113.9, dns: [9.9.9.9] }]',
    ],
  },
  {
    name: 'static line without a gateway',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.10/29, dns: [9.9.9.9] }',
      ],
    ],
    problems: ['21:3 wan.static.gateway: This key is missing. [an IPv4 address such as 192.168.20.10]'],
  },
  {
    name: 'static gateway elsewhere',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.10/29, gateway: 203.0.113.1, dns: [9.9.9.9] }',
      ],
    ],
    problems: [
      '21:48 wan.static.gateway: The gateway 203.0.113.1 is not in the subnet of the line. [another address inside 203.0.113.8/29]',
    ],
  },
  {
    name: 'static gateway is the router',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.10/29, gateway: 203.0.113.10, dns: [9.9.9.9] }',
      ],
    ],
    problems: [
      "21:48 wan.static.gateway: The gateway is the router's own address. [another address inside 203.0.113.8/29]",
    ],
  },
  {
    name: 'static address without a length',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.10, gateway: 203.0.113.9, dns: [9.9.9.9] }',
      ],
    ],
    problems: [
      '21:22 wan.static.address: "203.0.113.10" is not an IPv4 address with its prefix length. [an IPv4 address with its prefix length, such as 192.168.20.1/24]',
    ],
  },
  {
    name: 'static address of the network',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.8/29, gateway: 203.0.113.9, dns: [9.9.9.9] }',
      ],
    ],
    problems: [
      '21:22 wan.static.address: "203.0.113.8/29" is the first or last address of its subnet, which no host can have. [an address inside 203.0.113.8/29]',
    ],
  },
  {
    name: 'static address out of range',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.300/29, gateway: 203.0.113.9, dns: [9.9.9.9] }',
      ],
    ],
    problems: [
      '21:22 wan.static.address: "203.0.113.300/29" is not an address with its prefix length. [an address such as 203.0.113.10/29, from /8 to /31]',
    ],
  },
  {
    name: "static line and the provider's servers",
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.10/29, gateway: 203.0.113.9 }',
      ],
      ['  upstream:\n    - { address: 9.9.9.9, tls: dns.quad9.net }', '  upstream: isp'],
    ],
    problems: [
      "21:3 wan.static.dns: dns.upstream is isp, but a static line is not told the provider's servers. [dns: [ADDRESS], or dns.upstream: recursive]",
    ],
  },
  {
    name: 'network in the subnet of the static line',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 192.168.20.2/29, gateway: 192.168.20.3, dns: [9.9.9.9] }',
      ],
    ],
    problems: [
      '27:14 networks.lan.address: 192.168.20.0/24 overlaps 192.168.20.0/29 of the WAN. [subnets that have no address in common]',
    ],
  },
  {
    name: 'IPv6 prefix too long',
    change: [['prefixLength: 56', 'prefixLength: 65']],
    problems: ['25:25 wan.ipv6.prefixLength: 65 is not a whole number from 48 to 64. [a whole number from 48 to 64]'],
  },
  {
    name: 'IPv6 on',
    change: [['ipv6: { prefixLength: 56 }', 'ipv6: on']],
    problems: ['25:9 wan.ipv6: "on" is not an IPv6 setting. [{ prefixLength: 48 to 64 } or off]'],
  },
  {
    name: 'no networks',
    change:
      'version: 1\nsystem: { admin: { password: { prompt: true } } }\nports: { a: { mac: "00:0d:b9:00:00:01" } }\nwan: { port: a, type: dhcp }\nnetworks: {}\n',
    problems: [
      '5:11 networks: There is no network; a router needs one at least. [NAME: { zone: trusted, address: 192.168.20.1/24, ports: { LABEL: untagged } }]',
    ],
  },
  {
    name: 'network with a reserved name',
    change: [
      ['  iot:\n    zone', '  wan:\n    zone'],
      ['network: iot', 'network: wan'],
    ],
    problems: [
      '33:3 networks.wan: The name "wan" is taken by an interface of the system. [a name such as lan, guest or iot; not lo, all, default, wan, ppp*, en*, eth*, wl*, br*, ifb*, wg*, tun*]',
    ],
  },
  {
    name: 'network named like a jack',
    change: [
      ['  iot:\n    zone', '  eth0:\n    zone'],
      ['network: iot', 'network: eth0'],
    ],
    problems: [
      '33:3 networks.eth0: The name "eth0" is taken by an interface of the system. [a name such as lan, guest or iot; not lo, all, default, wan, ppp*, en*, eth*, wl*, br*, ifb*, wg*, tun*]',
    ],
  },
  {
    name: 'network named like a jack of this machine',
    change: [
      ['  iot:\n    zone', '  usb0:\n    zone'],
      ['network: iot', 'network: usb0'],
    ],
    facts: apu({ jacks: [...apu().jacks, jack('usb0', '02:00:00:00:00:99')] }),
    problems: [
      '33:3 networks.usb0: The name "usb0" is taken by an interface of the system. [a name such as lan, guest or iot; not lo, all, default, wan, ppp*, en*, eth*, wl*, br*, ifb*, wg*, tun*]',
    ],
  },
  {
    name: 'network with capitals',
    change: [
      ['  iot:\n    zone', '  IoT:\n    zone'],
      ['network: iot', 'network: IoT'],
    ],
    problems: [
      '33:3 networks.IoT: "IoT" is not a network name. [a lower-case letter, then up to 14 lower-case letters, digits or hyphens]',
    ],
  },
  {
    name: 'network with 16 characters',
    change: [
      ['  iot:\n    zone', '  abcdefghijklmnop:\n    zone'],
      ['network: iot', 'network: abcdefghijklmnop'],
    ],
    problems: [
      '33:3 networks.abcdefghijklmnop: "abcdefghijklmnop" is not a network name. [a lower-case letter, then up to 14 lower-case letters, digits or hyphens]',
    ],
  },
  {
    name: 'zone misspelt',
    change: [['zone: trusted', 'zone: truste']],
    problems: [
      '28:11 networks.lan.zone: "truste" is not one of trusted, guest, isolated. Did you mean "trusted"? [trusted, guest or isolated]',
    ],
  },
  {
    name: 'network without zone and address',
    change: [
      ['    zone: isolated\n    vlan: 90\n    address: 192.168.90.1/24\n', '    vlan: 90\n'],
      ['    address: 192.168.90.10\n', ''],
    ],
    problems: [
      '33:3 networks.iot.zone: This key is missing. [trusted, guest or isolated]',
      '33:3 networks.iot.address: This key is missing. [an IPv4 address with its prefix length, such as 192.168.20.1/24]',
    ],
  },
  {
    name: 'address without a length',
    change: [['192.168.20.1/24', '192.168.20.1']],
    problems: [
      '30:14 networks.lan.address: "192.168.20.1" is not an IPv4 address with its prefix length. [an IPv4 address with its prefix length, such as 192.168.20.1/24]',
    ],
  },
  {
    name: 'address with a leading zero',
    change: [['192.168.20.1/24', '192.168.020.1/24']],
    problems: [
      '30:14 networks.lan.address: "192.168.020.1/24" is not an address with its prefix length. [the router\'s address with prefix length, such as 192.168.20.1/24, in 10/8, 172.16/12, 192.168/16 or 100.64/10]',
    ],
  },
  {
    name: 'public address',
    change: [
      ['192.168.90.1/24', '203.0.113.1/24'],
      ['192.168.90.10', '203.0.113.10'],
    ],
    problems: [
      "36:14 networks.iot.address: 203.0.113.0/24 is not a range for networks at home. [the router's address with prefix length, such as 192.168.20.1/24, in 10/8, 172.16/12, 192.168/16 or 100.64/10]",
    ],
  },
  {
    name: 'private range left',
    change: [
      ['192.168.90.1/24', '172.16.0.1/11'],
      ['192.168.90.10', '172.16.0.10'],
    ],
    problems: [
      "36:14 networks.iot.address: 172.0.0.0/11 is not a range for networks at home. [the router's address with prefix length, such as 192.168.20.1/24, in 10/8, 172.16/12, 192.168/16 or 100.64/10]",
    ],
  },
  {
    name: 'network address',
    change: [['192.168.90.1/24', '192.168.90.0/24']],
    problems: [
      '36:14 networks.iot.address: 192.168.90.0 is the network address of 192.168.90.0/24. [192.168.90.1 to 192.168.90.254]',
    ],
  },
  {
    name: 'broadcast address',
    change: [['192.168.90.1/24', '192.168.90.255/24']],
    problems: [
      '36:14 networks.iot.address: 192.168.90.255 is the broadcast address of 192.168.90.0/24. [192.168.90.1 to 192.168.90.254]',
    ],
  },
  {
    name: 'subnet without room',
    change: [['192.168.90.1/24', '192.168.90.1/31']],
    problems: [
      '36:14 networks.iot.address: A /31 has no room for a router and a device. [a prefix length of 30 or less]',
    ],
  },
  {
    name: 'overlapping subnets',
    change: [
      ['192.168.90.1/24', '192.168.20.129/25'],
      ['192.168.90.10', '192.168.20.200'],
    ],
    problems: [
      '36:14 networks.iot.address: 192.168.20.128/25 overlaps 192.168.20.0/24 of the network lan. [subnets that have no address in common]',
    ],
  },
  {
    name: 'VLAN twice on a jack',
    change: [['vlan: 90', 'vlan: 20']],
    problems: [
      '35:11 networks.iot.vlan: VLAN 20 on the jack "switch" already belongs to lan. [a number of its own for each network on a jack]',
    ],
  },
  {
    name: 'tagged without a VLAN',
    change: [['    vlan: 90\n', '']],
    problems: [
      '36:22 networks.iot.ports.switch: The network iot is tagged here, but has no VLAN number. [networks.iot.vlan, from 1 to 4094; or untagged]',
    ],
  },
  {
    name: 'two untagged networks on a jack',
    change: [['ports: { switch: tagged }', 'ports: { desk: untagged }']],
    problems: [
      '37:20 networks.iot.ports.desk: The jack "desk" already carries the network lan untagged. [one untagged network on a jack; tag the others]',
    ],
  },
  {
    name: 'WAN jack in a network',
    change: [['ports: { switch: tagged }', 'ports: { uplink: tagged }']],
    problems: [
      '37:14 networks.iot.ports.uplink: The jack "uplink" is the WAN; it cannot carry the network iot as well. [a jack of its own for the Internet]',
    ],
  },
  {
    name: 'WAN jack and WAN VLAN in a network',
    change: [
      ['ports: { switch: tagged }', 'ports: { uplink: tagged }'],
      ['vlan: 90', 'vlan: 10'],
    ],
    problems: [
      '37:14 networks.iot.ports.uplink: The jack "uplink" is the WAN; it cannot carry the network iot as well. [a jack of its own for the Internet]',
    ],
  },
  {
    name: 'network on an unknown jack',
    change: [['ports: { switch: tagged }', 'ports: { swich: tagged }']],
    problems: [
      '37:14 networks.iot.ports.swich: No jack is labelled "swich". Did you mean "switch"? ["uplink", "switch" or "desk"]',
    ],
  },
  {
    name: 'tagging misspelt',
    change: [['ports: { switch: tagged }', 'ports: { switch: trunk }']],
    problems: ['37:22 networks.iot.ports.switch: "trunk" is not one of tagged, untagged. [tagged or untagged]'],
  },
  {
    name: 'network on no jack',
    change: [['ports: { switch: tagged }', 'ports: {}']],
    problems: [
      '37:12 networks.iot.ports: The network iot comes out of no jack. [{ LABEL: untagged } or { LABEL: tagged }]',
    ],
  },
  {
    name: 'name of a VLAN member too long',
    change: [
      [
        'desk: { mac: "00:0d:b9:00:00:03" }',
        'desk: { mac: "00:0d:b9:00:00:03" }\n  dongle: { mac: "00:0d:b9:00:00:04" }',
      ],
      ['vlan: 90', 'vlan: 4000'],
      ['ports: { switch: tagged }', 'ports: { switch: tagged, dongle: tagged }'],
    ],
    facts: apu({ jacks: [...apu().jacks, jack('enp0s20f0u4', '00:0d:b9:00:00:04')] }),
    problems: [
      '38:38 networks.iot.ports.dongle: The VLAN device on this jack would be called enp0s20f0u4.4000, and interface names end at 15 characters. [a lower VLAN number, or another jack]',
    ],
  },
  {
    name: 'pool outside the subnet',
    change: [['to: 192.168.20.199', 'to: 192.168.21.199']],
    problems: [
      '32:39 networks.lan.dhcp.to: 192.168.21.199 is outside the subnet 192.168.20.0/24. [192.168.20.1 to 192.168.20.254]',
    ],
  },
  {
    name: 'pool backwards',
    change: [['from: 192.168.20.100', 'from: 192.168.20.200']],
    problems: [
      '32:39 networks.lan.dhcp.to: The pool ends (192.168.20.199) before it begins (192.168.20.200). [from first, then to]',
    ],
  },
  {
    name: 'pool of the router only',
    change: [['from: 192.168.20.100, to: 192.168.20.199', 'from: 192.168.20.1, to: 192.168.20.1']],
    problems: [
      "32:11 networks.lan.dhcp: The pool holds nothing but the router's own address. [192.168.20.1 to 192.168.20.254]",
    ],
  },
  {
    name: 'pool with the broadcast address',
    change: [['to: 192.168.20.199', 'to: 192.168.20.255']],
    problems: [
      '32:39 networks.lan.dhcp.to: 192.168.20.255 is the broadcast address, which no device can have. [192.168.20.1 to 192.168.20.254]',
    ],
  },
  {
    name: 'pool with one end',
    change: [['from: 192.168.20.100, ', '']],
    problems: ['32:11 networks.lan.dhcp: A pool needs both ends. [from and to, or neither]'],
  },
  {
    name: 'pool of a small subnet not written out',
    change: [['192.168.90.1/24', '192.168.90.9/30']],
    problems: [
      '33:3 networks.iot.dhcp: In a /30 the pool has to be written out. [{ from: ADDRESS, to: ADDRESS }, or off]',
    ],
  },
  {
    name: 'no address left for a pool',
    change: [
      ['192.168.90.1/24', '192.168.90.14/29'],
      ['192.168.90.10', '192.168.90.13'],
      ['  tv:\n', '  a: { network: iot, mac: "02:00:00:00:00:01", address: 192.168.90.12, profile: ring }\n  tv:\n'],
    ],
    problems: [
      '33:3 networks.iot.dhcp: The upper half of the subnet has no address left for a pool. [{ from: ADDRESS, to: ADDRESS }, or off]',
    ],
  },
  {
    name: 'lease too short',
    change: [['lease: 12h', 'lease: 1m']],
    problems: [
      '32:62 networks.lan.dhcp.lease: Leases of less than two minutes do not work. [2m or more, 12h or infinite]',
    ],
  },
  {
    name: 'lease too long',
    change: [['lease: 12h', 'lease: 400d']],
    problems: ['32:62 networks.lan.dhcp.lease: A lease of 400d is longer than a year. [365d or less, or infinite]'],
  },
  {
    name: 'lease in words',
    change: [['lease: 12h', 'lease: half a day']],
    problems: [
      '32:62 networks.lan.dhcp.lease: "half a day" is not a time. [a time such as 12h, 30m or 7d, at least 2m, or infinite]',
    ],
  },
  {
    name: 'DHCP on',
    change: [['dhcp: { from: 192.168.20.100, to: 192.168.20.199, lease: 12h }', 'dhcp: true']],
    problems: [
      '32:11 networks.lan.dhcp: true is not a DHCP setting. [{ from: ADDRESS, to: ADDRESS, lease: 12h } or off]',
    ],
  },
  {
    name: 'device in an unknown network',
    change: [['network: iot\n', 'network: iott\n']],
    problems: ['44:14 devices.tv.network: There is no network "iott". Did you mean "iot"? [lan, iot]'],
  },
  {
    name: 'device without a MAC',
    change: [['    mac: "54:60:09:aa:bb:01"\n', '']],
    problems: [
      '43:3 devices.tv.mac: This key is missing. [six pairs of hexadecimal digits in quotes, such as "00:0d:b9:00:00:01"]',
    ],
  },
  {
    name: 'devices with one MAC',
    change: [['54:60:09:aa:bb:01', '00:11:32:AA:BB:02']],
    problems: [
      '46:10 devices.tv.mac: The MAC address 00:11:32:aa:bb:02 already belongs to the device nas. [one device for each MAC address]',
    ],
  },
  {
    name: 'device with the MAC of a jack',
    change: [['54:60:09:aa:bb:01', '00:0d:b9:00:00:03']],
    problems: [
      "46:10 devices.tv.mac: The MAC address 00:0d:b9:00:00:03 already belongs to the router's own jack. [one device for each MAC address]",
    ],
  },
  {
    name: 'device with a group MAC',
    change: [['54:60:09:aa:bb:01', 'ff:ff:ff:ff:ff:ff']],
    problems: [
      '46:10 devices.tv.mac: This MAC address is a group address (its first pair is odd), which no single device has.',
    ],
  },
  {
    name: 'devices with one address',
    change: [['address: 192.168.90.10', 'address: 192.168.20.5']],
    problems: [
      '47:14 devices.tv.address: 192.168.20.5 is outside 192.168.90.0/24, the subnet of the network iot. [an address from 192.168.90.1 to 192.168.90.254]',
    ],
  },
  {
    name: "device with the router's address",
    change: [['address: 192.168.90.10', 'address: 192.168.90.1']],
    problems: [
      "47:14 devices.tv.address: 192.168.90.1 is the router's own address. [an address from 192.168.90.1 to 192.168.90.254]",
    ],
  },
  {
    name: 'device with the broadcast address',
    change: [['address: 192.168.90.10', 'address: 192.168.90.255']],
    problems: [
      '47:14 devices.tv.address: 192.168.90.255 is the broadcast address of 192.168.90.0/24. [an address from 192.168.90.1 to 192.168.90.254]',
    ],
  },
  {
    name: 'device with the network address',
    change: [['address: 192.168.90.10', 'address: 192.168.90.0']],
    problems: [
      '47:14 devices.tv.address: 192.168.90.0 is the network address of 192.168.90.0/24. [an address from 192.168.90.1 to 192.168.90.254]',
    ],
  },
  {
    name: 'device outside its network',
    change: [['address: 192.168.90.10', 'address: 192.168.91.10']],
    problems: [
      '47:14 devices.tv.address: 192.168.91.10 is outside 192.168.90.0/24, the subnet of the network iot. [an address from 192.168.90.1 to 192.168.90.254]',
    ],
  },
  {
    name: 'device named like the router',
    change: [['  tv:\n', '  Router:\n']],
    problems: [
      '43:3 devices.Router: The name "Router" already belongs to the router itself. [a name of its own for each device]',
    ],
  },
  {
    name: 'device named like a network',
    change: [['  tv:\n', '  lan:\n']],
    problems: ['43:3 devices.lan: The name "lan" already belongs to a network. [a name of its own for each device]'],
  },
  {
    name: 'devices of one name but for case',
    change: [['  tv:\n', '  NAS:\n']],
    problems: [
      '43:3 devices.NAS: The name "NAS" already belongs to another device. [a name of its own for each device]',
    ],
  },
  {
    name: 'device with a name that is none',
    change: [['  tv:\n', '  my tv:\n']],
    problems: [
      '43:3 devices.my tv: "my tv" is not a host name. [1 to 63 letters, digits and hyphens, with no hyphen at either end]',
    ],
  },
  {
    name: 'profile unknown',
    change: [['profile: plex-server', 'profile: plex']],
    problems: [
      '45:14 devices.tv.profile: "plex" is not a profile (a kind of device that naar knows). Did you mean plex-server (Plex media server)? [the id of a profile, all of which "naar schema" lists; or none]',
    ],
  },
  {
    name: 'profile that must share a network',
    change: [['profile: plex-server', 'profile: matter-thread']],
    problems: [
      '45:14 devices.tv.profile: Matter over Wi-Fi and Thread, border routers does not work across networks, and the phones that steer it are not in iot. [keep it in the trusted network of its controller, or leave the profile out]',
    ],
  },
  {
    name: 'profile apart from its kind',
    change: [
      ['  tv:\n', '  bulb: { network: lan, mac: "02:00:00:00:00:01", profile: matter-thread }\n  tv:\n'],
      ['zone: isolated', 'zone: trusted'],
      ['profile: plex-server', 'profile: matter-thread'],
    ],
    problems: [
      '46:14 devices.tv.profile: Matter over Wi-Fi and Thread, border routers does not work across networks, but bulb is in lan and tv in iot. [keep them together in one network]',
    ],
  },
  {
    name: 'opening to nobody',
    change: [['to: nas, protocol', 'to: nass, protocol']],
    problems: [
      '49:15 devices.tv.allow[0].to: There is no network or device "nass". Did you mean "nas"? [the name of a network or of a device]',
    ],
  },
  {
    name: 'opening without a peer',
    change: [['{ to: nas, protocol', '{ protocol']],
    problems: [
      '49:9 devices.tv.allow[0]: An opening needs the other side: who may be reached, or who may reach this device. [from: NETWORK or DEVICE, or to: NETWORK or DEVICE]',
    ],
  },
  {
    name: 'opening both ways',
    change: [['{ to: nas, protocol', '{ to: nas, from: lan, protocol']],
    problems: [
      '49:9 devices.tv.allow[0]: An opening goes one way: from or to, not both. [from: NETWORK or DEVICE, or to: NETWORK or DEVICE]',
    ],
  },
  {
    name: 'opening to the own network',
    change: [['to: nas, protocol', 'to: iot, protocol']],
    problems: [
      '49:15 devices.tv.allow[0].to: tv is in iot itself, and devices inside one network always reach each other. [another network, or a device in one]',
    ],
  },
  {
    name: 'opening to itself',
    change: [['to: nas, protocol', 'to: tv, protocol']],
    problems: ['49:15 devices.tv.allow[0].to: A device needs no opening to itself. [another network or device]'],
  },
  {
    name: 'opening of a backward range',
    change: [['port: 445', 'port: "500-445"']],
    problems: [
      '49:41 devices.tv.allow[0].port: "500-445" is not a port or a range of ports. [a port from 1 to 65535, or a range such as "6000-6010", lower port first]',
    ],
  },
  {
    name: 'opening of port 0',
    change: [['port: 445', 'port: 0']],
    problems: [
      '49:41 devices.tv.allow[0].port: 0 is not a port or a range of ports. [a port such as 443 or a range such as "6000-6010"]',
    ],
  },
  {
    name: 'opening of a protocol that has no ports',
    change: [['protocol: tcp, port: 445', 'protocol: icmp, port: 445']],
    problems: ['49:30 devices.tv.allow[0].protocol: "icmp" is not one of tcp, udp, both. [tcp, udp or both]'],
  },
  {
    name: 'forward to an unknown device',
    change: [['to: nas, toPort', 'to: nass, toPort']],
    problems: [
      '51:38 forwards[0].to: There is no device "nass". Did you mean "nas"? [a device with an address, or an IPv4 address in one of the networks]',
    ],
  },
  {
    name: 'forward to a device without an address',
    change: [['    address: 192.168.20.5\n', '']],
    problems: [
      '50:38 forwards[0].to: The device nas has no address to forward to. [devices.nas.address; DHCP then always gives it that one]',
    ],
  },
  {
    name: 'forward to an address elsewhere',
    change: [['to: nas, toPort: 443', 'to: 10.9.9.9']],
    problems: [
      '51:38 forwards[0].to: 10.9.9.9 is in none of the networks. [a device with an address, or an IPv4 address in one of the networks]',
    ],
  },
  {
    name: 'forward to the router',
    change: [['to: nas, toPort: 443', 'to: 192.168.20.1']],
    problems: ['51:38 forwards[0].to: 192.168.20.1 is the router itself. [the address of a device]'],
  },
  {
    name: "forward of the router's SSH",
    change: [['port: 8443', 'port: 22']],
    problems: [
      "51:28 forwards[0].port: Port 22 belongs to the router's own SSH. [another port outside, such as 2222, with toPort: 22]",
    ],
  },
  {
    name: "forward over the router's DNS",
    change: [['protocol: tcp, port: 8443, to: nas, toPort: 443', 'protocol: both, port: "50-60", to: nas']],
    problems: [
      "51:29 forwards[0].port: Port 53 belongs to the router's own DNS. [another port outside, with toPort where the device expects this one]",
    ],
  },
  {
    name: 'forwards that meet',
    change: [['forwards:\n', 'forwards:\n  - { protocol: both, port: "8000-9000", to: nas }\n']],
    problems: ['52:28 forwards[1].port: The same port is already forwarded by forwards[0]. [each port once]'],
  },
  {
    name: 'forward of a range to one port',
    change: [['port: 8443', 'port: "8443-8450"']],
    problems: [
      '51:58 forwards[0].toPort: A range keeps its ports on the way in. [no toPort; or one forward for each port]',
    ],
  },
  {
    name: 'forward as a mapping',
    change: [['forwards:\n  - {', 'forwards: {']],
    problems: [
      '50:11 forwards: Here stands a group of keys, where a list belongs. [a list, each entry on a line of its own behind "- "]',
    ],
  },
  {
    name: 'name server that is no group',
    change: [['    - { address: 9.9.9.9, tls: dns.quad9.net }', '    - 9.9.9.9']],
    problems: [
      '54:7 dns.upstream[0]: Here stands a text, where a group of keys belongs. [{ address: 9.9.9.9 } or { address: 9.9.9.9, tls: dns.quad9.net }]',
    ],
  },
  {
    name: 'port forward that is a number',
    change: [['  - { protocol: tcp, port: 8443', '  - 443\n  - { protocol: tcp, port: 8443']],
    problems: [
      '51:5 forwards[0]: Here stands 443, where a group of keys belongs. [{ protocol: tcp, port: 443, to: DEVICE }]',
    ],
  },
  {
    name: 'upstream that is a name',
    change: [['address: 9.9.9.9', 'address: dns.quad9.net']],
    problems: [
      '54:18 dns.upstream[0].address: "dns.quad9.net" is not an IP address. [an IP address such as 9.9.9.9 or "2620:fe::fe"]',
    ],
  },
  {
    name: 'upstream that is the router',
    change: [['address: 9.9.9.9', 'address: 192.168.20.1']],
    problems: [
      '54:18 dns.upstream[0].address: 192.168.20.1 is the router itself, which would ask itself in a circle. [a server outside, or recursive]',
    ],
  },
  {
    name: 'upstream certificate as an address',
    change: [['tls: dns.quad9.net', 'tls: 9.9.9.9']],
    problems: [
      '54:32 dns.upstream[0].tls: "9.9.9.9" is not the name of a server. [the name in its certificate, such as dns.quad9.net]',
    ],
  },
  {
    name: 'upstream half encrypted',
    change: [
      [
        '    - { address: 9.9.9.9, tls: dns.quad9.net }',
        '    - { address: 9.9.9.9, tls: dns.quad9.net }\n    - { address: 1.1.1.1 }',
      ],
    ],
    problems: [
      '55:7 dns.upstream[1]: Some servers are asked encrypted (tls) and this one is not; it goes for all or for none. [a tls name for each server, or for none]',
    ],
  },
  {
    name: 'upstream empty',
    change: [['  upstream:\n    - { address: 9.9.9.9, tls: dns.quad9.net }', '  upstream: []']],
    problems: [
      '53:13 dns.upstream: This list is empty. [recursive, isp, or a list of { address: 9.9.9.9, tls: dns.quad9.net }]',
    ],
  },
  {
    name: 'upstream misspelt',
    change: [['  upstream:\n    - { address: 9.9.9.9, tls: dns.quad9.net }', '  upstream: recursiv']],
    problems: [
      '53:13 dns.upstream: "recursiv" is not a DNS upstream (who is asked for names). Did you mean "recursive"? [recursive, isp, or a list of { address: 9.9.9.9, tls: dns.quad9.net }]',
    ],
  },
  {
    name: 'offload with a shaper',
    change: [['flowOffload: off', 'flowOffload: on']],
    problems: [
      '56:16 tuning.flowOffload: Flow offload carries packets around the shaper, so the two exclude each other. [flowOffload: auto or off; or no shaper]',
    ],
  },
  {
    name: 'offload as true',
    change: [['flowOffload: off', 'flowOffload: true']],
    problems: ['56:16 tuning.flowOffload: true is not one of auto, on, off. Did you mean "on"? [auto, on or off]'],
  },
  {
    name: 'shaper without a direction',
    change: [[', up: 20M', '']],
    problems: ['57:3 tuning.shaper.up: This key is missing. [a rate such as 90M, 500k or 1G (bits per second)]'],
  },
  {
    name: 'shaper without a unit',
    change: [['up: 20M', 'up: 20']],
    problems: ['57:28 tuning.shaper.up: 20 is not a rate. [a rate such as 90M, 500k or 1G (bits per second)]'],
  },
  {
    name: 'shaper too slow',
    change: [['up: 20M', 'up: 10k']],
    problems: ['57:28 tuning.shaper.up: "10k" is no rate of a line. [a rate from 64k to 100G (bits per second)]'],
  },
  {
    name: 'several faults at once',
    change: [
      ['hostName: router', 'hostName: my router'],
      ['zone: trusted', 'zone: home'],
      ['port: 8443', 'port: 99999'],
      ['vlan: 10', 'vlna: 10'],
    ],
    problems: [
      '3:13 system.hostName: "my router" is not a host name. [1 to 63 letters, digits and hyphens, with no hyphen at either end]',
      '21:3 wan.vlna: "vlna" is not a key here. Did you mean "vlan"? [port, isp, type, vlan, priority, mac, pppoe, dhcp, static or ipv6]',
      '28:11 networks.lan.zone: "home" is not one of trusted, guest, isolated. [trusted, guest or isolated]',
      '51:28 forwards[0].port: 99999 is not a port or a range of ports. [a port such as 443 or a range such as "6000-6010"]',
    ],
  },
  {
    name: 'opening to a device of the own network',
    change: [
      ['  tv:\n', '  cam: { network: iot, mac: "02:00:00:00:00:01", profile: ring }\n  tv:\n'],
      ['to: nas, protocol', 'to: cam, protocol'],
    ],
    problems: [
      '50:15 devices.tv.allow[0].to: cam is in iot too, and devices inside one network always reach each other. [a network or device elsewhere]',
    ],
  },
  {
    name: 'device with an address out of range',
    change: [['address: 192.168.90.10', 'address: 192.168.90.300']],
    problems: ['47:14 devices.tv.address: "192.168.90.300" is not an IPv4 address. [an address such as 192.168.20.10]'],
  },
  {
    name: 'forward of a backward range',
    change: [['port: 8443, to: nas, toPort: 443', 'port: "9000-8000", to: nas']],
    problems: [
      '51:28 forwards[0].port: "9000-8000" is not a port or a range of ports. [a port from 1 to 65535, or a range such as "6000-6010", lower port first]',
    ],
  },
  {
    name: 'pool with an address out of range',
    change: [['to: 192.168.20.199', 'to: 192.168.20.999']],
    problems: ['32:39 networks.lan.dhcp.to: "192.168.20.999" is not an IPv4 address. [192.168.20.1 to 192.168.20.254]'],
  },
  {
    name: 'upstream on this machine',
    change: [['address: 9.9.9.9', 'address: 127.0.0.1']],
    problems: [
      '54:18 dns.upstream[0].address: "127.0.0.1" is not the IP address of a server. [an address such as 9.9.9.9 or "2620:fe::fe"]',
    ],
  },
  {
    name: 'upstream that is link-local',
    change: [['address: 9.9.9.9', 'address: "fe80::1"']],
    problems: [
      '54:18 dns.upstream[0].address: "fe80::1" is not the IP address of a server. [an address such as 9.9.9.9 or "2620:fe::fe"]',
    ],
  },
  {
    name: 'static gateway out of range',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.10/29, gateway: 203.0.113.999, dns: [9.9.9.9] }',
      ],
    ],
    problems: ['21:48 wan.static.gateway: "203.0.113.999" is not an IPv4 address. [an address such as 203.0.113.9]'],
  },
  {
    name: 'static server that is none',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.10/29, gateway: 203.0.113.9, dns: [224.0.0.1] }',
      ],
    ],
    problems: [
      '21:67 wan.static.dns[0]: "224.0.0.1" is not the IP address of a server. [an address such as 9.9.9.9 or "2620:fe::fe"]',
    ],
  },
  {
    name: 'user that is empty',
    change: [['username: someone@EDPNET', 'username: ""']],
    problems: ['23:15 wan.pppoe.username: This text is empty. [a text, or leave the key out]'],
  },
  {
    name: 'port 0 to somewhere',
    change: [['protocol: tcp, port: 8443', 'protocol: tcp, port: 0']],
    problems: [
      '51:28 forwards[0].port: 0 is not a port or a range of ports. [a port such as 443 or a range such as "6000-6010"]',
    ],
  },
  {
    name: 'label of invisible characters',
    change: [
      ['  desk: {', '  "de\u202esk": {'],
      ['desk: untagged', '"de\u202esk": untagged'],
    ],
    problems: ['17:3 ports.de\\u{202e}sk: "de\\u{202e}sk" is not a label. [a text of 1 to 32 printable characters]'],
  },
  {
    name: 'secret in place of a section',
    change: [['  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }', '  pppoe: hunter2']],
    problems: [
      '22:10 wan.pppoe: Here stands a text, where a group of keys belongs. [a group with some of the keys username, password, service, hostUniq, auth or mtu]',
    ],
  },
  {
    name: 'jack with a mistyped key',
    change: [['uplink: { mac: ', 'uplink: { max: ']],
    problems: [
      '15:13 ports.uplink.max: "max" is not a key here. Did you mean "mac"? [{ mac: "00:0d:b9:00:00:01" } or { name: enp1s0 }]',
    ],
  },
  {
    name: 'jack with an unknown key beside its MAC',
    change: [['uplink: { mac: "00:0d:b9:00:00:01"', 'uplink: { mac: "00:0d:b9:00:00:01", colour: blue']],
    problems: [
      '15:39 ports.uplink.colour: "colour" is not a key here. [{ mac: "00:0d:b9:00:00:01" } or { name: enp1s0 }]',
    ],
  },
  {
    name: 'jack of no keys',
    change: [['uplink: { mac: "00:0d:b9:00:00:01" }', 'uplink: {}']],
    problems: ['15:11 ports.uplink: This group of keys is empty. [{ mac: "00:0d:b9:00:00:01" } or { name: enp1s0 }]'],
  },
  {
    name: 'IPv6 with a mistyped key',
    change: [['prefixLength: 56', 'prefix: 56']],
    problems: [
      '25:11 wan.ipv6.prefix: "prefix" is not a key here. Did you mean "prefixLength"? [{ prefixLength: 48 to 64 } or off]',
    ],
  },
  {
    name: 'IPv6 as a bare length',
    change: [['{ prefixLength: 56 }', '56']],
    problems: ['25:9 wan.ipv6: 56 is not an IPv6 setting. [{ prefixLength: 48 to 64 } or off]'],
  },
  {
    name: 'zone as a number',
    change: [['zone: trusted', 'zone: 1']],
    problems: ['28:11 networks.lan.zone: 1 is not one of trusted, guest, isolated. [trusted, guest or isolated]'],
  },
  {
    name: 'lease as a number',
    change: [['lease: 12h', 'lease: 12']],
    problems: [
      '32:62 networks.lan.dhcp.lease: 12 is not a time. [a time such as 12h, 30m or 7d, at least 2m, or infinite]',
    ],
  },
  {
    name: 'network in capitals, spoken of in lower case',
    change: [['  lan:\n', '  LAN:\n']],
    problems: [
      '27:3 networks.LAN: "LAN" is not a network name. [a lower-case letter, then up to 14 lower-case letters, digits or hyphens]',
    ],
  },
  {
    name: 'network of an interface name that is too long',
    change: [
      ['  iot:\n', '  enp1s0f1np0v1234:\n'],
      ['network: iot', 'network: enp1s0f1np0v1234'],
    ],
    problems: [
      '33:3 networks.enp1s0f1np0v1234: "enp1s0f1np0v1234" is not a network name. [a lower-case letter, then up to 14 lower-case letters, digits or hyphens]',
    ],
  },
  {
    name: 'a mistyped key, and the key that is missing for it',
    change: [['    zone: trusted', '    zoen: trusted']],
    problems: [
      '28:5 networks.lan.zoen: "zoen" is not a key here. Did you mean "zone"? [zone, vlan, address, ports, dhcp or dnsRedirect]',
    ],
  },
  {
    name: 'a mistyped section',
    change: [['  pppoe:\n', '  ppoe:\n']],
    problems: [
      '22:3 wan.ppoe: "ppoe" is not a key here. Did you mean "pppoe"? [port, isp, type, vlan, priority, mac, pppoe, dhcp, static or ipv6]',
    ],
  },
  {
    name: 'state version with a release of another form',
    change: [['  release: "26.05"', '  release: 26.11\n  stateVersion: "26.11"']],
    problems: [
      '5:12 system.release: 26.11 without quotes is a number, not text: put it in quotes, "26.11". ["25.11", "26.05" or "26.11", in quotes]',
    ],
  },
  {
    name: 'pool of another subnet',
    change: [['from: 192.168.20.100, to: 192.168.20.199', 'from: 192.168.2.100, to: 192.168.2.199']],
    problems: [
      '32:11 networks.lan.dhcp: The pool from 192.168.2.100 to 192.168.2.199 is outside the subnet 192.168.20.0/24. [192.168.20.1 to 192.168.20.254]',
    ],
  },
  {
    name: 'preset by a name with several',
    change: [['  type: pppoe', '  isp: orange\n  type: pppoe']],
    problems: [
      '20:8 wan.isp: "orange" is not a preset (a provider that naar knows). Did you mean fr-orange (Orange / Sosh), es-orange (Orange Espana) or pl-orange (Orange Polska)? [the id of a preset, all of which "naar schema" lists; or no wan.isp and a wan.type of your own]',
    ],
  },
  {
    name: 'preset of a country',
    change: [['  type: pppoe', '  isp: be-telenet\n  type: pppoe']],
    problems: [
      '20:8 wan.isp: "be-telenet" is not a preset (a provider that naar knows). Did you mean be-edpnet (edpnet), be-proximus (Proximus) or be-scarlet (Scarlet)? [the id of a preset, all of which "naar schema" lists; or no wan.isp and a wan.type of your own]',
    ],
  },
  {
    name: 'profile by a part of its name',
    change: [['profile: plex-server', 'profile: shelly']],
    problems: [
      '45:14 devices.tv.profile: "shelly" is not a profile (a kind of device that naar knows). Did you mean shelly-gen1 (Shelly, first generation) or shelly-gen2 (Shelly, second generation and later)? [the id of a profile, all of which "naar schema" lists; or none]',
    ],
  },
  {
    name: 'label of a wrong case',
    change: [['port: uplink', 'port: Uplink']],
    problems: ['19:9 wan.port: No jack is labelled "Uplink". Did you mean "uplink"? ["uplink", "switch" or "desk"]'],
  },
  {
    name: 'DHCP option by name with a secret',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: dhcp\n  dhcp: { options: { router: { env: A } } }',
      ],
    ],
    problems: ['21:22 wan.dhcp.options.router: "router" is not an option code. [a DHCP option code from 1 to 254]'],
  },
  {
    name: 'names that would steer the terminal, and those who speak of them',
    change: [
      ['  iot:\n', '  "i\\u001b[2Jot":\n'],
      ['  nas:\n', '  "n\\u202eas":\n'],
      ['port: uplink', 'port: uplnk'],
      ['  uplink: {', '  "\\u200buplnk": {'],
    ],
    problems: [
      '15:3 ports.\\u{200b}uplnk: "\\u{200b}uplnk" is not a label. [a text of 1 to 32 printable characters]',
      '19:9 wan.port: No jack is labelled "uplnk". Did you mean "\\u{200b}uplnk"? ["\\u{200b}uplnk", "switch" or "desk"]',
      '33:3 networks.i\\u{1b}[2Jot: "i\\u{1b}[2Jot" is not a network name. [a lower-case letter, then up to 14 lower-case letters, digits or hyphens]',
      '39:3 devices.n\\u{202e}as: "n\\u{202e}as" is not a host name. [1 to 63 letters, digits and hyphens, with no hyphen at either end]',
      '44:14 devices.tv.network: There is no network "iot". [lan, i\\u{1b}[2Jot]',
      '49:15 devices.tv.allow[0].to: There is no network or device "nas". Did you mean "n\\u{202e}as"? [the name of a network or of a device]',
      '51:38 forwards[0].to: There is no device "nas". Did you mean "n\\u{202e}as"? [a device with an address, or an IPv4 address in one of the networks]',
    ],
  },
  {
    name: 'static gateway of the network',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.10/29, gateway: 203.0.113.8, dns: [9.9.9.9] }',
      ],
    ],
    problems: [
      '21:48 wan.static.gateway: The gateway 203.0.113.8 is the first or last address of its subnet, which no host can have. [another address inside 203.0.113.8/29]',
    ],
  },
  {
    name: 'static gateway of the broadcast',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'type: static\n  static: { address: 203.0.113.10/29, gateway: 203.0.113.15, dns: [9.9.9.9] }',
      ],
    ],
    problems: [
      '21:48 wan.static.gateway: The gateway 203.0.113.15 is the first or last address of its subnet, which no host can have. [another address inside 203.0.113.8/29]',
    ],
  },
  {
    name: 'host name localhost',
    change: [['hostName: router', 'hostName: LocalHost']],
    problems: [
      '3:13 system.hostName: Every computer calls itself localhost, so nobody would find the router by that name. [another name, such as router]',
    ],
  },
  {
    name: 'domain without room for names',
    change: [
      [
        '  hostName: router',
        '  domain: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc.ddddddd',
      ],
    ],
    problems: [
      '3:11 system.domain: This domain has 190 characters, which leaves no room for the names of devices. [at most 189 characters]',
    ],
  },
  {
    name: 'boot of another machine, install',
    change: [['  hostName: router', '  boot: uefi']],
    facts: apu(),
    where: 'install',
    problems: [
      '3:9 system.boot: This machine starts by BIOS, and would not start what is made for UEFI. [bios, or no system.boot]',
    ],
  },
  {
    name: 'swap larger than the disk, install',
    change: [['erase: true', 'erase: true\n  swap: 16G']],
    facts: apu(),
    where: 'install',
    problems: [
      '14:9 disk.swap: A swap partition of 16G leaves less than half of the disk (16 GB) for the system. [a smaller size such as 2G, or none]',
    ],
  },
  {
    name: 'time zone as an offset',
    change: [['Europe/Brussels', 'GMT+1']],
    problems: [
      '4:13 system.timeZone: "GMT+1" is not a time zone. [a name such as Europe/Brussels or UTC, as the tz database has it; upper and lower case count]',
    ],
  },
  {
    name: 'merge key',
    change: [
      ['  lan:\n', '  lan: &lan\n'],
      ['  iot:\n', '  iot:\n    <<: *lan\n'],
    ],
    problems: ['34:5 networks.iot: The merge key of older YAML ("<<") is not read here: write the keys out.'],
  },
  {
    name: 'secret in the place of a variable',
    change: [['{ file: ./pppoe-password }', '{ env: hunter2! }']],
    problems: [
      '24:22 wan.pppoe.password.env: This is not the name of a variable. [the name of an environment variable, such as PPPOE_PASSWORD]',
    ],
  },
  {
    name: 'secret in the place of a path',
    change: [['{ file: ./pppoe-password }', '{ path: hunter2 }']],
    problems: [
      '24:23 wan.pppoe.password.path: This is not an absolute path. [an absolute path on the router, such as /run/secrets/pppoe]',
    ],
  },
  {
    name: 'secret in the place of a prompt',
    change: [['{ file: ./pppoe-password }', '{ prompt: hunter2 }']],
    problems: ['24:25 wan.pppoe.password.prompt: This is not the word true. [{ prompt: true }, to be asked]'],
  },
  {
    name: 'secret file without a name',
    change: [['{ file: ./pppoe-password }', '{ file: "" }']],
    problems: [
      '24:23 wan.pppoe.password.file: This is not the name of a file. [the name of a file, in quotes where it is a number]',
    ],
  },
  {
    name: 'PPPoE preset without a login',
    change: [
      [
        'type: pppoe\n  vlan: 10\n  pppoe:\n    username: someone@EDPNET\n    password: { file: ./pppoe-password }',
        'isp: be-edpnet',
      ],
    ],
    problems: [
      '18:1 wan.pppoe.username: This key is missing: PPPoE needs the user name from the provider. [the text from your contract, which looks like <login>@EDPNET]',
      '18:1 wan.pppoe.password: This key is missing: PPPoE needs the password from the provider. [{ file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }]',
    ],
  },
  {
    name: 'forward into a network whose address is at fault',
    change: [
      ['192.168.90.1/24', '192.168.90.300/24'],
      ['to: nas, toPort: 443', 'to: 192.168.90.7'],
    ],
    problems: [
      '36:14 networks.iot.address: "192.168.90.300/24" is not an address with its prefix length. [the router\'s address with prefix length, such as 192.168.20.1/24, in 10/8, 172.16/12, 192.168/16 or 100.64/10]',
    ],
  },
  {
    name: 'DHCP on in a small subnet',
    change: [
      ['192.168.90.1/24', '192.168.90.9/30'],
      ['    ports: { switch: tagged }\ndevices', '    ports: { switch: tagged }\n    dhcp: true\ndevices'],
    ],
    problems: [
      '38:11 networks.iot.dhcp: true is not a DHCP setting. [{ from: ADDRESS, to: ADDRESS, lease: 12h } or off]',
    ],
  },
  {
    name: 'pool with one end, in a small subnet, at fault',
    change: [
      ['192.168.90.1/24', '192.168.90.9/30'],
      ['    ports: { switch: tagged }\ndevices', '    ports: { switch: tagged }\n    dhcp: { from: 5 }\ndevices'],
    ],
    problems: ['38:19 networks.iot.dhcp.from: 5 is not an IPv4 address. [an IPv4 address such as 192.168.20.10]'],
  },
  {
    name: 'pool with one end, and that outside',
    change: [['{ from: 192.168.20.100, to: 192.168.20.199, lease: 12h }', '{ to: 192.168.21.9 }']],
    problems: [
      '32:11 networks.lan.dhcp: A pool needs both ends. [from and to, or neither]',
      '32:17 networks.lan.dhcp.to: 192.168.21.9 is outside the subnet 192.168.20.0/24. [192.168.20.1 to 192.168.20.254]',
    ],
  },
  {
    name: 'devices of one network with one address',
    change: [
      ['  tv:\n', '  cam: { network: iot, mac: "02:00:00:00:00:01", address: 192.168.90.10, profile: ring }\n  tv:\n'],
    ],
    problems: [
      '48:14 devices.tv.address: 192.168.90.10 already belongs to the device cam. [an address of its own for each device]',
    ],
  },
  {
    name: 'device outside a small network',
    change: [
      ['192.168.90.1/24', '192.168.90.9/30'],
      ['    ports: { switch: tagged }\ndevices', '    ports: { switch: tagged }\n    dhcp: off\ndevices'],
      ['address: 192.168.90.10', 'address: 192.168.90.13'],
    ],
    problems: [
      '48:14 devices.tv.address: 192.168.90.13 is outside 192.168.90.8/30, the subnet of the network iot. [an address from 192.168.90.9 to 192.168.90.10]',
    ],
  },
  {
    name: 'device in an unknown network, where there is one',
    change:
      'version: 1\nsystem: { admin: { password: { prompt: true } } }\nports: { a: { mac: "00:0d:b9:00:00:01" }, b: { mac: "00:0d:b9:00:00:02" } }\nwan: { port: a, type: dhcp }\nnetworks: { lan: { zone: trusted, address: 192.168.1.1/24, ports: { b: untagged } } }\ndevices: { tv: { network: iot, mac: "02:00:00:00:00:01" } }\n',
    problems: ['6:27 devices.tv.network: There is no network "iot". [lan]'],
  },
  {
    name: 'device in a network, where there is none',
    change:
      'version: 1\nsystem: { admin: { password: { prompt: true } } }\nports: { a: { mac: "00:0d:b9:00:00:01" }, b: { mac: "00:0d:b9:00:00:02" } }\nwan: { port: a, type: dhcp }\nnetworks: {}\ndevices: { tv: { network: iot, mac: "02:00:00:00:00:01" } }\n',
    problems: [
      '5:11 networks: There is no network; a router needs one at least. [NAME: { zone: trusted, address: 192.168.20.1/24, ports: { LABEL: untagged } }]',
    ],
  },
  {
    name: 'profile in an isolated network, apart from its kind',
    change: [
      ['  tv:\n', '  bulb: { network: lan, mac: "02:00:00:00:00:01", profile: matter-thread }\n  tv:\n'],
      ['profile: plex-server', 'profile: matter-thread'],
    ],
    problems: [
      '46:14 devices.tv.profile: Matter over Wi-Fi and Thread, border routers does not work across networks, and the phones that steer it are not in iot. [keep it in the trusted network of its controller, or leave the profile out]',
    ],
  },
];
