import type { Flow } from '../flow.ts';
import { check, sh } from '../guest.ts';

/** The firewall is reloaded again and again while connections talk; they lose nothing, and none is opened anew. */
export async function reloads(flows: readonly Flow[], times: number): Promise<void> {
  await check(`reload: open connections in both families survive ${times} reloads of the firewall`, async () => {
    for (let n = 0; n < times; n += 1) {
      sh('systemctl reload nftables', 60);
      for (const flow of flows) await flow.alive();
    }
    return told(flows);
  });
}

/** How the flows do, for people. */
export async function told(flows: readonly Flow[]): Promise<string> {
  const all = await Promise.all(flows.map((flow) => flow.alive()));
  return all.map(({ answers, longest }) => `${answers} answers, the longest wait ${longest} s`).join('; ');
}
