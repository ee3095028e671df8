import { describe, expect, test } from 'vitest';
import { evaluateConfiguration } from './evaluate.ts';
import {
  judgeAvahi,
  judgeChrony,
  judgeConfiguration,
  judgeDnsmasq,
  judgeNetworkd,
  judgeNftables,
  judgeNix,
  judgePppd,
  judgeScripts,
  judgeUnbound,
  judgeUnits,
} from './judges.ts';
import { mayAsk, withFolder } from './workbench.ts';

const good = `{ config, lib, pkgs, ... }: {
  networking.hostName = "router";
  networking.nftables = {
    enable = true;
    tables.fw = { family = "inet"; content = "chain input { type filter hook input priority filter; policy drop; iifname lan accept; }"; };
  };
  systemd.network = {
    links."10-enp1s0" = { matchConfig.PermanentMACAddress = "00:0d:b9:00:00:01"; linkConfig.Name = "enp1s0"; };
    netdevs."20-lan" = { netdevConfig = { Name = "lan"; Kind = "vlan"; }; vlanConfig.Id = 20; };
    networks."40-lan" = {
      matchConfig.Name = "lan";
      address = [ "192.168.20.1/24" "fd00:1::1/64" ];
      networkConfig = { IPv6AcceptRA = false; IPv6SendRA = true; DHCPPrefixDelegation = true; };
      dhcpPrefixDelegationConfig = { UplinkInterface = "ppp0"; SubnetId = "1"; Token = "::1"; };
      ipv6SendRAConfig = { EmitDNS = true; DNS = "fd00:1::1"; };
      ipv6Prefixes = [ { Prefix = "fd00:1::/64"; } ];
    };
    networks."50-ppp0" = {
      matchConfig.Name = "ppp0";
      networkConfig = { DHCP = "ipv6"; IPv6AcceptRA = true; KeepConfiguration = true; };
      dhcpV6Config = { WithoutRA = "solicit"; UseAddress = false; PrefixDelegationHint = "::/56"; IAID = 1; };
      routes = [ { Destination = "::/0"; } ];
      cakeConfig = { Bandwidth = "20M"; NAT = true; };
    };
  };
  services.pppd = { enable = true; peers.wan.config = "plugin pppoe.so\\nnic-wan\\nfile /etc/naar/secrets/pppoe.options\\nnoauth\\npersist\\nmtu 1492\\n+ipv6\\n"; };
  services.unbound = {
    enable = true;
    settings.server = { interface = [ "192.168.20.1" ]; access-control = [ "192.168.20.0/24 allow" ]; ip-freebind = true; local-zone = [ "\\"home.arpa.\\" nodefault" ]; };
    settings.forward-zone = [ { name = "home.arpa."; forward-addr = "127.0.0.1@53053"; } ];
  };
  services.dnsmasq = { enable = true; settings = { interface = [ "lan" ]; bind-dynamic = true; port = 53053; dhcp-range = [ "set:lan,192.168.20.100,192.168.20.200,255.255.255.0,12h" ]; }; };
  nix.settings.sync-before-registering = true;
  services.chrony = { enable = true; extraConfig = "allow 192.168.20.0/24\\n"; };
  services.avahi = { enable = true; reflector = true; allowInterfaces = [ "lan" "iot" ]; extraConfig = "reflect-filters=_googlecast._tcp.local\\n"; };
  systemd.services.forwarding = {
    description = "Forwarding";
    requires = [ "nftables.service" ];
    after = [ "nftables.service" "systemd-sysctl.service" ];
    wantedBy = [ "multi-user.target" ];
    path = [ pkgs.procps ];
    script = "sysctl -q net.ipv4.ip_forward=1";
    serviceConfig = { Type = "oneshot"; RemainAfterExit = true; };
  };
  systemd.services.tuning = {
    bindsTo = [ "sys-subsystem-net-devices-enp1s0.device" ];
    serviceConfig = { Type = "oneshot"; ExecStart = "\${pkgs.writeShellScript "tune" "echo \\"$1\\""} now"; ExecStop = "\${pkgs.iproute2}/bin/ip link"; };
  };
  systemd.services.pppd-wan = { requires = [ "forwarding.service" ]; serviceConfig.Type = lib.mkForce "exec"; };
  systemd.paths.resolv = { wantedBy = [ "paths.target" ]; pathConfig.PathChanged = "/run/x"; };
  systemd.services.resolv = { script = "true"; };
}`;

test('a good configuration is praised by every judge, in every release', async () => {
  for (const release of ['25.11', '26.05', '26.11'])
    expect(judgeConfiguration(await evaluate(good, release), release)).toEqual([]);
});

