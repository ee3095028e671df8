import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** How a real tool ended and what it said. */
export type ToolRun = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs a real tool and waits. A tool that is not installed throws: these tests have no other judge. */
export function runTool(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): ToolRun {
  const child = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C.UTF-8', ...environment },
    input: '',
    maxBuffer: 1 << 28,
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  if (child.error !== undefined) throw child.error;
  return { code: child.status ?? 128, stdout: child.stdout, stderr: child.stderr };
}

/**
 * Runs a shell script where it can break nothing: with its own empty network
 * and its own mounts. Both vanish with the last process in them.
 */
export function runIsolated(script: string, args: readonly string[] = []): ToolRun {
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  return runTool('unshare', [
    ...asRoot,
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    'sh',
    '-c',
    script,
    'sh',
    ...args,
  ]);
}

/**
 * Whether a tool that only root may start can be asked. Where it cannot, the
 * reason is printed, once for each tool: nothing is left out in silence.
 */
export function mayAsk(tool: string): boolean {
  if (process.getuid?.() === 0) return true;
  if (!toldAbout.has(tool))
    console.log(`${tool} starts only for root, so it is not asked here. Run the tests as root to hear it.`);
  toldAbout.add(tool);
  return false;
}

const toldAbout = new Set<string>();

/** A folder with these files, removed after `use` has had it, also where `use` is a promise. */
export function withFolder<Result>(files: Readonly<Record<string, string>>, use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'naar-judge-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let pending = false;
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
    }
    const result = use(folder);
    if (result instanceof Promise) {
      pending = true;
      return result.finally(remove) as Result;
    }
    return result;
  } finally {
    if (!pending) remove();
  }
}
