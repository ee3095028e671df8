import { mkdirSync, writeFileSync } from 'node:fs';
import { inside, quoted, sh, start } from './guest.ts';

/** A service that a device tells of by mDNS. */
export type Service = { readonly type: string; readonly port: number };

/** A real responder in a device: avahi, with files and folders of its own. It calls itself like the device. */
export function startResponder(name: string, services: readonly Service[]): void {
  // `ip netns exec` puts what lies here over /etc
  const etc = `/etc/netns/${name}/avahi`;
  mkdirSync(`${etc}/services`, { recursive: true });
  writeFileSync(
    `${etc}/avahi-daemon.conf`,
    `[server]\nhost-name=${name}\nenable-dbus=no\nallow-interfaces=eth0\n[publish]\npublish-workstation=no\npublish-hinfo=no\n[reflector]\nenable-reflector=no\n`,
  );
  for (const { type, port } of services)
    writeFileSync(
      `${etc}/services/${type}.service`,
      `<service-group><name>${name}</name><service><type>${type}</type><port>${port}</port></service></service-group>\n`,
    );
  const command = 'mount -t tmpfs tmpfs /run/avahi-daemon && exec avahi-daemon --no-drop-root --no-chroot --no-rlimits';
  start(`responder-${name}`, name, `bash -c ${quoted(command)}`);
}

/** Ends it again: its port is then free for others. */
export function endResponders(names: readonly string[]): void {
  for (const name of names)
    sh(`for p in $(ip netns pids ${name}); do [ "$(cat /proc/$p/comm)" = avahi-daemon ] && kill $p; done; true`);
}

/** Whether it has told everybody of all its services. */
export function established(name: string, services: readonly Service[]): boolean {
  const said = inside(name, `cat /run/lab/responder-${name}.log`);
  return services.every(({ type }) => said.includes(`${type}.service) successfully established`));
}
