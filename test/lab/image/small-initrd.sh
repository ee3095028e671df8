#!/bin/sh
# Before a kernel is installed: its initrd needs to find the disk and nothing else. Unpacking a full one takes an emulated
# box ten seconds. $1 is the root of the guest.
set -eu
mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"
echo MODULES=list >"$1/etc/initramfs-tools/conf.d/lab"
printf '%s\n' virtio_pci virtio_blk ext4 >"$1/usr/share/initramfs-tools/modules.d/lab"
