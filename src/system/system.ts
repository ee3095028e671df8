import type { Secret } from './secret.ts';

/**
 * The only door to disk, processes, clock and hardware. Three bodies: the real
 * machine (`real.ts`), a recorded one (`recorded.ts`) and the tests' own.
 * Every path is absolute. A missing file is `null` or an empty list, never an
 * error; what is there and cannot be read or written throws SystemFailure.
 */
export interface System {
  readonly kind: 'real' | 'recorded';
  /** Text of a file (procfs, sysfs, ordinary files, pipes), or null where there is none. More than `limit` bytes, or 16 MB, throws. */
  readText(path: string, limit?: number): Promise<string | null>;
  /** Names in a directory, sorted; empty where there is none. */
  list(path: string): Promise<readonly string[]>;
  /** Where a symbolic link points, made absolute; null where there is no link. */
  readLink(path: string): Promise<string | null>;
  /** What lies at a path, a link not followed; null where there is nothing. */
  kindOf(path: string): Promise<'file' | 'directory' | 'link' | 'other' | null>;
  /** Whether two paths lead to one and the same file, by whatever links; false where one is missing. */
  sameFile(one: string, other: string): Promise<boolean>;
  /** Writes a whole file or nothing (a neighbour file, then rename); replaces a link. `mode` such as 0o600 holds from the first byte. */
  write(path: string, text: string | Secret, mode: number): Promise<void>;
  /** Adds to the end of a file, which is made with `mode` where it is not there: a log, a line at a time. */
  append(path: string, text: string, mode: number): Promise<void>;
  /** Takes a file away; one that is not there is no error. */
  remove(path: string): Promise<void>;
  /**
   * Makes a directory, with its parents where needed, and clears it of the unfinished files of a
   * run that was killed. One that is there keeps its mode, and is closed where `mode` is for its owner only.
   */
  makeDirectory(path: string, mode: number): Promise<void>;
  /** Runs a command without a shell; never throws for its exit status. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Starts a command that goes on: its lines come as they are printed, and it can be stopped. Never throws for what the command does. */
  start(command: string, args: readonly string[], options?: StartOptions): Promise<Running>;
  /** Signals a process by its number; false where there is none, or it is another user's. */
  signal(process: number, signal: 'SIGTERM' | 'SIGKILL'): boolean;
  /** Lets milliseconds pass; comes back at once where `stop` is or becomes aborted. */
  wait(milliseconds: number, stop?: AbortSignal): Promise<void>;
  /** systeminformation's report: JSON as it comes, so that `record` can keep it. */
  hardware(): Promise<HardwareReport>;
  /** Name or content of an environment variable; undefined where it is not set. */
  env(name: string): string | undefined;
  now(): Date;
}

/** How a command is run. A secret goes in by standard input: arguments are seen by everybody (`ps`). */
export type RunOptions = {
  /** Fed to the command's standard input. */
  readonly input?: string | Secret;
  /** Milliseconds until the command is ended; 10,000 unless said. */
  readonly timeout?: number;
};

/** `code` is null where the command could not be started or was ended by a signal. */
export type RunResult = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** How a command is started that goes on. */
export type StartOptions = {
  /** Called with each line of standard output and standard error, without its line end. */
  readonly tell?: (line: string) => void;
  /** Aborted: the command is stopped. */
  readonly stop?: AbortSignal;
  /** Milliseconds until it is stopped by itself; no limit unless said. */
  readonly timeout?: number;
  /** Goes on when naar ends, in a session of its own. Else it is ended with naar. */
  readonly outlives?: boolean;
};

/** A command at work. */
export type Running = {
  /** Its number; null where it could not be started. */
  readonly process: number | null;
  /** Settles when it has ended and all its lines are told. */
  readonly ended: Promise<RunEnd>;
  /** SIGTERM, and SIGKILL after two seconds; settles when it is gone. */
  stop(): Promise<RunEnd>;
  /** Lets go of it: naar may end while it goes on. For one that `outlives`. */
  release(): void;
};

/** `code` is null where it could not be started or was ended by a signal; then `problem` says so in one sentence. */
export type RunEnd = { readonly code: number | null; readonly problem: string | null };

/** What is taken from systeminformation: sizes in bytes, speeds as it prints them. */
export type HardwareReport = {
  readonly system: {
    readonly manufacturer: string;
    readonly model: string;
    readonly version: string;
    readonly sku: string;
  };
  readonly bios: { readonly vendor: string; readonly version: string; readonly releaseDate: string };
  readonly baseboard: { readonly manufacturer: string; readonly model: string };
  readonly cpu: {
    readonly manufacturer: string;
    readonly brand: string;
    readonly family: string;
    readonly model: string;
    readonly stepping: string;
    readonly cores: number;
    readonly physicalCores: number;
  };
  readonly mem: { readonly total: number };
  readonly blockDevices: readonly BlockDeviceReport[];
};

/**
 * One disk, partition or other block device, by systeminformation's names; `size` in bytes, empty
 * texts where it knows nothing.
 */
export type BlockDeviceReport = {
  readonly name: string;
  readonly type: string;
  readonly fsType: string;
  readonly mount: string;
  readonly size: number;
  readonly label: string;
  readonly model: string;
  readonly protocol: string;
  readonly removable: boolean;
};
