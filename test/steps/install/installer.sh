#!/usr/bin/env bash
# Inside a mount namespace of its own (unshare --mount): makes this machine look like the NixOS installer with one or two
# disks, says "ready" and stays until its input ends. Everything it lays over the machine goes with it.
#   installer.sh BOX FIRMWARE STAND-INS LOOP ID [LOOP ID]...
set -euo pipefail
box=$1 firmware=$2 commands=$3
shift 3
mount -t tmpfs -o mode=0755 run /run
mkdir -p /run/box/bin /run/udev/data
mount -t tmpfs -o mode=0755 mnt /mnt

cat > /run/box/os-release <<END
NAME=NixOS
ID=nixos
VERSION_ID="26.05"
VARIANT_ID=installer
END
mount --bind /run/box/os-release "$(readlink -f /etc/os-release)"

# two jacks with hardware behind them
mount -t tmpfs net /sys/class/net
for number in 1 2; do
  jack=/run/box/devices/pci0000:00/0000:0$number:00.0/net/enp${number}s0
  mkdir -p "$jack/queues/rx-0" "$jack/queues/tx-0"
  echo "00:0d:b9:00:00:0$number" > "$jack/address"
  echo 0 > "$jack/addr_assign_type"
  echo 1 > "$jack/type"
  echo 1 > "$jack/carrier"
  echo 1000 > "$jack/speed"
  : > "$jack/uevent"
  ln -s "$jack" "/sys/class/net/enp${number}s0"
done

if [ "$firmware" = uefi ]; then
  mount -t tmpfs firmware /sys/firmware
  mkdir -p /sys/firmware/efi/efivars
fi

# devtmpfs is the machine's own: only the names by which disks are known are laid over it
mkdir -p /dev/disk
mount -t tmpfs disk /dev/disk
mkdir /dev/disk/by-id
while [ $# -ge 2 ]; do
  ln -s "../../${1#/dev/}" "/dev/disk/by-id/$2"
  echo "${1#/dev/}" >> /run/box/disks
  shift 2
done

# every command that changes a disk goes through the gate, which counts it and can stop the job there
for command in wipefs sfdisk udevadm mkfs.ext4 mkfs.btrfs mkfs.vfat mkswap mount umount swapon swapoff \
  nixos-generate-config nix-store nixos-install sync rm install; do
  ln -s "$commands/gate" "/run/box/bin/$command"
done
echo 0 > /run/box/count
: > /run/box/commands
ln -s "$box" /run/box/out

# a kernel without FAT mounts it by a helper
if ! grep -qw vfat /proc/filesystems; then
  mkdir -p /run/box/sbin
  cp "$commands/mount.vfat" /run/box/sbin/mount.vfat
  mount -t overlay -o lowerdir=/run/box/sbin:/usr/sbin overlay /usr/sbin
fi
# a start finds what is on the disks already
"$commands/udevadm" settle --timeout=30
echo ready
cat > /dev/null
