import { describe, expect, test } from 'vitest';
import { checkOptions, optionPaths } from './option-table.ts';

const good = {
  imports: ['hardware-configuration.nix', 'local.nix'],
  boot: {
    loader: { grub: { enable: true, device: '/dev/disk/by-id/x', splashImage: null } },
    kernel: { sysctl: { 'net.ipv4.tcp_syncookies': 1 } },
  },
  networking: {
    hostName: 'router',
    useDHCP: { _type: 'override', priority: 50, content: false },
    nftables: { enable: true, tables: { fw: { family: 'inet', content: 'x' } } },
  },
  systemd: {
    network: {
      links: {
        '10-enp1s0': { matchConfig: { PermanentMACAddress: '00:0d:b9:00:00:01' }, linkConfig: { Name: 'enp1s0' } },
      },
      netdevs: { '20-lan': { netdevConfig: { Name: 'lan', Kind: 'vlan' }, vlanConfig: { Id: 20 } } },
      networks: {
        '50-ppp0': {
          matchConfig: { Name: 'ppp0' },
          networkConfig: { DHCP: 'ipv6', KeepConfiguration: true },
          dhcpV6Config: { WithoutRA: 'solicit', IAID: 1 },
          routes: [{ Destination: '::/0' }],
        },
      },
    },
    services: {
      a: {
        after: ['nftables.service'],
        serviceConfig: { Type: 'oneshot', ExecStart: ['a', 'b'] },
        path: ['/nix/store/placeholder-vim'],
      },
    },
  },
  services: {
    unbound: {
      enable: true,
      settings: {
        server: { interface: ['127.0.0.1'], prefetch: true },
        'forward-zone': [{ name: '.', 'forward-addr': ['9.9.9.9'] }],
      },
    },
    dnsmasq: { settings: { port: 53, interface: ['lan'], 'bind-dynamic': true } },
    pppd: { enable: true, peers: { wan: { config: 'plugin pppoe.so\n' } } },
  },
  system: { stateVersion: '26.05' },
};

