#!/usr/bin/env bash
# Spreads the work of the network jacks over the CPUs of this router.
#
# naar wrote this file from answers.yaml. NixOS does not run it from here: the
# unit runs the copy in the Nix store that belongs to the running generation,
# so a change here counts after the next nixos-rebuild switch. By hand:
#
#   irq-tuning.sh --show      how things stand now
#   irq-tuning.sh --dry-run   what it would write
#   irq-tuning.sh             do it; safe to repeat
#   irq-tuning.sh --reset     give it all back to the kernel
#
# What it sets, and why:
#   Interrupts  Each queue of a jack has its own interrupt. One CPU for each,
#               and each jack begins at another CPU, so that the Internet and
#               your networks do not meet on one core.
#   RPS         Receive work passed on from the CPU of the interrupt. With
#               PPPoE every packet arrives in one queue, for the jack cannot
#               look inside the session: the other CPUs share the work. A jack
#               with fewer queues than there are CPUs shares it with all.
#   XPS         Which CPUs send through which queue.
#
# A refused write or a missing queue is named and does not stop the rest. Exit
# status: 0 done, also in part; 1 a jack is missing or nothing of it could be
# set; 2 a wrong command line.

# The machine as it was when this was written. IRQ numbers move between boots;
# the script looks them up by name. RPS is a mask of CPUs, - means off.
#
# jack    IRQ  interrupt      CPU  RPS
# enp1s0   31  enp1s0           0  -
# enp1s0   32  enp1s0-TxRx-0    0  -
# enp1s0   33  enp1s0-TxRx-1    1  -
# enp1s0   34  enp1s0-TxRx-2    2  -
# enp1s0   35  enp1s0-TxRx-3    3  -
# enp2s0   37  enp2s0           1  -
# enp2s0   38  enp2s0-TxRx-0    1  -
# enp2s0   39  enp2s0-TxRx-1    2  -
# enp2s0   40  enp2s0-TxRx-2    3  -
# enp2s0   41  enp2s0-TxRx-3    0  -

if [ -z "${BASH_VERSION-}" ]; then
  echo "irq-tuning: this needs bash: bash $0" >&2
  exit 2
fi
set +o posix
set -u
shopt -s nullglob
export LC_ALL=C
unset CDPATH

# Other places than these, and no waiting (WAIT=0), are for tests.
SYSFS=${SYSFS:-/sys}
PROCFS=${PROCFS:-/proc}
# Seconds to wait for a jack that is still down.
WAIT=${WAIT:-20}

jack_names=() jack_jobs=() jack_starts=() jack_rules=()
jack() {
  jack_names+=("$1") jack_jobs+=("$2") jack_starts+=("$3") jack_rules+=("$4")
}

# --- What the plan says -------------------------------------------------------

# yes or no: tuning.interrupts and tuning.rps of answers.yaml
spread_interrupts=yes
spread_receive=yes

# jack NAME JOB START RULE: the CPU its queues begin at, counted from 0 among those
# online; RPS on all CPUs but that of the interrupt (others) or only where queues
# are fewer than CPUs (as-needed).
jack enp1s0 WAN 0 as-needed
jack enp2s0 networks 1 as-needed

# --- Reading the machine ------------------------------------------------------

# First line of a file, empty where there is none or the kernel will not say.
line_of() {
  local text=
  { IFS= read -r text <"$1"; } 2>/dev/null
  printf '%s\n' "$text"
}

# A list of CPUs as the kernel writes it, one by one: "0,2-3" gives 0 2 3.
cpus_in() {
  local part
  local -a parts
  IFS=, read -r -a parts <<<"$1"
  for part in "${parts[@]}"; do
    [[ $part =~ ^([0-9]+)(-([0-9]+))?$ ]] || continue
    local cpu=${BASH_REMATCH[1]} last=${BASH_REMATCH[3]:-${BASH_REMATCH[1]}}
    for ((; cpu <= last; cpu++)); do printf '%s\n' "$cpu"; done
  done
}

