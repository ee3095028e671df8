import { diskFiles } from './disk-files.ts';
import type { Fixture, PackedFiles } from './fixture.ts';
import { hardware } from './hardware.ts';
import { jackFiles } from './jack-files.ts';

/**
 * A collected machine in the form that naar replays: every file at its own
 * path, as the NixOS installer would show it on that box. Captured and invented
 * values are told apart in `note`, after the fixtures' own README.
 */
export function packedMachine(fixture: Fixture) {
  const disks = diskFiles(fixture);
  return {
    note: [
      `Made by scripts/make-machines.ts from ../shared/hardware/fixtures/${fixture.folder}; do not edit.`,
      'Captured from a real machine: DMI texts, PCI ids and addresses of the jacks, CPU of the APUs.',
      'Reconstructed: interrupt and queue layout (from driver facts), counters, CPU of each interrupt, link states, disks.',
      'Invented: MAC addresses (prefix of PC Engines or local), disk serial numbers, kernel version, mounts, bridges above the jacks.',
    ],
    hardware: hardware(fixture),
    files: sorted({
      ...dmiFiles(fixture.dmi),
      ...systemFiles(fixture),
      ...Object.assign({}, ...fixture.net.map((jack) => jackFiles(jack, fixture))),
      ...disks,
    }),
  };
}

function dmiFiles(dmi: Fixture['dmi']): PackedFiles {
  const home = '/sys/devices/virtual/dmi/id';
  const texts = Object.entries(dmi).map(([name, text]) => [`${home}/${name}`, `${text}\n`]);
  return { '/sys/class/dmi/id': { link: home }, ...Object.fromEntries(texts) };
}

function systemFiles({ cpu, interrupts, uefi }: Fixture): PackedFiles {
  const efi: PackedFiles = { '/sys/firmware/efi/fw_platform_size': '64\n', '/sys/firmware/efi/efivars': null };
  return {
    '/etc/os-release':
      'ID=nixos\nNAME=NixOS\nPRETTY_NAME="NixOS 26.05 (Yarara)"\nVARIANT="Installer"\nVARIANT_ID=installer\nVERSION="26.05 (Yarara)"\nVERSION_CODENAME=yarara\nVERSION_ID="26.05"\n',
    '/proc/sys/kernel/osrelease': '6.18.15\n',
    '/proc/interrupts': interrupts,
    '/sys/devices/system/cpu/online': `0-${cpu.cpus - 1}\n`,
    ...(uefi ? efi : {}),
  };
}

function sorted(files: PackedFiles): PackedFiles {
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}
