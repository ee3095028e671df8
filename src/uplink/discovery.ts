import type { System } from '../system/system.ts';
import { findTool } from './find-tool.ts';
import { sayable } from './sayable.ts';

/** An access concentrator that answered: the provider's end of a PPPoE line. Texts are its own, made fit to be shown. */
export type Concentrator = { readonly name: string; readonly services: readonly string[]; readonly mac: string };

/** How PPPoE discovery is run here; null where its program is missing. */
export type Discovery = { readonly command: string; readonly args: readonly string[] };

/**
 * Looks for pppoe-discovery, which comes with ppp. It keeps what it prints until
 * it ends, seconds later; where stdbuf is, each answer is told as it comes.
 */
export async function findDiscovery(system: System): Promise<Discovery | null> {
  const [tool, stdbuf] = await Promise.all([findTool(system, 'pppoe-discovery'), findTool(system, 'stdbuf')]);
  if (tool === null) return null;
  return stdbuf === null ? { command: tool, args: [] } : { command: stdbuf, args: ['-oL', tool] };
}

/**
 * Asks on one device who is there (PADI), once, for so many whole seconds. With a Host-Uniq
 * of its own: without it one question takes the answers of another (RFC 2516;
 * lab-findings section 6). Resolves when the time is over.
 */
export async function askConcentrators(
  system: System,
  discovery: Discovery,
  device: string,
  seconds: number,
  tell: (concentrator: Concentrator) => void,
  stop: AbortSignal,
): Promise<void> {
  const args = [...discovery.args, '-I', device, '-U', '-t', `${seconds}`, '-a', '1'];
  const timeout = seconds * 3_000;
  const running = await system.start(discovery.command, args, { tell: concentratorReader(tell), stop, timeout });
  await running.ended;
}

/** Reads what pppoe-discovery prints, line by line; an answer is whole with the address of who gave it. */
export function concentratorReader(tell: (concentrator: Concentrator) => void): (line: string) => void {
  let name = '';
  let services: string[] = [];
  return (line) => {
    const [, key = '', value = ''] = /^\s*([\w-]+): ?(.*)$/.exec(line) ?? [];
    if (key === 'Access-Concentrator') name = sayable(value, 60);
    if (key === 'Service-Name' && value !== '') services.push(sayable(value, 60));
    if (key !== 'AC-Ethernet-Address') return;
    tell({ name, services, mac: sayable(value, 17) });
    name = '';
    services = [];
  };
}
