import { detection } from '../../guest/checks/detection.ts';
import { tuning } from '../../guest/checks/tuning.ts';
import { check, inside, same, sh, until } from '../../guest/guest.ts';
import { moveFarEnd } from '../../guest/wires.ts';

/** The bare box: detection against what QEMU was told, then the tuning script against real interrupts. */
export async function run(): Promise<void> {
  for (const n of [1, 2, 3]) {
    moveFarEnd(n, `far${n}`);
    sh(`ip link set enp${n}s0 up`);
  }
  sh('ip addr add 10.9.1.1/24 dev enp1s0; ip addr add 10.9.2.1/24 dev enp2s0');
  inside('far1', 'ip addr add 10.9.1.2/24 dev far');
  inside('far2', 'ip addr add 10.9.2.2/24 dev far');
  await carriers();
  await detection();
  await tuning();
  // as the i211 of older boards has them
  sh('for n in 1 2; do ethtool -L enp${n}s0 combined 2; done');
  await carriers();
  await check('two queues: the jacks have two each way', () => {
    same(sh('ls -d /sys/class/net/enp[12]s0/queues/*').trim().split('\n').length, 8, 'queues');
  });
  await tuning(2);
}

async function carriers(): Promise<void> {
  await until(30, () => sh('cat /sys/class/net/enp1s0/carrier /sys/class/net/enp2s0/carrier') === '1\n1\n');
}
