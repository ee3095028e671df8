#!/bin/bash
# enter.sh ROOT PROJECT COMMAND...: runs a command as root inside a router made of a folder, in namespaces
# of its own; comes back when everything that it left running has ended, with its exit status.
root=$1 project=$2
shift 2
for place in usr dev proc; do mkdir -p "$root/$place"; done
mount --bind /usr "$root/usr"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mkdir -p "$root/project" && mount --bind "$project" "$root/project"
export PATH=/run/current-system/sw/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
chroot "$root" "$@"
status=$?
# what goes on without its starter
while :; do
  running=0
  for process in "$root"/proc/[0-9]*; do
    [ "${process##*/}" = $$ ] || [ "${process##*/}" = 1 ] || {
      state=$(sed -n 's/^State:\t\(.\).*/\1/p' "$process/status" 2> /dev/null)
      [ -z "$state" ] || [ "$state" = Z ] || running=1
    }
  done
  [ "$running" = 1 ] || break
  sleep 0.02
done
exit "$status"
