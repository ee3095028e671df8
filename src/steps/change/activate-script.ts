import { join } from 'node:path';
import type { DeviceChanges } from './device-changes.ts';
import { clearDevices, showAddresses } from './device-script.ts';
import { noteFailed, onlyFailedBefore } from './failed-units-script.ts';
import { places } from './places.ts';

/** Where scripts of a router find their tools. */
export const scriptPath = 'PATH=/run/current-system/sw/bin:/run/wrappers/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The script that switches to the new system on trial. It runs as a unit of its own, and prints
 * into a file: a terminal that goes away, and naar with it, must not stop it half way.
 */
export function activateScript(target: string, devices: DeviceChanges, restart: readonly string[]): string {
  const activate = join(target, 'bin/switch-to-configuration');
  return `#!/bin/sh
# Switches this router to a changed configuration, on trial. Written by naar.
set -u
${scriptPath}
export PATH
pending=${places.pending}
exec > "$pending/activate.log" 2>&1
# it may have changed since it was asked; behind this line devices go
${activate} check || exit "$?"
${noteFailed}
# from here on there is something to take back
touch "$pending/begun" || exit 1
sync
${clearDevices(devices)}${activate} test
status=$?
${showAddresses(devices)}${restart.map((unit) => `systemctl try-restart ${unit}\n`).join('')}${onlyFailedBefore}[ "$status" != 4 ] || ! only_failed_before "$pending/activate.log" || status=0
exit "$status"
`;
}

/** The script that tells every terminal how long there is left; its argument is that many seconds. */
export function noticeScript(): string {
  return `#!/bin/sh
# Tells every terminal that a change of this router is on trial. Written by naar.
set -u
${scriptPath}
export PATH
left=$1
tell() {
  # wall breaks a longer line within a word
  wall "naar: a change of this router is on trial. In $left seconds the earlier
router comes back by itself. To keep the change: naar confirm"
}
tell
for mark in 120 60 30 10; do
  [ "$mark" -lt "$left" ] || continue
  sleep "$((left - mark))"
  [ -f ${places.pending}/system ] || exit 0
  left=$mark
  tell
done
`;
}
