#!/bin/sh
# The last touches to the guest's files, run by mmdebstrap. $1 is the root of the guest.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
root=$1
mkdir -p "$root/lab/job" "$root/lab/bin" "$root/nix/store" "$root/usr/local/bin"
install -m 755 "$here/init" "$root/lab/init"
# NixOS has no service that nobody asked for; Debian starts what is installed
mkdir -p "$root/etc/systemd/system-preset"
echo 'disable *' >"$root/etc/systemd/system-preset/00-lab.preset"
find "$root/etc/systemd/system" -mindepth 1 -name '*.wants' -exec rm -rf {} +
find "$root/etc/systemd/system" -mindepth 1 -type l -delete
ln -sf /usr/lib/systemd/system/multi-user.target "$root/etc/systemd/system/default.target"
# no login prompt in the log of the serial line, no nightly work
for unit in getty.target console-getty.service systemd-networkd-wait-online.service apt-daily.timer apt-daily-upgrade.timer \
  e2scrub_all.timer fstrim.timer dpkg-db-backup.timer man-db.timer systemd-firstboot.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
# Debian's own settings of what naar configures would be added to it
rm -rf "$root"/etc/sysctl.d/* "$root"/etc/nftables.conf "$root"/etc/dnsmasq.d "$root"/etc/chrony/* "$root"/etc/avahi/services/* \
  "$root"/etc/network "$root"/etc/systemd/network/*
: >"$root/etc/fstab"
# one folder with all programs: /nix/store/placeholder-NAME/bin leads here
for program in "$root"/usr/sbin/* "$root"/usr/bin/*; do
  ln -sf "${program#"$root"}" "$root/lab/bin/${program##*/}"
done
ln -sf /usr/local/bin/node "$root/lab/bin/node"
# units that wait for a first boot after an update: there was none
touch "$root/etc/.updated" "$root/var/.updated"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/locale/*
