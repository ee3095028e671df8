import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, inside, keepFile, loadTable, sh, that, until } from '../guest.ts';
import { internet } from '../isp.ts';

const flows = 512;
const rounds = 20;

/**
 * Receive work of one PPPoE session, 512 flows of UDP from the Internet: counted by the CPU on which the router saw each
 * packet, with the tuning script's settings and without. A network chip cannot look into PPPoE, so that without RPS all of
 * it is one CPU's.
 */
export async function receiveSpread(plan: RouterPlan): Promise<void> {
  const { jack } = plan.wan;
  const mask = () => Number.parseInt(sh(`cat /sys/class/net/${jack}/queues/rx-0/rps_cpus`).trim(), 16);
  await check(
    `receive work: ${flows} flows in one PPPoE session are spread over the CPUs of the RPS mask`,
    async () => {
      const script = sh(
        "grep -o '/nix/store/[^ ]*irq-tuning.sh' /nix/store/lab-irq-tuning-*-script | head -n 1 | cut -d : -f 2",
      ).trim();
      const ours = await packetsByCpu();
      const cpus = ours.map((_, cpu) => cpu).filter((cpu) => (mask() >> cpu) & 1);
      sh(`bash ${script} --reset`, 120);
      const without = await packetsByCpu();
      sh(`bash ${script}`, 120);
      const over = (counts: readonly number[], which: readonly number[]) => jain(which.map((cpu) => counts[cpu] ?? 0));
      const all = ours.map((_, cpu) => cpu);
      const said = [
        `CPUs ${cpus.join(', ')}: Jain's index ${over(ours, cpus).toFixed(3)} (packets ${ours.join(', ')})`,
        `default: ${over(without, cpus).toFixed(3)} over the same, ${over(without, all).toFixed(3)} over all (packets ${without.join(', ')})`,
        `ours over all: ${over(ours, all).toFixed(3)}`,
      ].join('; ');
      keepFile('receive-spread.txt', said);
      that(over(ours, cpus) >= 0.9, said);
      return said;
    },
  );
}

/** (sum x)² / (n · sum x²): 1 where all have the same, 1/n where one has all, 0 where there is nothing. */
function jain(counts: readonly number[]): number {
  const sum = counts.reduce((total, count) => total + count, 0);
  const squares = counts.reduce((total, count) => total + count * count, 0);
  return squares === 0 ? 0 : (sum * sum) / (counts.length * squares);
}

/** Packets of the flows by the CPU on which the firewall's hook saw them. */
async function packetsByCpu(): Promise<readonly number[]> {
  const online = [0, 1, 2, 3];
  const rules = online.map((cpu) => `iifname "ppp0" udp sport 7000 meta cpu ${cpu} counter\n`).join('');
  loadTable('lab_cpu', `chain seen {\ntype filter hook prerouting priority -310; policy accept;\n${rules}}`);
  // from one port to many: each is a flow of its own; the router drops them, after the kernel's receive work is done
  const send = `import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("${internet.host4}", 7000))
for i in range(${rounds}):
    for p in range(${flows}):
        s.sendto(b"x" * 200, ("${internet.customer}", 20000 + p))
        if p % 16 == 0: time.sleep(0.01)`;
  inside('isp', `python3 -c '${send}'`, 300);
  const counts = () =>
    [...sh('nft list table inet lab_cpu').matchAll(/packets (\d+)/g)].map(([, count]) => Number(count));
  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
  await until(20, () => sum(counts()) > (flows * rounds * 9) / 10);
  const found = counts();
  sh('nft delete table inet lab_cpu');
  return found;
}
