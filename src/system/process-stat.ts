/**
 * Fields of /proc/PID/stat behind the name, which may hold blanks and brackets, and which the last bracket ends: state,
 * parent, group, session, terminal and so on; field 3 of proc_pid_stat(5) is the first.
 */
export function statFields(text: string): readonly string[] {
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
