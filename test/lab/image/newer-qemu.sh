#!/bin/sh
# QEMU into a folder: newer-qemu.sh ROOT SUITE MIRROR PACKAGE... From Debian's backports, or the suite's own on a day on
# which those cannot be installed.
set -eu
root=$1 suite=$2 mirror=$3
shift 3
echo "deb $mirror $suite-backports main" >"$root/etc/apt/sources.list.d/backports.list"
install() { chroot "$root" apt-get install -y --no-install-recommends "$@"; }
if ! { chroot "$root" apt-get update && install -t "$suite-backports" "$@"; }; then
  echo 'No newer QEMU: the suite has to do.'
  rm "$root/etc/apt/sources.list.d/backports.list"
  chroot "$root" apt-get update
  install "$@"
fi
