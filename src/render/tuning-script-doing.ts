/**
 * The part of irq-tuning.sh that writes, reads back and reports. A refused write or a missing queue
 * is named on stderr and does not stop the rest.
 */
export const tuningScriptDoing = `# --- Doing --------------------------------------------------------------------

# Writes a value and reads it back. A refusal is named and counted, no more.
put() {
  local value=$1 file=$2 error found
  if [[ ! -e $file ]]; then
    error='there is no such file'
  elif [[ $mode == dry-run ]]; then
    say "  would write $value to $(printable "$file")"
    ((++written))
    return
  elif error=$({ printf '%s\\n' "$value" >"$file"; } 2>&1); then
    found=$(line_of "$file")
    if [[ -n $found && $(bare "$found") == "$(bare "$value")" ]]; then
      ((++written))
      return
    fi
    error="it reads \${found:-nothing} afterwards"
  fi
  if ((EUID != 0)) && [[ ! -w $file && -e $file ]]; then
    warn "only root may set this: sudo bash $0"
    exit 1
  fi
  ((++refused))
  warn "could not write $value to $(printable "$file"): \${error##*: }"
  return 1
}

# A mask without its commas and leading zeros: the kernel writes it in its own width.
bare() {
  local text=\${1//,/} zeros
  zeros=\${text%%[!0]*}
  text=\${text#"$zeros"}
  printf '%s\\n' "\${text:-0}"
}

# Puts an interrupt on its CPU (or on all, for --reset) and says so in $report.
place_interrupt() {
  local irq=$1 cpus now
  cpus=\${cpu_of[irq]}
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
  if [[ $spread_interrupts == yes ]] && ((\${#action_of[@]} == 0)); then
    warn "$(printable "$jack"): no interrupt bears its name; it is down, or shares those of a USB port."
  fi
  for irq in "\${!action_of[@]}"; do
    [[ -z \${queue_of[irq]} ]] || ((queue_of[irq] <= last)) || last=\${queue_of[irq]}
  done
  ((\${#rx[@]} - 1 <= last)) || last=$((\${#rx[@]} - 1))
  ((\${#tx[@]} - 1 <= last)) || last=$((\${#tx[@]} - 1))
  for ((queue = 0; queue <= last; queue++)); do
    report=
    tune_queue
    [[ -z $report || $mode == dry-run ]] || say "  queue $queue: \${report#, }"
  done
  for irq in "\${!action_of[@]}"; do
    [[ $spread_interrupts == yes && -z \${queue_of[irq]} ]] || continue
    report=
    place_interrupt "$irq"
    [[ -z $report || $mode == dry-run ]] || say "  $(printable "\${action_of[irq]}"): \${report#, }"
  done
  ((written > 0 || refused == 0))
}

# One queue of tune_jack, whose variables it shares.
tune_queue() {
  local served=
  for irq in "\${!action_of[@]}"; do
    [[ \${queue_of[irq]} == "$queue" || \${serves_of[irq]} == all ]] && served+=" \${serves_of[irq]}"
    [[ $spread_interrupts == yes && \${queue_of[irq]} == "$queue" ]] && place_interrupt "$irq"
  done
  missing_queue rx "\${#rx[@]}"
  missing_queue tx "\${#tx[@]}"
  if [[ $spread_receive == yes && -d $queues/rx-$queue ]]; then
    mask=$(receive_mask "$rule" "$queue" "\${#rx[@]}")
    put "$mask" "$queues/rx-$queue/rps_cpus" && report+=", RPS $(or_off "$mask")"
  fi
  # With a single tx queue there is no choice to make, and the kernel has no file for it.
  if [[ $spread_interrupts == yes && -d $queues/tx-$queue ]] && ((\${#tx[@]} > 1)); then
    mask=$(transmit_mask "$start" "$queue" "\${#tx[@]}")
    put "$mask" "$queues/tx-$queue/xps_cpus" && report+=", XPS $(or_off "$mask")"
  fi
}

or_off() {
  if [[ $1 == 0 ]]; then printf 'off\\n'; else printf 'mask %s\\n' "$1"; fi
}

# Names a queue that should be there: an interrupt without its queue, or the reverse.
missing_queue() {
  local kind=$1 count=$2 name
  name="$(printable "$jack"): queue $kind-$queue"
  if [[ $served == *"$kind"* && ! -d $queues/$kind-$queue ]]; then
    warn "$name is missing, though there is an interrupt for it."
  elif [[ $served != *"$kind"* && $served != *all* && -d $queues/$kind-$queue ]] && ((\${#action_of[@]} > 0)); then
    warn "$name has no interrupt of its own."
  elif ((queue < count)) && [[ ! -d $queues/$kind-$queue ]]; then
    warn "$name is missing."
  fi
}

# The present state of one jack, for --show.
show_jack() {
  local jack=$1 irq directory file mask
  find_interrupts "$jack"
  for irq in "\${!action_of[@]}"; do
    say "  IRQ $irq $(printable "\${action_of[irq]}"): allowed on CPU $(line_of "$PROCFS/irq/$irq/smp_affinity_list")," \\
      "runs on CPU $(line_of "$PROCFS/irq/$irq/effective_affinity_list")"
  done
  for directory in "$SYSFS/class/net/$jack/queues"/{rx,tx}-*/; do
    directory=\${directory%/}
    for file in rps xps; do
      mask=$(line_of "$directory/\${file}_cpus")
      [[ -z $mask ]] || say "  \${directory##*/}: \${file^^} mask $mask"
    done
  done
}
`;
