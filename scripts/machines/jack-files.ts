import type { Fixture, JackFixture, PackedFiles } from './fixture.ts';

/** What sysfs and procfs show of one jack: its links, MAC, link state, queues and interrupts. */
export function jackFiles(jack: JackFixture, { net, links, interrupts, cpu, uefi }: Fixture): PackedFiles {
  const { ifname, pci_address: pci } = jack;
  const link = links.find((one) => one.ifname === ifname);
  if (link === undefined) throw new Error(`${ifname} is not in ip-link.json`);
  const device = `/sys/devices/pci0000:00/${rootPort(net.indexOf(jack), net.length, uefi)}/${pci}`;
  const home = `${device}/net/${ifname}`;
  const up = link.flags.includes('LOWER_UP');
  const queues: PackedFiles = {};
  for (let queue = 0; queue < jack.rx_queues; queue++)
    queues[`${home}/queues/rx-${queue}/rps_cpus`] = `${jack.rps_cpus_default}\n`;
  for (let queue = 0; queue < jack.tx_queues; queue++) queues[`${home}/queues/tx-${queue}`] = null;
  const vectors: PackedFiles = {};
  jack.msi_irqs.forEach((irq, index) => {
    vectors[`${device}/msi_irqs/${irq}`] = 'msix\n';
    vectors[`/proc/irq/${irq}/${jack.irq_actions[index]}`] = null;
    vectors[`/proc/irq/${irq}/smp_affinity_list`] = `0-${cpu.cpus - 1}\n`;
    vectors[`/proc/irq/${irq}/effective_affinity_list`] = `${countingCpu(interrupts, irq)}\n`;
  });
  return {
    [`/sys/class/net/${ifname}`]: { link: home },
    [`${home}/address`]: `${link.address}\n`,
    [`${home}/addr_assign_type`]: '0\n',
    [`${home}/carrier`]: up ? '1\n' : '0\n',
    // igb and igc answer -1 without link.
    [`${home}/speed`]: up ? `${jack.max_speed_mbit}\n` : '-1\n',
    [`${home}/type`]: '1\n',
    [`${home}/uevent`]: `INTERFACE=${ifname}\nIFINDEX=${link.ifindex}\n`,
    [`${home}/device`]: { link: device },
    [`${device}/driver`]: { link: `/sys/bus/pci/drivers/${jack.driver}` },
    [`${device}/vendor`]: `${jack.vendor}\n`,
    [`${device}/device`]: `${jack.device}\n`,
    '/sys/class/net/lo': { link: '/sys/devices/virtual/net/lo' },
    ...queues,
    ...vectors,
  };
}

/** Buses 01, 02, … hang behind consecutive bridges: 00:02.1 first where there are four jacks, else 00:02.2 (APU). */
function rootPort(index: number, jacks: number, n100: boolean): string {
  return n100 ? `0000:00:1c.${index}` : `0000:00:02.${index + (jacks === 4 ? 1 : 2)}`;
}

/** The CPU that counted most of an interrupt's calls in /proc/interrupts; CPU 0 where none is listed. */
function countingCpu(interrupts: string, irq: number): number {
  const line = interrupts.split('\n').find((one) => one.trim().startsWith(`${irq}:`)) ?? '';
  const cpus = (interrupts.split('\n')[0] ?? '').trim().split(/\s+/).length;
  const counters = line
    .trim()
    .split(/\s+/)
    .slice(1, 1 + cpus)
    .map(Number);
  return Math.max(counters.indexOf(Math.max(...counters)), 0);
}
