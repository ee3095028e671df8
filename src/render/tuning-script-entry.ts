/**
 * How irq-tuning.sh begins, before the plan's own lines: shell options, the places it reads, and `jack`.
 */
export const tuningScriptSetup = `if [ -z "\${BASH_VERSION-}" ]; then
  echo "irq-tuning: this needs bash: bash $0" >&2
  exit 2
fi
set +o posix
set -u
shopt -s nullglob
export LC_ALL=C
unset CDPATH

# Other places than these, and no waiting (WAIT=0), are for tests.
SYSFS=\${SYSFS:-/sys}
PROCFS=\${PROCFS:-/proc}
# Seconds to wait for a jack that is still down.
WAIT=\${WAIT:-20}

jack_names=() jack_jobs=() jack_starts=() jack_rules=()
jack() {
  jack_names+=("$1") jack_jobs+=("$2") jack_starts+=("$3") jack_rules+=("$4")
}
`;

/**
 * How irq-tuning.sh ends: command line, the choice of jacks, and the exit status.
 */
export const tuningScriptEntry = `# --- Here it starts -----------------------------------------------------------

say() { printf '%s\\n' "$*"; }
warn() { printf 'irq-tuning: %s\\n' "$*" >&2; }

# Text of the kernel's without what a terminal might obey.
printable() { printf '%s\\n' "\${1//[[:cntrl:]]/?}"; }

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
      [[ $mode == run || $mode == "\${word#--}" ]] || refuse "--$mode and $word exclude each other."
      mode=\${word#--}
      ;;
    --help | -h)
      usage
      exit 0
      ;;
    -*) refuse "unknown option $(printable "$word")" ;;
    *)
      known=no
      for name in "\${jack_names[@]}"; do [[ $name != "$word" ]] || known=yes; done
      [[ $known == yes ]] || refuse "'$(printable "$word")' is none of this router's jacks: \${jack_names[*]}."
      wanted+=("$word")
      ;;
  esac
done

online_list=$(line_of "$SYSFS/devices/system/cpu/online")
mapfile -t online < <(cpus_in "$online_list")
if ((\${#online[@]} == 0)); then
  warn "cannot read which CPUs are online from $SYSFS/devices/system/cpu/online."
  exit 1
fi

say "CPUs online: $online_list"
if [[ $mode != show ]]; then
  [[ $spread_interrupts == yes ]] || say 'Interrupts and XPS are off (tuning.interrupts) and are left alone.'
  [[ $spread_receive == yes ]] || say 'RPS is off (tuning.rps) and is left alone.'
  [[ $spread_interrupts == yes || $spread_receive == yes ]] || exit 0
fi
if [[ $mode == run || $mode == dry-run ]] && ((\${#online[@]} == 1)); then
  say 'With one CPU there is nothing to spread.'
  exit 0
fi
[[ $spread_interrupts == no || $mode == reset ]] || warn_of_irqbalance

status=0
for index in "\${!jack_names[@]}"; do
  name=\${jack_names[index]}
  if ((\${#wanted[@]} > 0)); then
    chosen=no
    for word in "\${wanted[@]}"; do [[ $word != "$name" ]] || chosen=yes; done
    [[ $chosen == yes ]] || continue
  fi
  if [[ -z $name || $name == . || $name == .. || $name == */* || ! -d $SYSFS/class/net/$name ]]; then
    warn "$(printable "$name"): there is no such jack here now; 'ip link' lists those that are."
    status=1
    continue
  fi
  say "$(printable "$name") (\${jack_jobs[index]})"
  if [[ $mode == show ]]; then
    show_jack "$name"
  elif ! tune_jack "$name" "\${jack_starts[index]}" "\${jack_rules[index]}"; then
    warn "$(printable "$name"): nothing could be set."
    status=1
  fi
done
if [[ $mode == reset ]]; then
  say 'All is as the kernel has it, until the next start or switch, or until a jack comes back.'
  say 'To leave it so: tuning.interrupts: off and tuning.rps: off in answers.yaml.'
fi
exit "$status"
`;
