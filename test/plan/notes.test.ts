import { describe, expect, it } from 'vitest';
import { type Group, planned, tagged, thing } from './planned.ts';

const disk = { device: '/dev/disk/by-id/ata-SATA_SSD_20012345678' };
const notes = (changes: Group = {}) => planned({ disk, ...changes }).notes;

describe('planNotes', () => {
  it('tells a plain home what it has to know, and no more', () => {
    expect(notes()).toEqual([
      'The jack "house" (enp2s0) carries lan untagged: any switch or access point can be plugged in there.',
      'SSH: admin, by key, from trusted networks.',
      'Console: closed, no password was given.',
      'Flow offload, a short cut for connections that the firewall has let through, is used on kernels where it was proven, and given up by itself where it does not work.',
    ]);
  });

  it('says which tags an access point must carry', () => {
    const networks = {
      lan: { zone: 'trusted', vlan: 5, address: '10.0.5.1/24', ports: { house: 'untagged', attic: 'tagged' } },
      iot: tagged('isolated', 90),
    };
    expect(notes({ networks }).slice(0, 2)).toEqual([
      'The jack "house" (enp2s0) carries lan untagged, VLAN 90 for iot: what is plugged in there, a managed switch or an access point, must know these VLANs.',
      'The jack "attic" (enp3s0) carries VLAN 5 for lan: what is plugged in there, a managed switch or an access point, must know these VLANs.',
    ]);
  });

  it('says who reaches whom, in the words of the zones', () => {
    const networks = { lan: tagged('trusted', 20), guest: tagged('guest', 30), iot: tagged('isolated', 90) };
    const devices = {
      nas: thing('lan', 1),
      cam: thing('iot', 2, 'ip-camera', {
        allow: [
          { to: 'nas', protocol: 'both', port: 445 },
          { from: 'guest', protocol: 'tcp', port: '8000-8010' },
          { to: 'nas', protocol: 'both', port: 445 },
        ],
      }),
      tv: thing('iot', 3, 'google-cast'),
    };
    expect(notes({ networks, devices }).slice(1, -3)).toEqual([
      'guest: guests reach the Internet and nothing of ours. They reach each other.',
      'iot: devices get an address, names and time, and only what their profile names. They reach each other.',
      'Devices announce themselves between lan and iot (mDNS).',
      'cam may open connections to nas (tcp 445, udp 445).',
      'all of guest may open connections to cam (tcp 8000-8010).',
    ]);
  });

  it('says how one can log in', () => {
    const login = (admin: Group) => notes({ system: { admin } }).slice(1, -1);
    expect(login({ user: 'anna', password: { env: 'P' } })).toEqual([
      'SSH: closed, no key was given.',
      'Console: anna, by password.',
    ]);
    const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me';
    expect(login({ user: 'anna', password: { env: 'P' }, sshKeys: [key] })).toEqual([
      'SSH: anna, by key, from trusted networks.',
      'Console: anna, by password.',
    ]);
  });

  it('says that GRUB has no disk to go to', () => {
    const told =
      'No disk is named, so GRUB (the boot loader) is put on none ("nodev"): give disk.device, as /dev/disk/by-id/..., before a router is built from these files.';
    expect(notes({ disk: {} })).toContain(told);
    const system = { admin: { password: { env: 'P' } }, boot: 'uefi' };
    expect(notes({ disk: {}, system })).not.toContain(told);
  });

  it('says what becomes of the fast path', () => {
    const last = (tuning: Group) => notes({ tuning }).at(-1);
    expect(last({ flowOffload: 'on' })).toMatch(/on any kernel, because the answers say so/);
    expect(last({ flowOffload: 'off' })).toMatch(/ is off: every packet passes the firewall/);
    expect(last({ shaper: { down: '90M', up: '20M' } })).toMatch(/ is off: every packet passes the firewall/);
  });
});

describe('planDevices', () => {
  it('keeps the devices in the order of the answers, with what names and reservations need', () => {
    const devices = {
      zebra: thing('lan', 1, undefined, { address: '192.168.20.9' }),
      ape: thing('lan', 2),
    };
    expect(planned({ devices }).devices).toEqual([
      { name: 'zebra', network: 'lan', mac: '02:00:00:00:00:01', address: '192.168.20.9' },
      { name: 'ape', network: 'lan', mac: '02:00:00:00:00:02', address: null },
    ]);
  });
});
