#!/usr/bin/env bash
# The real tools that judge what naar writes. Installs what is missing (Debian, root); says what it wants elsewhere.
set -eu
declare -A package=(
  [nix-instantiate]=nix-bin [nft]=nftables [pppd]=ppp [dnsmasq]=dnsmasq-base [unbound-checkconf]=unbound
  [shellcheck]=shellcheck [ip]=iproute2 [systemd-analyze]=systemd [ping]=iputils-ping [conntrack]=conntrack
  [python3]=python3 [dhcpcd]=dhcpcd-base [chronyd]=chrony [avahi-daemon]=avahi-daemon [openssl]=openssl [tmux]=tmux
  [pppoe-server]=pppoe [ethtool]=ethtool [radvd]=radvd [udevadm]=udev
  [sfdisk]=fdisk [mkfs.ext4]=e2fsprogs [mkfs.btrfs]=btrfs-progs [mkfs.vfat]=dosfstools [mkpasswd]=whois [strace]=strace [pvcreate]=lvm2
  [minicom]=minicom [socat]=socat [whiptail]=whiptail [dialog]=dialog
)
PATH=$PATH:/usr/sbin:/sbin
missing=()
for command in "${!package[@]}"; do
  command -v "$command" >/dev/null || missing+=("${package[$command]}")
done
[ -e /usr/share/zoneinfo/tzdata.zi ] || missing+=(tzdata)
[ -e /usr/share/misc/pci.ids ] || missing+=(pci.ids)
[ "${#missing[@]}" -gt 0 ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests need these Debian packages: ${missing[*]}" >&2
  echo "Install them and run the same command again." >&2
  exit 1
fi
echo "Installing the tools that judge the files: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# a daemon that starts by itself would disturb the machine
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
