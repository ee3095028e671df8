import { spawnSync } from 'node:child_process';

/** Runs a program as somebody without rights (nobody), or in a place that refuses; needs root, as the other tests do. */
export type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** As the user nobody. */
export function asNobody(cwd: string, words: readonly string[], env: Record<string, string> = {}): Ended {
  return ended('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', ...words], cwd, env);
}

/** With a small disk of its own at `place`, which nobody else sees; `options` as mount(8) takes them. */
export function onDisk(cwd: string, place: string, options: string, words: readonly string[], before = ''): Ended {
  const script = `mount -t tmpfs -o ${options} none "$0" && { ${before === '' ? ':' : before}; } && exec "$@"`;
  return ended('unshare', ['--mount', 'sh', '-c', script, place, ...words], cwd);
}

/** Through a shell, for what only a shell can do to a program; `"$@"` in `script` is the program. */
export function byShell(
  cwd: string,
  script: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Ended {
  return ended('bash', ['-c', script, 'bash', ...words], cwd, env);
}

function ended(command: string, words: readonly string[], cwd: string, env: Record<string, string> = {}): Ended {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    // whoever hangs is ended, and the test sees no status
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  return { status, stdout, stderr };
}
