import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskName, type Installer } from './installer.ts';

/** Passwords that are looked for afterwards. */
export const planted = { line: 'Pl4nted-L1ne-9f2c', login: 'Pl4nted-L0gin-77aa' } as const;

/** What the answers say of the disk, and what a test wants otherwise. */
export type Wish = {
  readonly filesystem: 'ext4' | 'btrfs';
  readonly swap: string;
  readonly erase?: boolean;
  readonly hostName?: string;
  readonly device?: string;
  readonly release?: string;
};

/** Writes an answers file with its secrets into the installer's folder, and gives its path. */
export function writeAnswers({ folder }: Pick<Installer, 'folder'>, wish: Wish): string {
  const { filesystem, swap, erase = true, hostName = 'router', device = diskName(1), release = '26.05' } = wish;
  writeFileSync(join(folder, 'line'), `${planted.line}\n`, { mode: 0o600 });
  writeFileSync(join(folder, 'login'), `${planted.login}\n`, { mode: 0o600 });
  const path = join(folder, 'answers.yaml');
  writeFileSync(
    path,
    `version: 1
system:
  hostName: ${hostName}
  timeZone: Europe/Berlin
  release: "${release}"
  admin: { user: admin, password: { file: ./login } }
disk: { device: ${device}, erase: ${erase}, filesystem: ${filesystem}, swap: ${swap} }
ports: { modem: { name: enp1s0 }, home: { name: enp2s0 } }
wan: { port: modem, type: pppoe, vlan: 7, pppoe: { username: someone@isp, password: { file: ./line } } }
networks: { lan: { zone: trusted, address: 10.0.10.1/24, ports: { home: untagged } } }
`,
  );
  return path;
}
