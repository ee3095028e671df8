import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LabImage } from './image.ts';

/** A jack of the virtual box and the far end of its cable, each by its MAC address. */
export type Cable = { readonly jack: string; readonly far: string };

/** The virtual APU2: what QEMU is told, and so what detection has to find. */
export const box = {
  cpus: 4,
  memoryMiB: 2048,
  vendor: 'PC Engines',
  product: 'apu2',
  bios: { vendor: 'coreboot', version: 'v4.19.0.1', date: '01/31/2023' },
  cables: [
    { jack: '00:0d:b9:00:00:01', far: '02:00:00:00:00:01' },
    { jack: '00:0d:b9:00:00:02', far: '02:00:00:00:00:02' },
    { jack: '00:0d:b9:00:00:03', far: '02:00:00:00:00:03' },
  ],
} as const;

/** Which of the guest's kernels is booted: the suite's own, or the newer one of its backports. */
export type Kernel = 'stable' | 'new';

/** One file of a job: text or bytes, and whether it is a program. */
export type JobFile = { readonly content: string | Buffer; readonly mode: number };

/**
 * What the guest is given: files by path. Those under `root/` are laid over the guest's own file system before systemd
 * starts; all are readable in the guest under /lab/job.
 */
export type Job = { readonly [path: string]: JobFile };

/** One run of the box. `folder` is emptied first; `limit` is in seconds, past it QEMU is ended; `boots` is how often it starts. */
export type GuestWork = {
  readonly kernel: Kernel;
  readonly job: Job;
  readonly folder: string;
  readonly limit: number;
  readonly boots?: number | undefined;
};

/** One line that the guest wrote on its line for results: a check or a file to keep. */
export type GuestLine =
  | { readonly kind: 'check'; readonly name: string; readonly ok: boolean; readonly detail: string }
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'end' };

/** How a run ended. `lines` lacks its `end` where the guest hung or died; `folder` holds serial.log and kept files. */
export type GuestRun = {
  readonly lines: readonly GuestLine[];
  readonly ended: 'finished' | 'timeout' | 'died';
  readonly seconds: number;
  readonly folder: string;
};

/**
 * Starts the virtual box with a job, waits until it powers itself off, and reads what it said. Emulated, so that a
 * machine without KVM can run it. The folder keeps serial.log, journal.log, what QEMU said and what the guest sent. A
 * run that is ended by its limit counts as `timeout`.
 */
export async function runGuest(
  image: LabImage,
  { kernel, job, folder, limit, boots = 1 }: GuestWork,
  tell: (line: GuestLine) => void = () => {},
): Promise<GuestRun> {
  rmSync(folder, { recursive: true, force: true });
  const jobDisk = packJob(job, folder);
  const results = join(folder, 'results.jsonl');
  const serial = join(folder, 'serial.log');
  writeFileSync(results, '');
  const said = openSync(join(folder, 'qemu.log'), 'w');
  const began = Date.now();
  const qemu = spawn(
    join(import.meta.dirname, 'image', 'qemu.sh'),
    [image.qemu, ...qemuArguments(image, kernel, boots, jobDisk, serial, results)],
    { stdio: ['ignore', said, said] },
  );
  const gone = new Promise<number | null>((resolve, reject) => {
    qemu.once('error', reject);
    qemu.once('exit', resolve);
  });
  const end = () => qemu.kill('SIGKILL');
  // a lab that is interrupted leaves no machine running
  process.once('exit', end);
  let told = 0;
  const hear = () => {
    const lines = readLines(results);
    for (const line of lines.slice(told)) tell(line);
    told = lines.length;
  };
  const ticks = setInterval(hear, 1000);
  let late = false;
  const alarm = setTimeout(() => {
    late = true;
    end();
  }, limit * 1000);
  try {
    await gone;
  } finally {
    clearInterval(ticks);
    clearTimeout(alarm);
    process.removeListener('exit', end);
    closeSync(said);
  }
  hear();
  const lines = readLines(results);
  for (const line of lines) if (line.kind === 'file') keep(folder, line.name, line.text);
  const finished = lines.some((line) => line.kind === 'end');
  const ended = finished ? 'finished' : late ? 'timeout' : 'died';
  return { lines, ended, seconds: Math.round((Date.now() - began) / 1000), folder };
}

/** A source or job tree as job files would be tedious to write out: makes a file with the mode of a text. */
export function text(content: string): JobFile {
  return { content, mode: 0o644 };
}

/** The same for a program. */
export function program(content: string | Buffer): JobFile {
  return { content, mode: 0o755 };
}

