import type { System } from '../system/system.ts';
import type { LinkState } from './link-state.ts';

/** Where the bench keeps its files; for root only. */
export const runDirectory = '/run/naar/bench';
/** pppd's options for one dial, with the login. pppd's argument list names it, and so a pppd of ours is known by it. */
export const dialFile = `${runDirectory}/dial.options`;
/** What pppd says while it dials; read to tell one end from another. */
export const dialLog = `${runDirectory}/pppd.log`;
/** dhcpcd's configuration for a line that is left up, perhaps with a login: it reads it again when the cable was out. */
export const lineFile = `${runDirectory}/line.conf`;
/** Name of the session's device: nobody else uses it. */
export const sessionDevice = 'naar-ppp';
/**
 * Names under which resolvconf is told the name servers of the session, the first that it takes. openresolv puts what
 * looks like a number of ppp in front of NetworkManager's (dynamic_order); that of systemd takes only devices there are.
 */
export const nameServerKeys = ['ppp99.naar', sessionDevice];
/** The start of each VLAN device's name (`naar-v10`): nobody else uses it. */
export const vlanPrefix = 'naar-v';

/** What the bench changed on the machine and who did it: /run/naar/bench/state.json. */
export type BenchFile = {
  readonly purpose: 'cables' | 'sweep' | 'dial' | 'line';
  /** `began` is the start of the process in ticks since boot, so that a number used again is not taken for it. */
  readonly owner: { readonly process: number; readonly began: string | null };
  /** Each jack as it was. */
  readonly jacks: readonly JackBefore[];
  /** A line that stays up when naar ends; null for none. */
  readonly kept: { readonly process: number; readonly nameServers: boolean } | null;
};

/** A jack as it was before the bench touched it, so that it can be given back so. MTU in bytes. */
export type JackBefore = Pick<LinkState, 'on' | 'mtu' | 'mac' | 'addressMode'> & {
  readonly name: string;
  /** In the hands of NetworkManager. */
  readonly managed: boolean;
};

/** The file as it lies there; null where there is none. A damaged one counts as empty: nothing is known to undo. */
export async function readBenchFile(system: System): Promise<BenchFile | null> {
  const text = await system.readText(stateFile);
  if (text === null) return null;
  try {
    return JSON.parse(text) as BenchFile;
  } catch {
    return { purpose: 'dial', owner: { process: 0, began: null }, jacks: [], kept: null };
  }
}

/** Before anything is changed, and again at each change: what is killed afterwards can be undone by the next run. */
export async function writeBenchFile(system: System, file: BenchFile): Promise<void> {
  await system.write(stateFile, `${JSON.stringify(file, null, 2)}\n`, 0o600);
}

/** The last thing to go when a bench is cleared. */
export async function removeBenchFile(system: System): Promise<void> {
  await system.remove(stateFile);
}

const stateFile = `${runDirectory}/state.json`;
