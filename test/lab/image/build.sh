#!/usr/bin/env bash
# Builds what the lab runs: a folder with QEMU of a newer Debian than the host's, and the disk of the guest.
#
#   build.sh FOLDER NODE
#
# FOLDER is the cache (.lab of the project), NODE the node binary that goes into the guest. Prints two lines: the
# folder of QEMU and the folder of the guest (root.img; vmlinuz and initrd of the suite's kernel, and vmlinuz-new and
# initrd-new of a newer one where Debian's backports have it). Each is named by the digest of what it
# is made from, so a change of the recipe gives a new one; older ones are removed.
#
# QEMU runs from a folder of its own because its igb card came with version 8, which Debian 12 does not have, and
# packages of a newer Debian must not be installed on an older host. The one of Debian's backports is taken where it
# installs: with 10.0 an emulated CPU sometimes sleeps for ever while the guest starts.
set -euo pipefail
export LC_ALL=C.UTF-8
PATH=$PATH:/usr/sbin:/sbin

here=$(cd -- "$(dirname -- "$0")" && pwd)
cache=$1 node=$2
suite=trixie mirror=http://deb.debian.org/debian
qemu_packages="qemu-system-x86 seabios"

say() { printf '%s\n' "$*" >&2; }
fail() { say "The lab cannot be built: $*"; exit 1; }

# Tools of the host, by the package that has each.
set_up_host() {
  local -A package=([mmdebstrap]=mmdebstrap [mke2fs]=e2fsprogs [mksquashfs]=squashfs-tools)
  local command missing=()
  for command in "${!package[@]}"; do
    command -v "$command" >/dev/null || missing+=("${package[$command]}")
  done
  ((${#missing[@]} > 0)) || return 0
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    fail "this machine lacks ${missing[*]}. Install them (Debian packages of these names) and run the lab again."
  fi
  say "Installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$cache/apt.log" 2>&1; then
    tail -n 20 "$cache/apt.log" >&2
    fail "apt-get could not install ${missing[*]}; its reason is above."
  fi
}

# mmdebstrap NAME PACKAGES FOLDER [more arguments]
debian() {
  local what=$1 packages=$2 target=$3
  shift 3
  mkdir -p "${target%/*}"
  say "Building $what (Debian $suite); its log is $target.log"
  mmdebstrap --variant=minbase --include="$packages" --aptopt='Acquire::Retries "3"' "$@" \
    "$suite" "$target" "$mirror" >"$target.log" 2>&1 ||
    { tail -n 20 "$target.log" >&2; fail "Debian's $what did not install; the last lines of $target.log are above."; }
}

build_qemu() {
  local target=$1
  debian QEMU ca-certificates "$target.new" \
    --customize-hook="$here/newer-qemu.sh \"\$1\" $suite $mirror $qemu_packages"
  # the version is printed so that a log shows with what a result was had
  "$here/qemu.sh" "$target.new" --version | head -n 1 >&2
  "$here/qemu.sh" "$target.new" -device help 2>/dev/null | grep -q '"igb"' || fail "this QEMU has no igb network card."
}

build_guest() {
  local target=$1 root=$1.new/root
  mkdir -p "$target.new"
  debian 'the guest' "$(sed 's/#.*//' "$here/packages.txt" | xargs | tr ' ' ',')" "$root" \
    --essential-hook="$here/small-initrd.sh \"\$1\"" \
    --customize-hook="$here/newer-kernel.sh \"\$1\" $suite $mirror" \
    --customize-hook="$here/customize.sh \"\$1\""
  # a fixed one, else each boot is a first boot; mmdebstrap empties the file at its end
  echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
  install -m 755 "$node" "$root/usr/local/bin/node"
  keep_kernels "$root/boot" "$target.new"
  mke2fs -q -t ext4 -O '^has_journal' -d "$root" "$target.new/root.img" 4G || fail 'mke2fs could not write the disk.'
  rm -rf "$root"
}

# keep_kernels FROM TO: the suite's own kernel is the older one.
keep_kernels() {
  local versions
  mapfile -t versions < <(find "$1" -name 'vmlinuz-*' -printf '%f\n' | sed 's/^vmlinuz-//' | sort -V)
  ((${#versions[@]} > 0)) || fail 'no kernel was installed in the guest.'
  say "Kernels: ${versions[*]}"
  cp "$1/vmlinuz-${versions[0]}" "$2/vmlinuz"
  cp "$1/initrd.img-${versions[0]}" "$2/initrd"
  ((${#versions[@]} > 1)) || return 0
  cp "$1/vmlinuz-${versions[-1]}" "$2/vmlinuz-new"
  cp "$1/initrd.img-${versions[-1]}" "$2/initrd-new"
}

digest() { cat "$@" | sha256sum | cut -c 1-16; }

# made NAME DIGEST BUILDER: builds what is not there and removes earlier ones
made() {
  local target=$cache/$1-$2
  if [[ ! -e $target/done ]]; then
    rm -rf "$target.new" "$target"
    "$3" "$target" >&2
    mv "$target.new" "$target"
    touch "$target/done"
    find "$cache" -maxdepth 1 -name "$1-*" ! -name "$1-$2" ! -name "$1-$2.*" -exec rm -rf {} +
  fi
  printf '%s\n' "$target"
}

mkdir -p "$cache"
set_up_host
exec 9>"$cache/lock"
flock 9
made qemu "$(digest <(echo "$suite $qemu_packages") "$here/qemu.sh" "$here/newer-qemu.sh")" build_qemu
made guest "$(digest "$here/build.sh" "$here/packages.txt" "$here/customize.sh" "$here/small-initrd.sh" "$here/newer-kernel.sh" "$here/init" "$node")" build_guest