function packJob(job: Job, folder: string): string {
  const tree = join(folder, 'job');
  for (const [path, file] of Object.entries(job)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), file.content, { mode: file.mode });
  }
  const disk = join(folder, 'job.sqfs');
  const packed = spawnSync(
    'mksquashfs',
    [tree, disk, '-all-root', '-noappend', '-quiet', '-no-progress', '-comp', 'gzip'],
    {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    },
  );
  if (packed.status !== 0) throw new Error(`mksquashfs could not pack the job: ${packed.stderr ?? packed.error}`);
  return disk;
}

/**
 * The jacks stand behind root ports, else they would not be called enp1s0 to enp3s0 as on the real board. A hub is a
 * cable: no packet of it leaves the machine. `romfile=` on the far ends: nothing is booted from them.
 */
function qemuArguments(
  image: LabImage,
  kernel: Kernel,
  boots: number,
  jobDisk: string,
  serial: string,
  results: string,
): readonly string[] {
  const { vendor, product, bios } = box;
  const suffix = kernel === 'new' ? '-new' : '';
  const wires = box.cables.flatMap(({ jack }, index) => {
    const n = index + 1;
    return [
      ...['-device', `pcie-root-port,id=rp${n},slot=${n},bus=pcie.0,chassis=${n}`],
      ...['-netdev', `hubport,id=n${n},hubid=${n}`, '-device', `igb,netdev=n${n},bus=rp${n},mac=${jack}`],
    ];
  });
  const farEnds = box.cables.flatMap(({ far }, index) => {
    const n = index + 1;
    return ['-netdev', `hubport,id=p${n},hubid=${n}`, '-device', `virtio-net-pci,romfile=,netdev=p${n},mac=${far}`];
  });
  return [
    ...[
      '-accel',
      'tcg,thread=multi',
      '-cpu',
      // five levels of page tables are only slower here
      'max,la57=off,svm=off,vmx=off',
      '-smp',
      `${box.cpus}`,
      '-m',
      `${box.memoryMiB}`,
      '-machine',
      'q35',
    ],
    // what the guest writes is gone with QEMU, and stays while the guest restarts
    ...['-nodefaults', '-display', 'none', '-snapshot', ...(boots === 1 ? ['-no-reboot'] : [])],
    ...['-kernel', join(image.guest, `vmlinuz${suffix}`), '-initrd', join(image.guest, `initrd${suffix}`)],
    ...['-append', kernelCommand],
    ...['-smbios', `type=0,vendor=${bios.vendor},version=${bios.version},date=${bios.date}`],
    ...['-smbios', `type=1,manufacturer=${vendor},product=${product}`],
    ...['-smbios', `type=2,manufacturer=${vendor},product=${product}`],
    ...wires,
    ...['-drive', `file=${join(image.guest, 'root.img')},if=virtio,format=raw`],
    ...['-drive', `file=${jobDisk},if=virtio,format=raw,readonly=on`],
    ...farEnds,
    ...['-chardev', `file,id=serial,path=${serial}`, '-serial', 'chardev:serial'],
    ...['-device', 'virtio-serial-pci', '-chardev', `file,id=results,path=${results}`],
    ...['-device', 'virtserialport,chardev=results,name=lab.results'],
    // the journal as it is written, so that it is there also where the guest is ended
    ...['-chardev', `file,id=journal,path=${join(dirname(results), 'journal.log')}`],
    ...['-device', 'virtserialport,chardev=journal,name=lab.journal'],
  ];
}

/**
 * gsmi is loaded for a BIOS of coreboot and calls into it; QEMU's does not answer, and that CPU is gone for good. The other
 * modules are for devices of QEMU's board that no router has; loading them takes an emulated box a minute when its host is
 * busy, and so do guards against flaws of real CPUs and tests of ciphers.
 */
const unwanted = [
  ...['gsmi', 'ahci', 'libata', 'iTCO_wdt', 'lpc_ich', 'i2c_i801', 'kvm_amd', 'kvm', 'cfg80211', 'psmouse', 'pcspkr'],
  ...[
    'joydev',
    'evdev',
    'button',
    'serio_raw',
    'intel_agp',
    'bochs',
    'drm',
    'sr_mod',
    'sd_mod',
    'scsi_mod',
    'qemu_fw_cfg',
  ],
];
const kernelCommand = [
  'root=/dev/vda rw console=ttyS0,115200n8 quiet panic=-1 init=/lab/init systemd.show_status=0',
  `modprobe.blacklist=${unwanted.join(',')} mitigations=off cryptomgr.notests`,
].join(' ');

function readLines(results: string): readonly GuestLine[] {
  return readFileSync(results, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as GuestLine);
}

function keep(folder: string, name: string, content: string): void {
  mkdirSync(join(folder, 'kept'), { recursive: true });
  writeFileSync(join(folder, 'kept', name.replaceAll('/', '_')), content);
}
