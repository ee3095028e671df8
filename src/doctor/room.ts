import { type Check, ill, note, output, unknown, well } from './check.ts';

/** Is there room on the disk and in memory, and in the table of connections? */
export const roomCheck: Check = {
  id: 'room',
  title: 'Room',
  look: async ({ system }) => {
    const [disk, memory, count, most] = await Promise.all([
      output(system, 'df', '-P', '-k', '/'),
      system.readText('/proc/meminfo'),
      system.readText('/proc/sys/net/netfilter/nf_conntrack_count'),
      system.readText('/proc/sys/net/netfilter/nf_conntrack_max'),
    ]);
    const fields = disk?.split('\n')[1]?.trim().split(/\s+/) ?? [];
    const free = Number(fields[3]) / 1e6;
    if (Number.isNaN(free)) return unknown('the disk cannot be seen.');
    const spare = Number(/^MemAvailable:\s+(\d+)/m.exec(memory ?? '')?.[1] ?? Number.NaN) / 1e3;
    const share = Number(count) / Number(most);
    const words = `${free.toFixed(1)} GB free on the disk, ${Math.round(spare)} MB of memory, ${Number(count) || 0} connections`;
    if (free < 0.5)
      return ill(`only ${free.toFixed(1)} GB free on the disk`, 'sudo nix-collect-garbage --delete-older-than 14d');
    if (share > 0.5)
      return ill(
        `${Number(count)} connections, more than half of what fits`,
        'Look for a device that opens thousands: sudo conntrack -L | less',
      );
    if (spare < 100) return note(words, 'Memory is short. See what takes it: htop');
    if (free < 2)
      return note(words, 'A new configuration needs about 2 GB: sudo nix-collect-garbage --delete-older-than 14d');
    return well(words);
  },
};
