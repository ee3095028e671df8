import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, same, sh, that, until } from '../guest.ts';

/** Units of the router that must run, from its plan. */
export function unitsOf(plan: RouterPlan): readonly string[] {
  return [
    ...['nftables', 'router-forwarding', 'systemd-networkd', 'dnsmasq', 'unbound', 'chronyd'],
    ...(plan.wan.line.kind === 'pppoe' ? ['pppd-wan'] : []),
    ...(plan.mdns === null ? [] : ['avahi-daemon']),
    ...(plan.offload === null ? [] : ['fast-path', 'fast-path-watch']),
  ];
}

/** The units of the router run, and came in the right order. */
export async function services(plan: RouterPlan): Promise<void> {
  const all = unitsOf(plan);
  await check('systemd: every service of the router runs', async () => {
    await until(60, () => all.every((unit) => sh(`systemctl is-active ${unit}; true`).trim() === 'active')).catch(
      () => {
        throw new Error(all.map((unit) => `${unit} ${sh(`systemctl is-active ${unit}; true`).trim()}`).join(', '));
      },
    );
  });
  await check('systemd: no unit failed', () => same(sh('systemctl --failed --plain --no-legend').trim(), '', 'failed'));
  await check('firewall: loaded, and the guard is gone', () => {
    const tables = sh('nft list tables');
    that(tables.includes('table inet fw') && !tables.includes('guard'), tables);
  });
  await check('forwarding is on in both families', () =>
    same(sh('sysctl -n net.ipv4.conf.all.forwarding net.ipv6.conf.all.forwarding').trim(), '1\n1', 'forwarding'),
  );
  await check('forwarding came after the firewall, the line after both', () => {
    const time = (unit: string, which: string) =>
      Number(sh(`systemctl show -P ${which}TimestampMonotonic ${unit}`).trim());
    const order = [
      time('nftables', 'ActiveEnter'),
      time('router-forwarding', 'InactiveExit'),
      time('router-forwarding', 'ActiveEnter'),
      ...(plan.wan.line.kind === 'pppoe' ? [time('pppd-wan', 'InactiveExit')] : []),
    ];
    same(
      [...order].sort((a, b) => a - b),
      order,
      'µs since boot',
    );
  });
}
