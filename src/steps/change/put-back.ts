import { lifeline, places } from './places.ts';

/**
 * The script that takes a change back: run by the timer when nobody confirmed, by the boot that
 * finds a change waiting, and by `naar rollback`. It needs nothing of the new system, no network
 * and no naar; it can be run twice, and goes on where it was cut off.
 */
export function putBackScript(): string {
  return `#!/bin/sh
# Takes back a change of this router that nobody confirmed. Written by naar.
set -u
PATH=/run/current-system/sw/bin:/run/wrappers/bin:/usr/sbin:/usr/bin:/sbin:/bin
pending=${places.pending}
[ -f "$pending/system" ] || exit 0
old=$(cat "$pending/system")
echo "naar: the earlier router comes back" >&2

# A file is put beside its place first: a cut-off copy is never what counts.
put_back() { # FROM TO
  for file in "$1"/* "$1"/.[!.]*; do
    [ -f "$file" ] || continue
    name=\${file##*/}
    cp -p "$file" "$2/.put-back.$name" && mv -f "$2/.put-back.$name" "$2/$name"
  done
}
put_back "$pending/nixos" ${places.etc}
if [ -d "$pending/secrets" ]; then
  put_back "$pending/secrets" ${places.secrets}
  for file in ${places.secrets}/*; do
    [ -e "$pending/secrets/\${file##*/}" ] || rm -f "$file"
  done
fi
sync

status=0
if [ "$(readlink -f /run/current-system)" != "$old" ]; then
  "$old/bin/switch-to-configuration" test || status=$?
fi
# the same unit with another password: a switch alone would not dial again
[ ! -e "$pending/secrets-changed" ] || systemctl try-restart pppd-wan.service

rm -f ${places.armed}
mkdir -p ${places.history}
mv "$pending" "${places.history}/$(date -u +%Y-%m-%dT%H-%M-%S)-taken-back"
systemctl stop ${lifeline}.timer 2>/dev/null
exit "$status"
`;
}
