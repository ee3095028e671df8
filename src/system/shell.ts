import { spawn } from 'node:child_process';
import { env } from 'node:process';

/** A shell on the person's own terminal, until they leave it. Never throws for what they do in it. */
export function lendShell(): Promise<void> {
  return new Promise((resolve) => {
    const shell = spawn(env.SHELL ?? '/bin/sh', [], { stdio: 'inherit' });
    shell.once('error', () => resolve());
    shell.once('exit', () => resolve());
  });
}