# CPUs as the mask that sysfs takes: 1 2 3 gives e, 32 gives 1,00000000.
mask_of() {
  local cpu word top=0 text
  local -a words=()
  for cpu; do ((cpu / 32 > top)) && top=$((cpu / 32)); done
  for ((word = 0; word <= top; word++)); do words[word]=0; done
  for cpu; do ((words[cpu / 32] |= 1 << cpu % 32)); done
  printf -v text '%x' "${words[top]}"
  for ((word = top - 1; word >= 0; word--)); do printf -v text '%s,%08x' "$text" "${words[word]}"; done
  printf '%s\n' "$text"
}

# Finds the interrupts of a jack by their names, for the numbers move between
# boots, and fills, by IRQ number:
#   action_of  name, as in /proc/interrupts: enp1s0-TxRx-0
#   serves_of  rx, tx, rx+tx, all (everything there is) or other (link changes)
#   queue_of   queue number; empty for all and other
find_interrupts() {
  local jack=$1 device prefix=$1 directory entry name irq
  action_of=() serves_of=() queue_of=()
  device=$(cd -P -- "$SYSFS/class/net/$jack/device" 2>/dev/null && pwd)
  directory=$device
  # A virtio jack hangs below its PCI device, and its interrupts bear virtio's name.
  if [[ ${device##*/} == virtio* ]]; then
    prefix=${device##*/}
    directory=${device%/*}
  fi
  for entry in "$directory/msi_irqs"/*; do
    irq=${entry##*/}
    [[ $irq =~ ^[0-9]+$ ]] || continue
    for name in "$PROCFS/irq/$irq"/*/; do
      name=${name%/}
      action_of[irq]=${name##*/}
    done
  done
  keep_own "$prefix"
  ((${#action_of[@]} > 0)) || read_interrupts "$prefix"
  for irq in "${!action_of[@]}"; do name_service "$irq"; done
}

# An interrupt is the jack's by its exact name, or the name and a hyphen:
# enp1s0f1 is another jack than enp1s0.
is_own() {
  [[ $2 == "$1" || $2 == "$1"-* ]]
}

# Two jacks may share a PCI device: then only those that bear the jack's name
# count. Some drivers name them quite otherwise; then all of the device's do.
keep_own() {
  local irq own=no
  for irq in "${!action_of[@]}"; do is_own "$1" "${action_of[irq]}" && own=yes; done
  [[ $own == yes ]] || return
  for irq in "${!action_of[@]}"; do is_own "$1" "${action_of[irq]}" || unset "action_of[irq]"; done
}

# The same from /proc/interrupts. A line is: number, a count for each CPU, chip,
# form, names. Interrupts may be shared, then the names are divided by commas.
read_interrupts() {
  local cpu_columns name
  local -a words
  [[ -r $PROCFS/interrupts ]] || return
  {
    read -r -a words
    cpu_columns=${#words[@]}
    while read -r -a words; do
      [[ ${words[0]-} =~ ^[0-9]+:$ ]] || continue
      for name in "${words[@]:cpu_columns + 3}"; do
        is_own "$1" "${name%,}" && action_of[${words[0]%:}]=${name%,}
      done
    done
  } <"$PROCFS/interrupts"
}

# What an interrupt serves, by the endings that drivers use: -TxRx-0 (igb, igc),
# -rx-0 (i211), -input.0 (virtio), -rxtx-0 (vmxnet3), -0 (atlantic). The only
# interrupt of a jack serves everything.
name_service() {
  local irq=$1 name=${action_of[$1],,}
  serves_of[irq]=other queue_of[irq]=
  if [[ $name =~ [-:]((txrx|rxtx|rx|tx|input|output)[-.])?([0-9]{1,4})$ ]]; then
    queue_of[irq]=$((10#${BASH_REMATCH[3]}))
    case ${BASH_REMATCH[2]} in
      rx | input) serves_of[irq]=rx ;;
      tx | output) serves_of[irq]=tx ;;
      *) serves_of[irq]='rx+tx' ;;
    esac
  elif [[ $name == *-virtqueues ]] || ((${#action_of[@]} == 1)); then
    serves_of[irq]=all
  fi
}

# Says whether irqbalance runs: it would move the interrupts again.
warn_of_irqbalance() {
  local file name
  for file in "$PROCFS"/[0-9]*/comm; do
    name=
    { IFS= read -r name <"$file"; } 2>/dev/null
    [[ $name == irqbalance ]] || continue
    warn 'irqbalance is running and moves interrupts on its own: switch it off (services.irqbalance.enable = false).'
    return
  done
}

# --- Deciding -----------------------------------------------------------------

# One CPU for each interrupt, in cpu_of. Queue k goes to the k-th CPU of the
# jack's rotation, so that sending and receiving of a queue share a CPU; the
# interrupts without a queue follow after the last one.
choose_cpus() {
  local start=$1 irq next=0 place
  cpu_of=()
  for irq in "${!action_of[@]}"; do
    [[ -n ${queue_of[irq]} ]] && ((queue_of[irq] >= next)) && next=$((queue_of[irq] + 1))
  done
  for irq in "${!action_of[@]}"; do
    place=${queue_of[irq]:-$((next++))}
    cpu_of[irq]=${online[(start + place) % ${#online[@]}]}
  done
}

# The CPU that takes the interrupt of an rx queue; empty where it is not known.
receiving_cpu() {
  local queue=$1 irq file cpu
  for irq in "${!action_of[@]}"; do
    case ${serves_of[irq]} in
      all) ;;
      rx | 'rx+tx') ((queue_of[irq] == queue)) || continue ;;
      *) continue ;;
    esac
    if [[ $spread_interrupts == yes ]]; then
      printf '%s\n' "${cpu_of[irq]}"
      return
    fi
    # Interrupts are left alone: the CPU that it has now, if that is a single one.
    for file in effective_affinity_list smp_affinity_list; do
      cpu=$(line_of "$PROCFS/irq/$irq/$file")
      [[ $cpu =~ ^[0-9]+$ ]] && printf '%s\n' "$cpu" && return
    done
  done
}

# Mask of the CPUs that share the work of an rx queue; 0 switches RPS off.
receive_mask() {
  local rule=$1 queue=$2 rx_count=$3 taken cpu
  local -a sharing=()
  [[ $mode != reset ]] || rule=off
  case $rule in
    others)
      taken=$(receiving_cpu "$queue")
      for cpu in "${online[@]}"; do [[ $cpu == "$taken" ]] || sharing+=("$cpu"); done
      ;;
    as-needed) ((rx_count >= ${#online[@]})) || sharing=("${online[@]}") ;;
  esac
  mask_of "${sharing[@]}"
}

# Mask of the CPUs that send through a tx queue: each CPU has one queue, first
# the one whose interrupt it takes. 0 leaves the choice to the kernel.
transmit_mask() {
  local start=$1 queue=$2 tx_count=$3 place
  local -a sending=()
  if [[ $mode != reset ]]; then
    for ((place = 0; place < ${#online[@]}; place++)); do
      ((place % tx_count == queue % ${#online[@]})) || continue
      sending+=("${online[(start + place) % ${#online[@]}]}")
    done
  fi
  mask_of "${sending[@]}"
}

# --- Doing --------------------------------------------------------------------

# Writes a value and reads it back. A refusal is named and counted, no more.
put() {
  local value=$1 file=$2 error found
  if [[ ! -e $file ]]; then
    error='there is no such file'
  elif [[ $mode == dry-run ]]; then
    say "  would write $value to $(printable "$file")"
    ((++written))
    return
  elif error=$({ printf '%s\n' "$value" >"$file"; } 2>&1); then
    found=$(line_of "$file")
    if [[ -n $found && $(bare "$found") == "$(bare "$value")" ]]; then
      ((++written))
      return
    fi
    error="it reads ${found:-nothing} afterwards"
  fi
  if ((EUID != 0)) && [[ ! -w $file && -e $file ]]; then
    warn "only root may set this: sudo bash $0"
    exit 1
  fi
  ((++refused))
  warn "could not write $value to $(printable "$file"): ${error##*: }"
  return 1
}

# A mask without its commas and leading zeros: the kernel writes it in its own width.
bare() {
  local text=${1//,/} zeros
  zeros=${text%%[!0]*}
  text=${text#"$zeros"}
  printf '%s\n' "${text:-0}"
}

# Puts an interrupt on its CPU (or on all, for --reset) and says so in $report.
place_interrupt() {
  local irq=$1 cpus now
  cpus=${cpu_of[irq]}
  [[ $mode != reset ]] || cpus=$online_list
  put "$cpus" "$PROCFS/irq/$irq/smp_affinity_list" || return
  report+=", IRQ $irq on CPU $cpus"
  # The kernel moves an interrupt when it next fires; until then this is no error.
  now=$(line_of "$PROCFS/irq/$irq/effective_affinity_list")
  [[ $mode == reset || -z $now || $now == "$cpus" ]] || report+=" (CPU $now until it next fires)"
}

# Intel's and Realtek's drivers ask for their interrupts only when the jack is
# brought up, and networkd may be doing that at this very moment.
wait_until_up() {
  local flags left=$WAIT
  while ((left-- > 0)); do
    flags=$(line_of "$SYSFS/class/net/$1/flags")
    [[ $flags =~ ^0x[0-9a-f]+$ ]] || return
    ((flags & 1)) && return
    sleep 1
  done
}

# Everything for one jack; fails only where nothing at all could be done.
tune_jack() {
  local jack=$1 start=$2 rule=$3 queues="$SYSFS/class/net/$1/queues" irq queue mask last=-1 report
  local -a rx tx
  written=0 refused=0
  [[ $mode != run ]] || wait_until_up "$jack"
  # counted only now: a jack that was never up shows more queues than it has
  rx=("$queues"/rx-*) tx=("$queues"/tx-*)
  find_interrupts "$jack"
  choose_cpus "$start"
  if [[ $spread_interrupts == yes ]] && ((${#action_of[@]} == 0)); then
    warn "$(printable "$jack"): no interrupt bears its name; it is down, or shares those of a USB port."
  fi
  for irq in "${!action_of[@]}"; do
    [[ -z ${queue_of[irq]} ]] || ((queue_of[irq] <= last)) || last=${queue_of[irq]}
  done
  ((${#rx[@]} - 1 <= last)) || last=$((${#rx[@]} - 1))
  ((${#tx[@]} - 1 <= last)) || last=$((${#tx[@]} - 1))
  for ((queue = 0; queue <= last; queue++)); do
    report=
    tune_queue
    [[ -z $report || $mode == dry-run ]] || say "  queue $queue: ${report#, }"
  done
  for irq in "${!action_of[@]}"; do
    [[ $spread_interrupts == yes && -z ${queue_of[irq]} ]] || continue
    report=
    place_interrupt "$irq"
    [[ -z $report || $mode == dry-run ]] || say "  $(printable "${action_of[irq]}"): ${report#, }"
  done
  ((written > 0 || refused == 0))
}

# One queue of tune_jack, whose variables it shares.
tune_queue() {
  local served=
  for irq in "${!action_of[@]}"; do
    [[ ${queue_of[irq]} == "$queue" || ${serves_of[irq]} == all ]] && served+=" ${serves_of[irq]}"
    [[ $spread_interrupts == yes && ${queue_of[irq]} == "$queue" ]] && place_interrupt "$irq"
  done
  missing_queue rx "${#rx[@]}"
  missing_queue tx "${#tx[@]}"
  if [[ $spread_receive == yes && -d $queues/rx-$queue ]]; then
    mask=$(receive_mask "$rule" "$queue" "${#rx[@]}")
    put "$mask" "$queues/rx-$queue/rps_cpus" && report+=", RPS $(or_off "$mask")"
  fi
  # With a single tx queue there is no choice to make, and the kernel has no file for it.
  if [[ $spread_interrupts == yes && -d $queues/tx-$queue ]] && ((${#tx[@]} > 1)); then
    mask=$(transmit_mask "$start" "$queue" "${#tx[@]}")
    put "$mask" "$queues/tx-$queue/xps_cpus" && report+=", XPS $(or_off "$mask")"
  fi
}

or_off() {
  if [[ $1 == 0 ]]; then printf 'off\n'; else printf 'mask %s\n' "$1"; fi
}

# Names a queue that should be there: an interrupt without its queue, or the reverse.
missing_queue() {
  local kind=$1 count=$2 name
  name="$(printable "$jack"): queue $kind-$queue"
  if [[ $served == *"$kind"* && ! -d $queues/$kind-$queue ]]; then
    warn "$name is missing, though there is an interrupt for it."
  elif [[ $served != *"$kind"* && $served != *all* && -d $queues/$kind-$queue ]] && ((${#action_of[@]} > 0)); then
    warn "$name has no interrupt of its own."
  elif ((queue < count)) && [[ ! -d $queues/$kind-$queue ]]; then
    warn "$name is missing."
  fi
}

# The present state of one jack, for --show.
show_jack() {
  local jack=$1 irq directory file mask
  find_interrupts "$jack"
  for irq in "${!action_of[@]}"; do
    say "  IRQ $irq $(printable "${action_of[irq]}"): allowed on CPU $(line_of "$PROCFS/irq/$irq/smp_affinity_list")," \
      "runs on CPU $(line_of "$PROCFS/irq/$irq/effective_affinity_list")"
  done
  for directory in "$SYSFS/class/net/$jack/queues"/{rx,tx}-*/; do
    directory=${directory%/}
    for file in rps xps; do
      mask=$(line_of "$directory/${file}_cpus")
      [[ -z $mask ]] || say "  ${directory##*/}: ${file^^} mask $mask"
    done
  done
}

# --- Here it starts -----------------------------------------------------------

say() { printf '%s\n' "$*"; }
warn() { printf 'irq-tuning: %s\n' "$*" >&2; }

# Text of the kernel's without what a terminal might obey.
printable() { printf '%s\n' "${1//[[:cntrl:]]/?}"; }

usage() {
  say 'usage: irq-tuning.sh [--dry-run | --show | --reset] [JACK...]'
  say '  (nothing)   spread interrupts and receive work as planned'
  say '  --dry-run   print what would be written, write nothing'
  say '  --show      print how things stand now'
  say '  --reset     give everything back to the kernel: all CPUs, RPS and XPS off'
  say '  JACK...     only these jacks of the plan'
}

refuse() {
  warn "$1"
  usage >&2
  exit 2
}

mode=run
wanted=()
for word; do
  case $word in
    --dry-run | --show | --reset)
      [[ $mode == run || $mode == "${word#--}" ]] || refuse "--$mode and $word exclude each other."
      mode=${word#--}
      ;;
    --help | -h)
      usage
      exit 0
      ;;
    -*) refuse "unknown option $(printable "$word")" ;;
    *)
      known=no
      for name in "${jack_names[@]}"; do [[ $name != "$word" ]] || known=yes; done
      [[ $known == yes ]] || refuse "'$(printable "$word")' is none of this router's jacks: ${jack_names[*]}."
      wanted+=("$word")
      ;;
  esac
done

online_list=$(line_of "$SYSFS/devices/system/cpu/online")
mapfile -t online < <(cpus_in "$online_list")
if ((${#online[@]} == 0)); then
  warn "cannot read which CPUs are online from $SYSFS/devices/system/cpu/online."
  exit 1
fi

say "CPUs online: $online_list"
if [[ $mode != show ]]; then
  [[ $spread_interrupts == yes ]] || say 'Interrupts and XPS are off (tuning.interrupts) and are left alone.'
  [[ $spread_receive == yes ]] || say 'RPS is off (tuning.rps) and is left alone.'
  [[ $spread_interrupts == yes || $spread_receive == yes ]] || exit 0
fi
if [[ $mode == run || $mode == dry-run ]] && ((${#online[@]} == 1)); then
  say 'With one CPU there is nothing to spread.'
  exit 0
fi
[[ $spread_interrupts == no || $mode == reset ]] || warn_of_irqbalance

status=0
for index in "${!jack_names[@]}"; do
  name=${jack_names[index]}
  if ((${#wanted[@]} > 0)); then
    chosen=no
    for word in "${wanted[@]}"; do [[ $word != "$name" ]] || chosen=yes; done
    [[ $chosen == yes ]] || continue
  fi
  if [[ -z $name || $name == . || $name == .. || $name == */* || ! -d $SYSFS/class/net/$name ]]; then
    warn "$(printable "$name"): there is no such jack here now; 'ip link' lists those that are."
    status=1
    continue
  fi
  say "$(printable "$name") (${jack_jobs[index]})"
  if [[ $mode == show ]]; then
    show_jack "$name"
  elif ! tune_jack "$name" "${jack_starts[index]}" "${jack_rules[index]}"; then
    warn "$(printable "$name"): nothing could be set."
    status=1
  fi
done
if [[ $mode == reset ]]; then
  say 'All is as the kernel has it, until the next start or switch, or until a jack comes back.'
  say 'To leave it so: tuning.interrupts: off and tuning.rps: off in answers.yaml.'
fi
exit "$status"
