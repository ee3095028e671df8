import { join } from 'node:path';
import type { RouterPlan } from '../../plan/router-plan.ts';
import type { System } from '../../system/system.ts';
import type { CheckAction, Step } from '../steps.ts';
import type { Payload } from './system-steps.ts';
import type { Target } from './target.ts';

/** What must be on the target before anybody says that it is installed; read back, not believed. */
export function verifyStep(target: Target, plan: RouterPlan, payload: Payload): Step {
  const { root, disk } = target;
  const at = (path: string) => join(root, path);
  return {
    id: 'verify',
    title: 'Look whether everything arrived',
    actions: [
      ...payload.files.map(({ name }) => present(at(`etc/nixos/${name}`))),
      present(at('etc/nixos/hardware-configuration.nix')),
      ...payload.secrets.map(({ name }) => closed(at(`etc/naar/secrets/${name}`))),
      check('the system is in the profile', async (system) => {
        const link = await system.readLink(at('nix/var/nix/profiles/system'));
        return link !== null ? null : 'The system profile is not there.';
      }),
      plan.boot.loader.kind === 'grub' ? grub(disk, at('boot/grub/grub.cfg'), plan) : systemdBoot(at('boot')),
    ],
  };
}

function present(path: string): CheckAction {
  return check(`${path} is there`, async (system) =>
    (await system.readText(path)) === null ? `${path} is missing.` : null,
  );
}

function closed(path: string): CheckAction {
  return check(`${path} is closed`, async (system) => {
    const { code, stdout } = await system.run('stat', ['-c', '%a %u %g', path]);
    return code === 0 && stdout.trim() === '600 0 0'
      ? null
      : `${path} is not for root alone (${stdout.trim() || 'missing'}).`;
  });
}

/** GRUB's first stage begins the disk, and its menu names the kernel with the serial console (GRUB manual, "BIOS installation"). */
function grub(disk: string, menu: string, { boot }: RouterPlan): CheckAction {
  return check('GRUB is on the disk', async (system) => {
    const text = await system.readText(menu);
    if (text === null) return `${menu} is missing.`;
    if (boot.serialOnly && !text.includes('console=ttyS0')) return `${menu} does not name the serial console.`;
    return (await beginsWithGrub(system, disk)) ? null : `${disk} does not begin with GRUB.`;
  });
}

async function beginsWithGrub(system: System, disk: string): Promise<boolean> {
  const { code, stdout } = await system.run('dd', [`if=${disk}`, 'bs=512', 'count=1', 'status=none']);
  return code === 0 && stdout.includes('GRUB');
}

function systemdBoot(boot: string): CheckAction {
  return check('systemd-boot is on the disk', async (system) => {
    const entries = await system.list(join(boot, 'loader/entries'));
    return entries.some((name) => name.startsWith('nixos-')) ? null : `${boot}/loader/entries has no NixOS.`;
  });
}

function check(words: string, problem: (system: System) => Promise<string | null>): CheckAction {
  return {
    kind: 'check',
    words,
    look: async (system) => {
      const fault = await problem(system);
      return fault === null
        ? null
        : { problem: fault, next: 'Do not restart the box yet. Start naar again: it does this part anew.' };
    },
  };
}
