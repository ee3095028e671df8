# What the stand-ins share. Each call is counted and logged; at the call that /fake/kill names, whoever
# called is killed (process), naar is (naar), its terminal is gone (hang-up) or everything is (power), before the work or within it.
fake=/fake
me=${0##*/}
due=
# their own tools are not counted
PATH=/usr/sbin:/usr/bin:/sbin:/bin

count() {
  exec 8>> "$fake/counting"
  flock 8
  calls=$(($(cat "$fake/count" 2> /dev/null || echo 0) + 1))
  echo "$calls" > "$fake/count"
  echo "$calls $me $*$(files)" >> "$fake/log"
  exec 8>&-
  [ -f "$fake/kill" ] || return 0
  read -r at when kind < "$fake/kill"
  [ "$at" = "$calls" ] || return 0
  due=$when
  [ "$when" != before ] || strike "$kind"
}

# Whether the files of the router are those of before, where it matters.
files() {
  case $me in
    systemd-run | nix-build | switch-to-configuration)
      echo " [files $(cat /etc/nixos/* /etc/naar/secrets/* 2> /dev/null | sha256sum | cut -c 1-6)]"
      ;;
  esac
}

# Half of the work is done.
midway() {
  [ "$due" != within ] || strike "$kind"
}

strike() {
  touch "$fake/struck"
  case $1 in
    power) kill -9 -1 ;;
    hang-up)
      # whoever is of the terminal hears of it now; the others go on
      kill -9 "$(cat "$fake/terminal")"
      sleep 0.1
      return
      ;;
    naar)
      # nobody reads what the others print
      pkill -9 -f '^[^ ]*/node '
      sleep 0.1
      return
      ;;
    *) kill -9 "$PPID" ;;
  esac
  exit 137
}

refuse() {
  echo "$me: $*" >&2
  echo "$me: $*" >> "$fake/refused"
  exit 64
}

failing() {
  grep -qx "$1" "$fake/fail" 2> /dev/null
}
