/**
 * The part of irq-tuning.sh that decides: the rules of `plan/tuning.ts` once more in bash, because
 * interrupts, queues and CPUs are counted anew whenever it runs. A test holds the two together.
 */
export const tuningScriptDeciding = `# --- Deciding -----------------------------------------------------------------

# One CPU for each interrupt, in cpu_of. Queue k goes to the k-th CPU of the
# jack's rotation, so that sending and receiving of a queue share a CPU; the
# interrupts without a queue follow after the last one.
choose_cpus() {
  local start=$1 irq next=0 place
  cpu_of=()
  for irq in "\${!action_of[@]}"; do
    [[ -n \${queue_of[irq]} ]] && ((queue_of[irq] >= next)) && next=$((queue_of[irq] + 1))
  done
  for irq in "\${!action_of[@]}"; do
    place=\${queue_of[irq]:-$((next++))}
    cpu_of[irq]=\${online[(start + place) % \${#online[@]}]}
  done
}

# The CPU that takes the interrupt of an rx queue; empty where it is not known.
receiving_cpu() {
  local queue=$1 irq file cpu
  for irq in "\${!action_of[@]}"; do
    case \${serves_of[irq]} in
      all) ;;
      rx | 'rx+tx') ((queue_of[irq] == queue)) || continue ;;
      *) continue ;;
    esac
    if [[ $spread_interrupts == yes ]]; then
      printf '%s\\n' "\${cpu_of[irq]}"
      return
    fi
    # Interrupts are left alone: the CPU that it has now, if that is a single one.
    for file in effective_affinity_list smp_affinity_list; do
      cpu=$(line_of "$PROCFS/irq/$irq/$file")
      [[ $cpu =~ ^[0-9]+$ ]] && printf '%s\\n' "$cpu" && return
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
      for cpu in "\${online[@]}"; do [[ $cpu == "$taken" ]] || sharing+=("$cpu"); done
      ;;
    as-needed) ((rx_count >= \${#online[@]})) || sharing=("\${online[@]}") ;;
  esac
  mask_of "\${sharing[@]}"
}

# Mask of the CPUs that send through a tx queue: each CPU has one queue, first
# the one whose interrupt it takes. 0 leaves the choice to the kernel.
transmit_mask() {
  local start=$1 queue=$2 tx_count=$3 place
  local -a sending=()
  if [[ $mode != reset ]]; then
    for ((place = 0; place < \${#online[@]}; place++)); do
      ((place % tx_count == queue % \${#online[@]})) || continue
      sending+=("\${online[(start + place) % \${#online[@]}]}")
    done
  fi
  mask_of "\${sending[@]}"
}
`;
