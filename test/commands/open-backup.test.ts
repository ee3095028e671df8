import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openBackup } from '../../src/commands/open-backup.ts';
import { realSystem } from '../../src/system/real.ts';
import { type Secret, textOf } from '../../src/system/secret.ts';

/** The local.nix of a person's own files. */
function unpacked(own: Secret): string {
  return execFileSync('sh', ['-c', 'base64 --decode | tar --extract --gzip --to-stdout local.nix'], {
    input: textOf(own),
    encoding: 'utf8',
  });
}

const work = mkdtempSync(join(tmpdir(), 'naar-backup-'));
afterAll(() => rmSync(work, { recursive: true }));

function archive(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(work, name, path, '..'), { recursive: true });
    writeFileSync(join(work, name, path), text);
  }
  const file = join(work, `${name}.tgz`);
  execFileSync('tar', ['--create', '--gzip', '--file', file, '--directory', join(work, name), 'etc']);
  return file;
}

it('a backup gives answers, passwords and host keys, and leaves nothing of them lying about', async () => {
  const file = archive('box', {
    'etc/nixos/answers.yaml': 'version: 1\n',
    'etc/nixos/local.nix': '{ }\n',
    'etc/naar/secrets/pppoe-password': 'planted',
    'etc/ssh/ssh_host_ed25519_key': 'key',
    'etc/ssh/sshd_config': 'PermitRootLogin yes',
  });
  const backup = await openBackup(realSystem(), file);
  expect(backup).toMatchObject({ answers: 'version: 1\n', from: file, remark: null });
  expect(unpacked(backup!.own!)).toBe('{ }\n');
  expect(backup?.secrets.map(({ name, value }) => [name, value.equals('planted')])).toEqual([['pppoe-password', true]]);
  expect(backup?.hostKeys.map(({ name }) => name)).toEqual(['ssh_host_ed25519_key']);
  expect(existsSync('/run/naar/backup')).toBe(false);
});

it('an answers file is no backup, and another archive is refused', async () => {
  writeFileSync(join(work, 'a.yaml'), 'version: 1\n');
  expect(await openBackup(realSystem(), join(work, 'a.yaml'))).toBeNull();
  expect(await openBackup(realSystem(), join(work, 'missing.yaml'))).toBeNull();
  await expect(openBackup(realSystem(), archive('other', { 'etc/passwd': 'x' }))).rejects.toThrow(
    /no backup that naar wrote/,
  );
});
