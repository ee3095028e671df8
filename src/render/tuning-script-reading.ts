/**
 * The part of irq-tuning.sh that reads the machine: CPUs, masks and the interrupts of a jack,
 * found by name when it runs because their numbers move between boots. Bash, its own text.
 * Order of places: msi_irqs of the device with the names under /proc/irq, then /proc/interrupts.
 */
export const tuningScriptReading = `# --- Reading the machine ------------------------------------------------------

# First line of a file, empty where there is none or the kernel will not say.
line_of() {
  local text=
  { IFS= read -r text <"$1"; } 2>/dev/null
  printf '%s\\n' "$text"
}

# A list of CPUs as the kernel writes it, one by one: "0,2-3" gives 0 2 3.
cpus_in() {
  local part
  local -a parts
  IFS=, read -r -a parts <<<"$1"
  for part in "\${parts[@]}"; do
    [[ $part =~ ^([0-9]+)(-([0-9]+))?$ ]] || continue
    local cpu=\${BASH_REMATCH[1]} last=\${BASH_REMATCH[3]:-\${BASH_REMATCH[1]}}
    for ((; cpu <= last; cpu++)); do printf '%s\\n' "$cpu"; done
  done
}

# CPUs as the mask that sysfs takes: 1 2 3 gives e, 32 gives 1,00000000.
mask_of() {
  local cpu word top=0 text
  local -a words=()
  for cpu; do ((cpu / 32 > top)) && top=$((cpu / 32)); done
  for ((word = 0; word <= top; word++)); do words[word]=0; done
  for cpu; do ((words[cpu / 32] |= 1 << cpu % 32)); done
  printf -v text '%x' "\${words[top]}"
  for ((word = top - 1; word >= 0; word--)); do printf -v text '%s,%08x' "$text" "\${words[word]}"; done
  printf '%s\\n' "$text"
}

# Finds the interrupts of a jack by their names, for the numbers move between
# boots, and fills, by IRQ number:
#   action_of  name, as in /proc/interrupts: enp1s0-TxRx-0
#   serves_of  rx, tx, rx+tx, all (the only one there is) or other (link changes)
#   queue_of   queue number; empty for all and other
find_interrupts() {
  local jack=$1 device prefix=$1 directory entry path irq
  action_of=() serves_of=() queue_of=()
  device=$(cd -P -- "$SYSFS/class/net/$jack/device" 2>/dev/null && pwd)
  local -a directories=("$device/msi_irqs")
  # A virtio jack hangs below its PCI device, and its interrupts bear virtio's name.
  if [[ \${device##*/} == virtio* ]]; then
    prefix=\${device##*/}
    directories+=("\${device%/*}/msi_irqs")
  fi
  for directory in "\${directories[@]}"; do
    for entry in "$directory"/*; do
      irq=\${entry##*/}
      [[ $irq =~ ^[0-9]+$ ]] || continue
      for path in "$PROCFS/irq/$irq"/*/; do
        path=\${path%/}
        keep_interrupt "$prefix" "$irq" "\${path##*/}"
      done
    done
  done
  ((\${#action_of[@]} > 0)) || read_interrupts "$prefix"
  # The only interrupt of a jack, without a queue in its name, serves everything.
  for irq in "\${!action_of[@]}"; do
    ((\${#action_of[@]} == 1)) && [[ -z \${queue_of[irq]} ]] && serves_of[irq]=all
  done
}

# The same from /proc/interrupts. A line is: number, a count for each CPU, chip,
# form, names. Interrupts may be shared, then the names are divided by commas.
read_interrupts() {
  local cpu_columns name
  local -a words
  [[ -r $PROCFS/interrupts ]] || return
  {
    read -r -a words
    cpu_columns=\${#words[@]}
    while read -r -a words; do
      [[ \${words[0]-} =~ ^[0-9]+:$ ]] || continue
      for name in "\${words[@]:cpu_columns + 3}"; do
        keep_interrupt "$1" "\${words[0]%:}" "\${name%,}"
      done
    done
  } <"$PROCFS/interrupts"
}

# Notes an interrupt if it is the jack's: the exact name, or the name and a
# hyphen (enp1s0f1 is another jack than enp1s0).
keep_interrupt() {
  local prefix=$1 irq=$2 action=$3 rest
  [[ $action == "$prefix" || $action == "$prefix"-* ]] || return
  rest=\${action#"$prefix"}
  action_of[irq]=$action serves_of[irq]=other queue_of[irq]=
  if [[ $rest =~ ^-(TxRx|rx|tx)-([0-9]{1,4})$ || $rest =~ ^-(input|output)[.]([0-9]{1,4})$ ]]; then
    queue_of[irq]=$((10#\${BASH_REMATCH[2]}))
    case \${BASH_REMATCH[1]} in
      TxRx) serves_of[irq]='rx+tx' ;;
      rx | input) serves_of[irq]=rx ;;
      tx | output) serves_of[irq]=tx ;;
    esac
  fi
}

# Says whether irqbalance runs: it would move the interrupts again.
warn_of_irqbalance() {
  local file
  for file in "$PROCFS"/[0-9]*/comm; do
    [[ $(line_of "$file") == irqbalance ]] || continue
    warn 'irqbalance is running and moves interrupts on its own: switch it off (services.irqbalance.enable = false).'
    return
  done
}
`;
