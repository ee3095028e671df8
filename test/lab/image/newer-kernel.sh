#!/bin/sh
# A second kernel beside the suite's own, from Debian's backports: newer-kernel.sh ROOT SUITE MIRROR. A day on which there
# is none or it cannot be installed is no reason to have no lab.
set -eu
root=$1 suite=$2 mirror=$3
echo "deb $mirror $suite-backports main" >"$root/etc/apt/sources.list.d/backports.list"
if ! { chroot "$root" apt-get update &&
  chroot "$root" apt-get install -y --no-install-recommends -t "$suite-backports" linux-image-amd64; }; then
  echo 'No newer kernel: npm run lab -- --kernel new is not possible.'
fi
