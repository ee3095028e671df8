import { firewallModules } from './firewall.ts';
import { lineModules } from './line.ts';
import { loginModules } from './login.ts';
import type { Module } from './module.ts';
import { nameModules } from './names.ts';
import { systemModules } from './system.ts';

/** Modules of NixOS that the lab stands in for. */
export const modules: readonly Module[] = [
  ...firewallModules,
  ...lineModules,
  ...nameModules,
  ...systemModules,
  ...loginModules,
];

/** Options without work in the lab, each with the reason. What is in neither list stops the lab. */
export const withoutWork: Readonly<Record<string, string>> = {
  imports: 'the hardware scan and local.nix belong to a real router',
  'boot.loader': 'QEMU loads the kernel',
  'boot.kernelParams': 'QEMU gives the kernel its words',
  hardware: 'no microcode in an emulated CPU',
  'systemd.settings.Manager.RuntimeWatchdogSec': 'the emulated watchdog would count the stalls of the host',
  'systemd.enableEmergencyMode': 'the guest mounts nothing that could fail',
  'systemd.network.wait-online.enable': 'nothing in the guest waits for it',
  'system.extraDependencies': 'nothing is built in the guest',
  'time.timeZone': 'the lab speaks of no hours',
  'console.keyMap': 'no keyboard',
  'networking.useDHCP': "false, and Debian's networkd does nothing unasked",
  'networking.useNetworkd': 'networkd is all there is',
  'networking.firewall.enable': 'false, and Debian has no firewall of its own',
  'services.resolved.enable': 'false, and it is not installed',
  'services.irqbalance.enable': 'false, and it is not installed',
  'nix.gc': 'no Nix in the guest',
  'nix.settings': 'no Nix in the guest',
  'services.dbus.implementation': 'the bus of the guest is what it is',
  'environment.systemPackages': 'the guest has them all',
  'system.stateVersion': 'nothing is upgraded',
};
