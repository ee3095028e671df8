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
#   serves_of  rx, tx, rx+tx, all (everything there is) or other (link changes)
#   queue_of   queue number; empty for all and other
find_interrupts() {
  local jack=$1 device prefix=$1 directory entry name irq
  action_of=() serves_of=() queue_of=()
  device=$(cd -P -- "$SYSFS/class/net/$jack/device" 2>/dev/null && pwd)
  directory=$device
  # A virtio jack hangs below its PCI device, and its interrupts bear virtio's name.
  if [[ \${device##*/} == virtio* ]]; then
    prefix=\${device##*/}
    directory=\${device%/*}
  fi
  for entry in "$directory/msi_irqs"/*; do
    irq=\${entry##*/}
    [[ $irq =~ ^[0-9]+$ ]] || continue
    for name in "$PROCFS/irq/$irq"/*/; do
      name=\${name%/}
      action_of[irq]=\${name##*/}
    done
  done
  keep_own "$prefix"
  ((\${#action_of[@]} > 0)) || read_interrupts "$prefix"
  for irq in "\${!action_of[@]}"; do name_service "$irq"; done
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
  for irq in "\${!action_of[@]}"; do is_own "$1" "\${action_of[irq]}" && own=yes; done
  [[ $own == yes ]] || return
  for irq in "\${!action_of[@]}"; do is_own "$1" "\${action_of[irq]}" || unset "action_of[irq]"; done
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
        is_own "$1" "\${name%,}" && action_of[\${words[0]%:}]=\${name%,}
      done
    done
  } <"$PROCFS/interrupts"
}

# What an interrupt serves, by the endings that drivers use: -TxRx-0 (igb, igc),
# -rx-0 (i211), -input.0 (virtio), -rxtx-0 (vmxnet3), -0 (atlantic). The only
# interrupt of a jack serves everything.
name_service() {
  local irq=$1 name=\${action_of[$1],,}
  serves_of[irq]=other queue_of[irq]=
  if [[ $name =~ [-:]((txrx|rxtx|rx|tx|input|output)[-.])?([0-9]{1,4})$ ]]; then
    queue_of[irq]=$((10#\${BASH_REMATCH[3]}))
    case \${BASH_REMATCH[2]} in
      rx | input) serves_of[irq]=rx ;;
      tx | output) serves_of[irq]=tx ;;
      *) serves_of[irq]='rx+tx' ;;
    esac
  elif [[ $name == *-virtqueues ]] || ((\${#action_of[@]} == 1)); then
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
`;
