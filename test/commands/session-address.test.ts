import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sessionAddress } from '../../src/commands/session-address.ts';
import type { System } from '../../src/system/system.ts';

type Program = { readonly name: string; readonly environ: Readonly<Record<string, string>> | null };
const program = (name: string, environ: Program['environ'] = {}): Program => ({ name, environ });
const bySsh = { HOME: '/root', SSH_CONNECTION: '192.168.20.9 50022 192.168.20.1 22', TERM: 'xterm' };

/** A machine with these programs, each started by the one before; the last is naar, and `own` its environment. */
async function cameTo(
  programs: readonly Program[],
  own: Readonly<Record<string, string>> = {},
): Promise<string | null> {
  const texts = new Map(
    programs.flatMap(({ name, environ }, index) => [
      [`/proc/${index + 1}/stat`, `${index + 1} (${name}) S ${index} 1 1 0 -1 4194560 0 0`],
      ...(environ === null
        ? []
        : [
            [
              `/proc/${index + 1}/environ`,
              Object.entries(environ)
                .map(([key, value]) => `${key}=${value}\0`)
                .join(''),
            ],
          ]),
    ]) as [string, string][],
  );
  const system: Partial<System> = {
    env: (name) => own[name],
    readText: async (path) => texts.get(path) ?? null,
  };
  return sessionAddress(system as System, programs.length);
}

describe('the address of the router that a session came to', () => {
  it('is what SSH says', async () => {
    expect(await cameTo([program('systemd'), program('bash'), program('node')], bySsh)).toBe('192.168.20.1');
  });

  it('is known behind sudo, which takes the variable away', async () => {
    const above = [program('systemd'), program('sshd'), program('bash', bySsh), program('sudo', bySsh)];
    expect(await cameTo([...above, program('sudo'), program('node', { SUDO_USER: 'admin' })])).toBe('192.168.20.1');
  });

  it('is known behind a program whose name looks like numbers', async () => {
    expect(await cameTo([program('bash', bySsh), program('a) S 9 ('), program('node')])).toBe('192.168.20.1');
  });

  it('is that of the nearest', async () => {
    const other = { SSH_CONNECTION: '192.168.30.9 50022 192.168.30.1 22' };
    expect(await cameTo([program('bash', bySsh), program('bash', other), program('node')])).toBe('192.168.30.1');
  });

  it('is none at the console', async () => {
    const other = { OLD_SSH_CONNECTION: bySsh.SSH_CONNECTION };
    expect(await cameTo([program('systemd'), program('login'), program('bash', other), program('node')])).toBeNull();
  });

  it('is none where the programs above may not be read, or are gone', async () => {
    expect(await cameTo([program('bash', null), program('sudo', null), program('node', null)])).toBeNull();
    expect(await cameTo([])).toBeNull();
  });

  it('is found on a real machine, above a program without any environment', () => {
    const ask = `import { sessionAddress } from '${join(import.meta.dirname, '../../src/commands/session-address.ts')}';
      import { realSystem } from '${join(import.meta.dirname, '../../src/system/real.ts')}';
      console.log(await sessionAddress(realSystem()));`;
    const inner = `env -i ${process.execPath} --input-type=module -e "$ASK"; true`;
    const { stdout, stderr } = spawnSync('sh', ['-c', inner], {
      env: { ...bySsh, PATH: process.env.PATH, ASK: ask },
      encoding: 'utf8',
    });
    expect(stdout, stderr).toBe('192.168.20.1\n');
  });
});
