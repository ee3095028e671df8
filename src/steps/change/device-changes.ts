import type { RouterPlan } from '../../plan/router-plan.ts';

/**
 * What systemd-networkd does not do by itself when its files change: it never changes kind, VLAN
 * number or parent of a device that is there, nor takes one away (systemd.netdev(5)); a .link file
 * counts at boot only; and what a shaper or a larger MTU left on a device stays.
 */
export type DeviceChanges = {
  /** Devices to delete before the switch; networkd makes those that are wanted anew. */
  readonly deleted: readonly string[];
  /** Devices whose queues go back to the kernel's own. */
  readonly unshaped: readonly string[];
  /** Jacks that show another MAC address from now on. */
  readonly addresses: readonly { readonly jack: string; readonly mac: string }[];
  /** Jacks that go back to 1500 bytes. */
  readonly plainMtu: readonly string[];
};

/** Nothing of that. */
export const noDeviceChanges: DeviceChanges = { deleted: [], unshaped: [], addresses: [], plainMtu: [] };

/** What has to be done by hand on the way from one router to another. */
export function deviceChanges(from: RouterPlan, to: RouterPlan): DeviceChanges {
  const [before, after] = [madeDevices(from), madeDevices(to)];
  const deleted = [...before].filter(([name, kind]) => after.get(name) !== kind).map(([name]) => name);
  const gone = (device: string) => deleted.includes(device);
  const shaped = from.shaper !== null && (to.shaper === null || to.wan.device !== from.wan.device);
  const mtu = (plan: RouterPlan, jack: string) => plan.jacks.find(({ name }) => name === jack)?.mtu ?? null;
  return {
    deleted,
    unshaped: shaped && !gone(from.wan.device) ? [from.wan.device] : [],
    addresses: to.jacks.flatMap(({ name, mac }) => {
      const [was, is] = [shownAddress(from, name, mac), shownAddress(to, name, mac)];
      return was === is ? [] : [{ jack: name, mac: is }];
    }),
    plainMtu: to.jacks.flatMap(({ name }) => (mtu(from, name) !== null && mtu(to, name) === null ? [name] : [])),
  };
}

/** Whether there is anything to do. */
export function hasDeviceChanges({ deleted, unshaped, addresses, plainMtu }: DeviceChanges): boolean {
  return deleted.length + unshaped.length + addresses.length + plainMtu.length > 0;
}

/** Devices that networkd makes, by name, with all that it cannot change. Members of a bridge come before it. */
function madeDevices(plan: RouterPlan): ReadonlyMap<string, string> {
  const devices = new Map<string, string>();
  for (const jack of plan.jacks)
    for (const { device, id } of jack.vlans) devices.set(device, `vlan ${id} on ${jack.name}`);
  if (plan.wan.vlan !== null) devices.set('wan', `vlan ${plan.wan.vlan.id} on ${plan.wan.jack}`);
  for (const { name, link } of plan.networks) if (link.kind === 'bridge') devices.set(name, 'bridge');
  if (plan.shaper !== null) devices.set('ifb-wan', 'ifb');
  return devices;
}

function shownAddress({ wan }: RouterPlan, jack: string, own: string): string {
  return (wan.jack === jack ? wan.mac : null) ?? own;
}
