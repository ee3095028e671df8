import type { System } from '../system/system.ts';
import { lineFile, vlanPrefix } from './bench-file.ts';
import { findTool } from './find-tool.ts';

/**
 * Ends the dhcpcd of a line that was left up, on these jacks and on the bench's VLANs: it would take the next question
 * to itself, and ask on a jack that was given back. Its file, which may hold a login, goes too.
 */
export async function endAsking(system: System, jacks: readonly string[]): Promise<void> {
  if ((await system.readText(lineFile)) === null) return;
  const dhcpcd = (await findTool(system, 'dhcpcd')) ?? 'dhcpcd';
  const vlans = (await system.list('/sys/class/net')).filter((name) => name.startsWith(vlanPrefix));
  for (const device of [...jacks, ...vlans])
    await system.run(dhcpcd, ['--ipv4only', '--exit', device], { timeout: 15_000 });
  await system.remove(lineFile);
}
