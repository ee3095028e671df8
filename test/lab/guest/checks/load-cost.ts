import { readFileSync } from 'node:fs';
import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, sh, that } from '../guest.ts';

/** What the ruleset costs: time and memory of nft, and memory of the kernel. Figures of an emulated CPU. */
export async function loadCost(plan: RouterPlan): Promise<void> {
  await check(`cost: a ruleset of ${plan.devices.length} devices is loaded again`, () => {
    const said = sh(
      `python3 -c 'import resource, subprocess, time
began = time.time()
subprocess.run(["nft", "-f", "/nix/store/lab-nftables-rules"], check=True)
took = time.time() - began
print(round(took, 2), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)'`,
      180,
    ).trim();
    const [seconds, kib] = said.split(' ').map(Number);
    that(seconds! > 0 && kib! > 0, said);
    const bytes = Number(sh('stat -c %s /nix/store/lab-nftables-rules'));
    return `${seconds} s, nft takes ${Math.round(kib! / 1024)} MB at its peak, the file has ${Math.round(bytes / 1024)} KB`;
  });
  await check('cost: memory that the kernel gives back when the ruleset goes', () => {
    sh('sleep 2');
    const before = kernelMemory();
    sh('nft delete table inet fw; sleep 3');
    const after = kernelMemory();
    sh('nft -f /nix/store/lab-nftables-rules', 180);
    return `${Math.round((before - after) / 1024)} MB of ${Math.round(before / 1024)} MB`;
  });
}

/** KiB that the kernel holds for itself. */
function kernelMemory(): number {
  const lines = readFileSync('/proc/meminfo', 'utf8');
  const part = (name: string) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(lines)?.[1] ?? 0);
  return part('Slab') + part('Percpu') + part('VmallocUsed');
}
