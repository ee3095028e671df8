import type { RouterPlan } from '../plan/router-plan.ts';
import { type Check, ill, output, unknown, well } from './check.ts';

/** The services a router of this plan runs. */
export function servicesOf(plan: RouterPlan): readonly string[] {
  return [
    'systemd-networkd',
    'router-advertisements',
    'nftables',
    'router-forwarding',
    ...(plan.wan.line.kind === 'pppoe' ? ['pppd-wan'] : []),
    ...(plan.wan.line.kind === 'dhcp' && plan.wan.line.client === 'dhcpcd' ? ['isp-dhcp'] : []),
    'dnsmasq',
    'unbound',
    'chronyd',
    ...(plan.admin.sshKeys.length > 0 ? ['sshd'] : []),
    ...(plan.mdns === null ? [] : ['avahi-daemon']),
  ];
}

/** Are the services that make the router there, and did any unit fail? */
export const unitsCheck: Check = {
  id: 'services',
  title: 'Services',
  look: async ({ system, plan }) => {
    const wanted = servicesOf(plan).map((name) => `${name}.service`);
    // sshd is woken by its socket on some releases
    const shown = await output(system, 'systemctl', 'show', '--property=Id,ActiveState', ...wanted);
    if (shown === null) return unknown('systemd does not answer.');
    const states = shown.split('\n\n').map((block) => ({
      id: /^Id=(.*)$/m.exec(block)?.[1] ?? '',
      state: /^ActiveState=(.*)$/m.exec(block)?.[1] ?? '',
    }));
    const down = states.filter(({ id, state }) => id !== '' && state !== 'active' && id !== 'sshd.service');
    const failed = (await output(system, 'systemctl', '--failed', '--plain', '--no-legend')) ?? '';
    const names = failed.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] || []);
    const all = [...new Set([...down.map(({ id }) => id), ...names])];
    if (all.length === 0) return well(`${wanted.length} run, none failed`);
    return ill(
      `not running: ${all.slice(0, 6).join(', ')}${all.length > 6 ? ` and ${all.length - 6} more` : ''}`,
      `See why: systemctl status ${all[0]}; then: sudo systemctl restart ${all[0]}`,
    );
  },
};