describe('checkOptions', () => {
  test.each(['25.11', '26.05', '26.11'])('a good configuration passes for %s', (release) => {
    expect(checkOptions(good, release)).toEqual([]);
  });

  test.each<[string, unknown, string, string]>([
    [
      'unknown option',
      { networking: { hostname: 'router' } },
      '26.05',
      'networking.hostname is not in the table of NixOS options (hostName?).',
    ],
    ['unknown group', { networkin: {} }, '26.05', 'networkin is not in the table of NixOS options (networking?).'],
    ['nothing like it', { zebra: {} }, '26.05', 'zebra is not in the table of NixOS options.'],
    ['a value for a group', { networking: 1 }, '26.05', 'networking is a group of options and cannot be 1.'],
    ['text for a boolean', { networking: { useDHCP: 'no' } }, '26.05', 'networking.useDHCP is "no", but must be bool.'],
    [
      'a wrong type below mkForce',
      { networking: { useDHCP: { _type: 'override', priority: 50, content: 0 } } },
      '26.05',
      'networking.useDHCP is 0, but must be bool.',
    ],
    [
      'a wrong type in the branch not taken',
      { console: { _type: 'if', condition: false, content: { font: 1 } } },
      '26.05',
      'console.font is 1, but must be null or string or path.',
    ],
    [
      'one text for a list',
      { boot: { kernelModules: 'pppoe' } },
      '26.05',
      'boot.kernelModules is "pppoe", but must be a list of string.',
    ],
    [
      'a wrong element',
      { boot: { kernelModules: ['pppoe', 1] } },
      '26.05',
      'boot.kernelModules.#2 is 1, but must be string.',
    ],
    [
      'a word that is not allowed',
      { networking: { nftables: { tables: { fw: { family: 'inet4' } } } } },
      '26.05',
      'networking.nftables.tables.fw.family is "inet4", but must be one of ip, ip6, inet, arp, bridge, netdev.',
    ],
    [
      'not yet there',
      { services: { avahi: { nssmdnsFull: true } } },
      '26.05',
      'services.avahi.nssmdnsFull came with NixOS 26.11; 26.05 does not have it.',
    ],
    [
      'gone',
      { services: { journald: { extraConfig: '' } } },
      '26.11',
      'services.journald.extraConfig is gone since NixOS 26.11; use services.journald.settings.Journal, or a file in environment.etc."systemd/journald.conf.d/…" for every release.',
    ],
    [
      'the singular of the blog post',
      { networking: { nameserver: ['1.1.1.1'] } },
      '25.11',
      'networking.nameserver is gone since NixOS 19.03; use networking.nameservers.',
    ],
    [
      'an old name',
      { services: { avahi: { interfaces: ['lan'] } } },
      '25.11',
      'services.avahi.interfaces is an old name since NixOS 23.05; use services.avahi.allowInterfaces.',
    ],
    [
      'a lower-case key',
      { systemd: { network: { networks: { x: { matchConfig: { name: 'lan' } } } } } },
      '26.05',
      'systemd.network.networks.x.matchConfig.name is not in the table of NixOS options (Name?).',
    ],
    [
      'a section key of another section',
      { systemd: { network: { networks: { x: { networkConfig: { UseAddress: false } } } } } },
      '26.05',
      'systemd.network.networks.x.networkConfig.UseAddress is not in the table of NixOS options (Address?).',
    ],
    [
      'IPForward',
      { systemd: { network: { networks: { x: { networkConfig: { IPForward: true } } } } } },
      '26.05',
      'systemd.network.networks.x.networkConfig.IPForward is gone since NixOS 25.05; use IPv4Forwarding and IPv6Forwarding.',
    ],
    [
      'a key of newer systemd',
      { systemd: { network: { networks: { x: { dhcpV4Config: { SocketPriority: 6 } } } } } },
      '25.11',
      'systemd.network.networks.x.dhcpV4Config.SocketPriority came with NixOS 26.05; 25.11 does not have it.',
    ],
    [
      'a VLAN number out of range',
      { systemd: { network: { netdevs: { x: { vlanConfig: { Id: 4095 } } } } } },
      '26.05',
      'systemd.network.netdevs.x.vlanConfig.Id is 4095, but must be 0 to 4094.',
    ],
    [
      'a netdev without a kind',
      { systemd: { network: { netdevs: { x: { netdevConfig: { Name: 'lan' } } } } } },
      '26.05',
      'systemd.network.netdevs.x.netdevConfig lacks Kind.',
    ],
    [
      'the wrapper of old',
      { systemd: { network: { networks: { x: { routes: [{ routeConfig: { Gateway: '_dhcp' } }] } } } } },
      '26.05',
      'systemd.network.networks.x.routes.#1.routeConfig is an old name since NixOS 24.11; use the keys themselves.',
    ],
    [
      'a unit without its kind',
      { systemd: { services: { x: { after: ['nftables'] } } } },
      '26.05',
      'systemd.services.x.after.#1 is "nftables", but must be unit.',
    ],
    [
      'a release that is none',
      { system: { stateVersion: '26.5' } },
      '26.05',
      'system.stateVersion is "26.5", but must be release.',
    ],
    [
      'null for a systemd value',
      { systemd: { services: { x: { serviceConfig: { User: null } } } } },
      '26.05',
      'systemd.services.x.serviceConfig.User is null, but must be systemd value.',
    ],
    [
      'a wrong value below mkForce inside a section',
      { systemd: { services: { x: { serviceConfig: { Type: { _type: 'override', priority: 50, content: null } } } } } },
      '26.05',
      'systemd.services.x.serviceConfig.Type is null, but must be systemd value.',
    ],
    [
      'a set inside unbound',
      { services: { unbound: { settings: { server: { a: { b: 1 } } } } } },
      '26.05',
      'services.unbound.settings.server.a is {"b":1}, but must be int or bool or float or string or list of (int or bool or float or string).',
    ],
    ['no configuration', 1, '26.05', 'The configuration is no set of options.'],
  ])('%s', (_, config, release, sentence) => {
    expect(checkOptions(config, release)).toEqual([sentence]);
  });

  test('all mistakes come in one go', () => {
    expect(checkOptions({ networking: { a: 1, b: 2 }, x: 1 }, '26.05')).toHaveLength(3);
  });
});

test('every type of the table can be read', () => {
  // half a number is nearly always wrong; it only has to go through every row
  for (const path of optionPaths()) {
    const config = path
      .split('.')
      .reduceRight<unknown>((inner, part) => (part === '*' ? [inner] : { [part]: inner }), 0.5);
    expect(() => checkOptions(config, '25.11')).not.toThrow();
  }
  expect(optionPaths().length).toBeGreaterThan(250);
});
