import { describe, expect, it } from 'vitest';
import { apu } from '../interview/facts.ts';
import { type Group, planned } from './planned.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me';
const system = (more: Group = {}) => ({ system: { admin: { sshKeys: [key] }, ...more } });
const board = (vendor: string, product: string) => ({ ...apu().board, vendor, product });
const cpu = (model: string) => apu({ cpu: { model, online: [0] } });

describe('planBoot', () => {
  it('starts as the firmware does, whatever the board is called', () => {
    expect(planned({}, apu()).boot.loader).toEqual({ kind: 'grub', disk: null });
    // coreboot of an APU can carry a UEFI payload, and an N100 can be set to start like a BIOS
    expect(planned({}, apu({ firmware: 'uefi' })).boot.loader).toEqual({ kind: 'systemd-boot' });
    const mini = { board: board('CWWK', 'CW-AD4L-N V1'), firmware: 'bios' } as const;
    expect(planned({}, apu(mini)).boot.loader.kind).toBe('grub');
  });

  it('follows the answers where they say otherwise', () => {
    expect(planned(system({ boot: 'uefi' })).boot.loader.kind).toBe('systemd-boot');
    expect(planned(system({ boot: 'bios' }), apu({ firmware: 'uefi' })).boot.loader.kind).toBe('grub');
  });

  it('gives GRUB the disk of the answers', () => {
    const device = '/dev/disk/by-id/ata-SATA_SSD_20012345678';
    expect(planned({ disk: { device } }).boot.loader).toEqual({ kind: 'grub', disk: device });
  });

  it('knows a box without a screen, and takes a machine that it has not seen for one', () => {
    expect(planned().boot).toMatchObject({ serialOnly: true, boardName: 'PC Engines apu2' });
    const mini = planned({}, apu({ board: board('CWWK', 'CW-AD4L-N V1') })).boot;
    expect(mini).toMatchObject({ serialOnly: false, boardName: 'CWWK CW-AD4L-N V1' });
    const ports = { line: { mac: '02:00:00:00:01:01' }, house: { mac: '02:00:00:00:01:02' } };
    expect(planned({ ports }, null).boot).toEqual({
      loader: { kind: 'grub', disk: null },
      serialOnly: true,
      cpuVendor: null,
      boardName: null,
    });
    expect(planned({}, apu({ board: board('', '') })).boot).toMatchObject({ serialOnly: false, boardName: null });
    expect(planned({}, apu({ board: board('', 'Thin box') })).boot.boardName).toBe('Thin box');
  });

  it('tells AMD from Intel for the microcode, and neither from anything else', () => {
    expect(planned({}, cpu('AMD GX-412TC SOC')).boot.cpuVendor).toBe('amd');
    expect(planned({}, cpu('Intel N100')).boot.cpuVendor).toBe('intel');
    expect(planned({}, cpu('QEMU Virtual CPU')).boot.cpuVendor).toBeNull();
    expect(planned({}, cpu('')).boot.cpuVendor).toBeNull();
  });
});

describe('planAdmin', () => {
  const admin = (more: Group) => planned({ system: { admin: { sshKeys: [key], ...more } } }).admin;

  it('knows where the hash of the password will be, never the password', () => {
    expect(admin({})).toEqual({ user: 'admin', sshKeys: [key], passwordHashFile: null });
    const kept = '/etc/naar/secrets/admin-password-hash';
    expect(admin({ password: { env: 'PASSWORD' } }).passwordHashFile).toBe(kept);
    expect(admin({ password: { hash: `$y$j9T$${'a'.repeat(22)}$${'B'.repeat(43)}` } }).passwordHashFile).toBe(kept);
    expect(admin({ user: 'anna', password: { path: '/run/agenix/anna' } })).toMatchObject({
      user: 'anna',
      passwordHashFile: '/run/agenix/anna',
    });
  });
});
