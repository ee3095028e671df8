import type { RouterPlan } from '../../plan/router-plan.ts';

/**
 * Services that read a secret only when they start: the same unit with another password is
 * not restarted by a switch, so that has to be said. A login password is none of them: the
 * activation of every switch reads its hash.
 */
export function secretUnits(plan: RouterPlan, changed: readonly string[]): readonly string[] {
  const { line } = plan.wan;
  const login = changed.some((name) => name === 'pppoe.options' || name === 'pppoe-password');
  const option = changed.some((name) => name.startsWith('dhcp-option-'));
  if (line.kind === 'pppoe' && login)
    return line.passwordPath === null ? ['pppd-wan.service'] : ['pppoe-login.service', 'pppd-wan.service'];
  if (line.kind === 'dhcp' && option) return [line.client === 'dhcpcd' ? 'isp-dhcp.service' : 'isp-login.service'];
  return [];
}
