import { check, sh, that, until } from '../guest.ts';

const pidFile = '/run/avahi-daemon/pid';

/** avahi comes back where its last end was no clean one. What it then still does, `mdns` looks at. */
export async function reflectorReturns(): Promise<void> {
  await check('mDNS: the reflector starts where an earlier run left its pid file', () => {
    sh('systemctl stop avahi-daemon');
    // no process has this number
    sh(`echo 4194303 > ${pidFile}; chown avahi:avahi ${pidFile}; systemctl start avahi-daemon`);
    that(sh(`cat ${pidFile}`).trim() === mainPid(), `${pidFile} is not of the running one`);
  });
  await check('mDNS: the reflector comes back by itself from a crash', async () => {
    const before = mainPid();
    sh('systemctl kill --signal=KILL avahi-daemon');
    await until(20, () => state() === 'active' && mainPid() !== before);
  });
}

function mainPid(): string {
  return sh('systemctl show -P MainPID avahi-daemon').trim();
}

function state(): string {
  return sh('systemctl is-active avahi-daemon; true').trim();
}
