import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, inside, same, sh, that, until } from '../guest.ts';
import { internet } from '../isp.ts';
import { refused } from '../probes.ts';

/** Logs in on the router by the key of the lab and gives what the command printed. */
export function logIn(station: string, plan: RouterPlan, command: string, user = plan.admin.user): string {
  const router = plan.networks[0]!.ipv4.address;
  const options = [
    ...['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'],
    ...['ConnectTimeout=30', 'IdentitiesOnly=yes'],
  ];
  const words = options.map((option) => `-o ${option}`).join(' ');
  return inside(station, `ssh -i /lab/job/ssh-key ${words} ${user}@${router} ${command} 2>&1`, 90).trim();
}

/** SSH takes the key of the answers and nothing else, and only from trusted networks. `guarded` is a device of an isolated one. */
export async function login(plan: RouterPlan, trusted: string, guarded: string): Promise<void> {
  const { user } = plan.admin;
  const router = plan.networks[0]!.ipv4.address;
  await check('SSH: the key of the answers logs in from a trusted network, and sudo asks for no password', async () => {
    await until(60, () => sh('systemctl is-active sshd; true').trim() === 'active');
    same(logIn(trusted, plan, 'id -un'), user, 'user');
    same(logIn(trusted, plan, 'sudo -n id -u'), '0', 'sudo');
  });
  await check('SSH: no password is taken', () => {
    const said = inside(
      trusted,
      `ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o PubkeyAuthentication=no -o PreferredAuthentications=password,keyboard-interactive -o NumberOfPasswordPrompts=1 ${user}@${router} true 2>&1 </dev/null; true`,
      90,
    );
    that(/Permission denied \(publickey\)/.test(said), said);
  });
  await check('SSH: root does not log in', () => {
    that(/Permission denied/.test(attempt(() => logIn(trusted, plan, 'true', 'root'))), 'root was let in');
  });
  await check('SSH: not reached from an isolated network, nor from the Internet', () => {
    refused(guarded, plan.networks.find(({ zone }) => zone === 'isolated')!.ipv4.address, 22);
    refused(guarded, router, 22);
    refused('isp', internet.customer, 22);
  });
}

function attempt(action: () => string): string {
  try {
    return action();
  } catch (failure) {
    return String(failure);
  }
}
