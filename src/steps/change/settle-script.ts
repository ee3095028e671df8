import { scriptPath } from './activate-script.ts';
import type { DeviceChanges } from './device-changes.ts';
import { clearDevices, showAddresses } from './device-script.ts';
import { onlyFailedBefore } from './failed-units-script.ts';
import { lifeline, places, routerFiles } from './places.ts';
import { putBackFiles } from './put-back-files.ts';

/** Exit statuses of the script beside 0 (done as asked) and 1 (something did not work; run it again). */
export const settled = {
  /** Asked to take back, but it was confirmed before. */
  kept: 10,
  /** Asked to keep, but it is going back already. */
  goingBack: 11,
  /** Asked to keep while the switch is still going on. */
  switching: 12,
  /** Nothing waits. */
  nothing: 13,
} as const;

/**
 * The script that ends a trial, either way: `confirm` keeps the change, `back` takes it back,
 * `timer` does so when nobody confirmed, and `boot` when the router was restarted meanwhile. It
 * needs nothing of the new system, no network and no naar. Cut off anywhere and run again it goes on
 * the way it was going: the files `confirmed` and `going-back` say which. One at a time (flock).
 */
export function settleScript(back: DeviceChanges, restart: readonly string[]): string {
  return `#!/bin/sh
# Ends the trial of a change of this router. Written by naar.
# settle.sh confirm: keep it; back: take it back; timer, boot: nobody said anything
# shellcheck disable=SC2015,SC2174 # "|| C" is meant for either; parents of directories are there
set -u
${scriptPath}
export PATH
mode=$1
pending=${places.pending}
profile=${places.profile}
say() { echo "naar: $*" >&2; }
mkdir -p -m 0700 /run/naar
exec 9> /run/naar/settle.lock
if [ "$mode" = boot ]; then
  # whoever is at it may wait for a switch, and the switch for this
  flock -n 9 || exit 0
else
  flock 9
fi
# the terminal that asked for it may go away: what prints to it would be ended half way
case $mode in confirm | back) exec > ${places.settleLog} 2>&1 ;; esac
[ -f "$pending/system" ] || exit ${settled.nothing}
# each switch would start the boot unit anew, and wait for it
[ -e ${places.armed} ] || touch ${places.armed}
old=$(cat "$pending/system")
new=$(cat "$pending/new-system")
${functions(back, restart)}
if [ "$mode" = confirm ]; then
  [ ! -e "$pending/going-back" ] || { say "it is going back already"; exit ${settled.goingBack}; }
  systemctl --quiet is-active naar-activate.service && { say "the switch is still going on"; exit ${settled.switching}; }
  touch "$pending/confirmed" || exit 1
  sync
fi
if [ -e "$pending/confirmed" ] && [ ! -e "$pending/going-back" ]; then
  # the boot goes on meanwhile: the boot loader takes its time
  [ "$mode" != boot ] || { later; exit 0; }
  keep
  [ "$mode" = confirm ] || exit ${settled.kept}
else
  take_back
fi
exit 0
`;
}

/** The two ways; each ends with a rename, which is what counts. */
function functions(back: DeviceChanges, restart: readonly string[]): string {
  return `
keep() {
  if nix-env --profile "$profile" --set "$new" && "$new/bin/switch-to-configuration" boot; then
    # cut off by a restart: the earlier system started once more
    [ "$(readlink -f /run/current-system)" = "$new" ] || "$new/bin/switch-to-configuration" test ||
      say "the new system did not take over whole: a restart brings it"
    finish ""
    return
  fi
  say "the new system could not be made the one that boots: the earlier one comes back"
  touch "$pending/going-back"
  sync
  take_back
  exit 1
}

take_back() {
  touch "$pending/going-back"
  [ "$mode" != boot ] || touch "$pending/rebooted"
  sync
  say "the earlier router comes back"
  [ "$mode" = boot ] || systemctl stop naar-activate.service 2>/dev/null
  keep_tried
  failed=0
  put_back "$pending/nixos" ${places.etc} ${routerFiles.join(' ')}
  # shellcheck disable=SC2046 # names of secrets are plain words
  put_back "$pending/secrets" ${places.secrets} $(cat "$pending/secrets.names") $(ls ${places.secrets} 2>/dev/null)
  sync
  [ "$failed" = 0 ] || { say "not all files could be put back; is the disk full?"; exit 1; }
  [ "$mode" != boot ] || touch "$pending/unread"
  if [ "$(readlink -f "$profile")" = "$new" ] && [ "$new" != "$old" ]; then
    nix-env --profile "$profile" --set "$old" && "$old/bin/switch-to-configuration" boot
  fi
  current=$(readlink -f /run/current-system)
  if [ "$mode" = boot ]; then
    # services read the old secrets from here on: "unread"; a login password was read before
    [ "$current" = "$old" ] && [ ! -e "$pending/login-changed" ] || { later; exit 0; }
  elif [ -e "$pending/begun" ]; then
    switch_back
  fi
  finish -taken-back
}

# A switch within the boot would wait for the boot, and the boot for it.
later() {
  systemd-run --unit=naar-settle --collect --quiet --no-block /bin/sh "$pending/settle.sh" timer
}

${onlyFailedBefore.trim()}

switch_back() {
  fresh=no
  [ ! -e "$pending/rebooted" ] || [ "$current" != "$old" ] || fresh=yes
  [ "$fresh" = yes ] || clear_devices
  log=/run/naar/back.log
  true > "$log" || log=/dev/null
  for try in 1 2 3; do
    # what the first switch was allowed, the way back is too
    NIXOS_NO_CHECK=1 "$old/bin/switch-to-configuration" test > "$log" 2>&1
    status=$?
    cat "$log"
    [ "$status" != 0 ] || break
    [ "$status" != 4 ] || ! only_failed_before "$log" || break
    say "switching back did not work whole (try $try)"
    [ "$try" = 3 ] || sleep 5
  done
  if [ "$(readlink -f /run/current-system)" != "$old" ]; then
    say "the earlier system does not start beside this one: a restart brings it"
    [ "$mode" != timer ] || restart_box
    exit 1
  fi
  [ "$fresh" = yes ] && [ -e "$pending/unread" ] || after_switch
}

# What starts may be yet another system, beside which the earlier one does not start either: that must not go on for ever.
restart_box() {
  if [ ! -e "$pending/restarted" ]; then
    touch "$pending/restarted" || return
  elif [ ! -e "$pending/restarted-again" ]; then
    touch "$pending/restarted-again" || return
    nix-env --profile "$profile" --set "$old" && "$old/bin/switch-to-configuration" boot ||
      say "the earlier system could not be made the one that boots"
  else
    say "two restarts did not bring it; choose it in the boot menu"
    return
  fi
  sync
  systemctl reboot
}

clear_devices() {
  :
${indented(clearDevices(back))}}

after_switch() {
  :
${indented(showAddresses(back) + restart.map((unit) => `systemctl try-restart ${unit}\n`).join(''))}}

${putBackFiles}
finish() { # SUFFIX
  mkdir -p -m 0700 ${places.history}
  name=$(date -u +%Y-%m-%dT%H-%M-%S)$1
  while [ -e "${places.history}/$name" ]; do name=$name+; done
  rm -f ${places.armed} ${places.keptSystem}
  sync
  mv -T "$pending" "${places.history}/$name" || { say "the earlier files could not be put into the history"; exit 1; }
  sync
  systemctl stop ${lifeline}.timer ${lifeline}-notice.service 2>/dev/null
}
`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