describe('each judge minds its own mistake', () => {
  test.each<[(config: unknown) => string[], string, string, RegExp]>([
    [
      judgeUnbound,
      'ip-freebind = true',
      'ip-freebinding = true',
      /unbound: .*unknown keyword 'ip-freebinding'|unbound: .*syntax error/,
    ],
    [judgeUnbound, '192.168.20.0/24 allow', '192.168.20.0/24 alow', /unbound: /],
    [judgeUnbound, 'nodefault', 'nodefalt', /unbound: /],
    [judgeUnbound, '127.0.0.1@53053', 'dnsmasq', /unbound: /],
    [judgeDnsmasq, 'bind-dynamic = true', 'bind-dynamik = true', /dnsmasq: .*bad option at line \d+ of dnsmasq\.conf/],
    [judgeDnsmasq, '192.168.20.200', '192.168.21.200', /dnsmasq: .*inconsistent DHCP range/],
    [judgeDnsmasq, '12h', '12 hours', /dnsmasq: .*bad dhcp-range/],
    [
      judgeNix,
      'sync-before-registering',
      'sync-before-registration',
      /nix: warning: unknown setting 'sync-before-registration'/,
    ],
    [judgeChrony, 'allow 192', 'alow 192', /chrony: .*Invalid directive at line \d+/],
    [
      judgeAvahi,
      'reflect-filters',
      'reflect-filter',
      /avahi: Invalid configuration key "reflect-filter" in group "reflector"/,
    ],
    [judgePppd, 'nic-wan', 'nick-wan', /pppd peer wan: .*unrecognized option 'nick-wan'/],
    [judgePppd, 'mtu 1492', 'mtu many', /pppd peer wan: .*many/],
    [
      judgePppd,
      'file /etc/naar/secrets/pppoe.options',
      'password hunter2',
      /pppd peer wan: the login stands in the world-readable store/,
    ],
    [
      judgeNetworkd,
      'IPv6SendRA = true',
      'IPv6SendsRA = true',
      /networkd: 40-lan\.network:\d+: Unknown key 'IPv6SendsRA' in section \[Network\]/,
    ],
    [
      judgeNetworkd,
      '192.168.20.1/24',
      '192.168.20.256/24',
      /networkd: 40-lan\.network:\d+: Invalid address '192\.168\.20\.256\/24'/,
    ],
    [judgeNetworkd, '"solicit"', '"soliciting"', /networkd: 50-ppp0\.network:\d+: .*WithoutRA/],
    [judgeNetworkd, 'Bandwidth = "20M"', 'Bandwidth = "fast"', /networkd: 50-ppp0\.network:\d+: .*fast/],
    [judgeNetworkd, 'Kind = "vlan"', 'Kind = "vlann"', /networkd: 20-lan\.netdev:\d+: .*vlann/],
    [judgeNetworkd, 'Id = 20', 'Id = 5000', /networkd: 20-lan\.netdev:\d+: .*5000/],
    [judgeNftables, 'policy drop;', 'policy dropp;', /nft: rules\.nft:\d+:\d+-\d+: Error: syntax error.*|nft: .*dropp/],
    [judgeNftables, 'iifname lan accept', 'jump nowhere', /nft: .*nowhere/],
    [judgeScripts, 'sysctl -q', 'if sysctl -q', /script forwarding\.script: line \d+: syntax error/],
    [judgeScripts, 'echo \\"$1\\"', 'echo $1', /script tune:\d+:\d+: note: Double quote.*SC2086/],
    [
      judgeScripts,
      'path = [ pkgs.procps ];',
      '',
      /systemd\.services\.forwarding calls sysctl, but its path lacks pkgs\.procps/,
    ],
    [
      judgeUnits,
      'Type = "oneshot"; RemainAfterExit',
      'Type = "oneshott"; RemainAfterExit',
      /forwarding\.service:\d+: Failed to parse service type/,
    ],
    [
      judgeUnits,
      'RemainAfterExit',
      'RemainAfterExits',
      /forwarding\.service:\d+: Unknown key 'RemainAfterExits' in section \[Service\]/,
    ],
    [
      judgeUnits,
      '"systemd-sysctl.service"',
      '"systemd-sysctrl.service"',
      /systemd\.services\.forwarding\.after names systemd-sysctrl\.service, which neither/,
    ],
    [
      judgeUnits,
      '${pkgs.iproute2}/bin/ip',
      'ip',
      /tuning\.service: ExecStop starts ip, which is no path into a package/,
    ],
    [
      judgeUnits,
      'PathChanged = "/run/x"',
      'PathChangedd = "/run/x"',
      /resolv\.path:\d+: Unknown key 'PathChangedd' in section \[Path\]/,
    ],
    [
      judgeUnits,
      'systemd.services.resolv = { script = "true"; };',
      '',
      /systemd\.paths\.resolv starts resolv\.service, which neither/,
    ],
  ])('%o: %s -> %s', async (judge, right, wrong, sentence) => {
    expect(good).toContain(right);
    if (judge === judgeAvahi && !mayAsk('avahi-daemon')) return;
    if (judge === judgeNetworkd && !mayAsk('systemd-networkd')) return;
    if (judge === judgePppd && !wrong.startsWith('password') && !mayAsk('pppd')) return;
    const findings = judge(
      await evaluate(
        good.replace(right, () => wrong),
        '26.05',
      ),
    );
    expect(findings.join('\n')).toMatch(sentence);
  });

  test('a service that is off has no judge', () => {
    for (const judge of [
      judgeUnbound,
      judgeDnsmasq,
      judgeChrony,
      judgeAvahi,
      judgePppd,
      judgeNetworkd,
      judgeNix,
      judgeNftables,
      judgeScripts,
      judgeUnits,
    ]) {
      expect(judge({})).toEqual([]);
    }
  });

  test('a flowtable that this kernel lacks is no mistake, its syntax is', async () => {
    const table = (
      devices: string,
    ) => `{ pkgs, ... }: { systemd.services.fast = { script = "nft -f \${pkgs.writeText "fastpath.nft" ''
      table inet fastpath {
        flowtable ft {
          hook ingress priority 0
          devices = ${devices}
        }
        chain add_flows {
          type filter hook forward priority filter + 10; policy accept;
          ct state established meta l4proto { tcp, udp } flow add @ft
        }
      }
    ''}"; }; }`;
    expect(judgeNftables(await evaluate(table('{ lo }'), '26.05'))).toEqual([]);
    expect(judgeNftables(await evaluate(table('{ lo'), '26.05')).join()).toMatch(/syntax error/);
  });
});

async function evaluate(configuration: string, release: string): Promise<unknown> {
  return withFolder({ 'configuration.nix': configuration }, (folder) => evaluateConfiguration(folder, release));
}
