import { places } from './places.ts';

/** What the log of a switch says of units that failed before it as well, behind these words. */
export const failedBeforeWords = 'naar: failed before the switch as well:';

const list = `${places.pending}/ill`;

/** In front of a trial: the units that are in no good state, for `onlyFailedBefore`. */
export const noteFailed = `systemctl list-units --state=failed,activating --plain --no-legend --full | sed 's/ .*//' > ${list}`;

/**
 * A function for the scripts of a trial: whether a switch that ended with status 4 brought up all that was up before the
 * trial; its argument is what the switch printed. Status 4 says that a unit has failed, whichever: also one that fails at
 * each start and has nothing to do with the change, or one of a user who is logged in. What a line "Failed to" speaks of
 * is named by its third word.
 */
export const onlyFailedBefore = `
failed_units() { # LOG
  sed -nE \\
    -e '/^Failed to [a-z-]+ user unit /d' \\
    -e 's/^warning: the following units failed: //p' \\
    -e 's/^Failed to [a-z-]+ ([^ :]+).*/\\1/p' \\
    "$1" | tr -s ', ' '\\n' | sort -u
}
only_failed_before() { # LOG
  ill=" $([ ! -f ${list} ] || tr '\\n' ' ' < ${list}) "
  before='' new=''
  for unit in $(failed_units "$1"); do
    case $ill in *" $unit "*) before="$before $unit" ;; *) new="$new $unit" ;; esac
  done
  [ -z "$before" ] || echo "${failedBeforeWords}$before"
  [ -z "$new" ] && { [ -n "$before" ] || grep -q '^warning: user activation for ' "$1"; }
}
`;
