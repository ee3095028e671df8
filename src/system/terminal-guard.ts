import { spawn } from 'node:child_process';

/** A small process that outlives naar and puts the terminal right if naar was killed. */
export type TerminalGuard = {
  /** Level of kernel messages to restore; null where it was not changed. */
  readonly level: string | null;
  /** All is well: the guard ends without doing anything. */
  dismiss(): void;
};

/**
 * Nothing that runs inside naar helps against SIGKILL or the end of memory. The guard waits
 * for the pipe from naar to close. Then it restores the kernel's messages and, unless a
 * shell has taken the terminal over meanwhile (it sets ISIG, which naar clears), the terminal.
 */
export function guardTerminal(terminal: number, level: string | null): TerminalGuard {
  const guard = spawn('sh', ['-c', script, 'naar-guard', level ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore', terminal],
    // its own session: the signals of this terminal are not for it
    detached: true,
  });
  guard.on('error', () => {});
  guard.stdin?.on('error', () => {});
  guard.unref();
  return {
    level,
    dismiss() {
      guard.stdin?.end('done\n');
    },
  };
}

const script = `trap '' HUP INT QUIT TERM TTOU
read -r word
[ "$word" = done ] && exit
[ -z "$1" ] || dmesg -n "$1"
sleep 0.3
case $(stty -a <&3) in
  *-isig*) stty sane <&3; printf '\\033[m\\r\\n' >&3 ;;
esac`;
