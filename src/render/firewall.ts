import type { RouterPlan } from '../plan/router-plan.ts';
import { neighbourSeedScript } from './neighbour-seed.ts';
import { firewallTable, GUARD_DELETION, guardRuleset } from './nftables.ts';
import { nixCode } from './nix.ts';
import { option, type Section } from './section.ts';

const guardFile = 'router/guard.nft';
const loadGuard = `\${pkgs.nftables}/bin/nft -f /etc/${guardFile}`;

/** The firewall: one table, a guard for the time without it, and forwarding that is on only behind it. */
export function firewallSection(plan: RouterPlan): Section {
  return {
    title: 'The firewall',
    reason:
      'One nftables table for IPv4 and IPv6. First the sets and maps: they say who may do what, and are all that differs between two homes. Then the rules, the same on every router. It is loaded before any link is up; interfaces are named, so it needs none of them to exist.\nFrom the Internet nothing comes in that was not asked for, in both families, but the port forwards (IPv4). RFC 6092 would let IPsec (IKE and ESP) in to every device; here it stays out.\nThe blog post that this router began with ("Using NixOS as a router", 2021) opened LLMNR, port 5355; that rule is left out, for nothing was found to need it.',
    settings: [
      option('networking.firewall.enable', false, "NixOS's own firewall would judge the same packets a second time."),
      option('networking.nftables', {
        enable: true,
        extraDeletions: GUARD_DELETION,
        tables: { fw: { family: 'inet', content: firewallTable(plan.firewall) } },
      }),
      option(
        'environment.etc.*.text',
        guardRuleset(plan.firewall),
        'Until the firewall is loaded, and whenever it is not, this guard forwards nothing and answers nothing from the Internet.',
        [guardFile],
      ),
      option(
        'systemd.services.router-guard',
        {
          description: 'Keep the router shut until the firewall is loaded',
          wantedBy: ['nftables.service'],
          before: ['nftables.service'],
          after: ['sysinit.target'],
          restartIfChanged: false,
          stopIfChanged: false,
          unitConfig: { DefaultDependencies: false },
          serviceConfig: {
            Type: 'oneshot',
            RemainAfterExit: true,
            ExecCondition: nixCode(
              `"\${pkgs.runtimeShell} -c '! \${pkgs.nftables}/bin/nft list table inet fw >/dev/null 2>&1'"`,
            ),
            ExecStart: nixCode(`"${loadGuard}"`),
          },
        },
        'The guard comes before the firewall and again when that stops, but never over a firewall that runs: so it has a condition, and a switch leaves it alone.',
      ),
      option('systemd.services.nftables.serviceConfig.ExecStopPost', nixCode(`"${loadGuard}"`)),
      option(
        'systemd.services.router-forwarding',
        {
          description: 'Forward packets, behind the firewall only',
          wantedBy: ['multi-user.target'],
          requires: ['nftables.service'],
          after: ['nftables.service', 'systemd-sysctl.service'],
          partOf: ['nftables.service', 'systemd-sysctl.service'],
          serviceConfig: {
            Type: 'oneshot',
            RemainAfterExit: true,
            ExecStart: nixCode(`"${forwarding(1)}"`),
            ExecStop: nixCode(`"${forwarding(0)}"`),
          },
        },
        'Not a plain sysctl: that would be set before the firewall, and stay when it fails.',
      ),
      ...seedSettings(plan),
    ],
  };
}

function seedSettings(plan: RouterPlan): Section['settings'] {
  const script = neighbourSeedScript(plan.firewall);
  if (script === null) return [];
  const unit = {
    description: 'Tell the firewall the addresses of devices behind openings',
    // multi-user.target too: a switch starts what a running nftables.service newly wants only this way
    wantedBy: ['nftables.service', 'multi-user.target'],
    after: ['nftables.service'],
    partOf: ['nftables.service'],
    unitConfig: { ReloadPropagatedFrom: 'nftables.service' },
    path: ['iproute2', 'nftables', 'gawk'].map((name) => nixCode(`pkgs.${name}`)),
    serviceConfig: { Type: 'oneshot', RemainAfterExit: true },
    script,
    reload: script,
  };
  return [
    option(
      'systemd.services.router-neighbours',
      unit,
      'A reload forgets the addresses learned from traffic; they are read again from the neighbour table.',
    ),
  ];
}

function forwarding(value: 0 | 1): string {
  return `\${pkgs.procps}/bin/sysctl -w net.ipv4.conf.all.forwarding=${value} net.ipv6.conf.all.forwarding=${value}`;
}

/** What the kernel is told about networks, beyond forwarding. */
export function kernelSection(plan: RouterPlan): Section {
  const ppp = plan.wan.line.kind === 'pppoe';
  const everywhere = ['net.ipv4.conf.all', 'net.ipv4.conf.default'];
  const everywhere6 = ['net.ipv6.conf.all', 'net.ipv6.conf.default'];
  const sysctl = Object.fromEntries([
    ...everywhere.flatMap((where) => [
      [`${where}.accept_redirects`, 0],
      [`${where}.accept_source_route`, 0],
    ]),
    ...everywhere6.flatMap((where) => [
      [`${where}.accept_ra`, 0],
      [`${where}.accept_redirects`, 0],
      [`${where}.accept_source_route`, 0],
    ]),
    // for every interface by name: systemd sets rp_filter so (50-default.conf), and the larger of two values counts
    ['net.ipv4.conf.*.rp_filter', 0],
    ['net.ipv4.conf.*.send_redirects', 0],
    // the kernel forgets neighbours as soon as there are 128, and takes no more than 1024
    ...['net.ipv4', 'net.ipv6'].flatMap((family) => [
      [`${family}.neigh.default.gc_thresh1`, 4096],
      [`${family}.neigh.default.gc_thresh2`, 8192],
      [`${family}.neigh.default.gc_thresh3`, 16_384],
    ]),
    ['net.ipv4.tcp_syncookies', 1],
    ['net.netfilter.nf_conntrack_tcp_timeout_established', 7440],
  ]);
  return {
    title: 'The kernel',
    reason:
      'Redirects and source routes are not for a router at home. The firewall checks source addresses in both families, so rp_filter, which knows IPv4 only, is off; networkd reads router announcements, so the kernel does not. It remembers 4,096 neighbours, so that a firewall that is loaded anew finds the devices behind openings. An idle TCP connection is remembered for 2 hours and 4 minutes (RFC 5382). A kernel that panics restarts after ten seconds.',
    settings: [
      ppp
        ? option(
            'boot.kernelModules',
            ['nf_conntrack', 'pppoe'],
            'nf_conntrack is loaded early, for its setting below is there only with it; pppoe too, for pppd may not load modules.',
          )
        : option(
            'boot.kernelModules',
            ['nf_conntrack'],
            'nf_conntrack is loaded early, for its setting below is there only with it.',
          ),
      option('boot.kernel.sysctl', { 'kernel.panic': 10, ...sysctl }),
    ],
  };
}
