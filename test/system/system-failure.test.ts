import { expect, it } from 'vitest';
import { coded, type Deed, SystemFailure, systemFailure } from '../../src/system/system-failure.ts';

it.each<[string, Deed, string]>([
  ['EACCES', 'read', '/x may not be read by this user.'],
  ['EPERM', 'written', '/x may not be written here.'],
  ['ENOENT', 'read', '/x does not exist.'],
  ['ENOENT', 'written', '/x cannot be written: there is no such directory.'],
  ['ENOENT', 'made', '/x cannot be made: this place takes no new directories.'],
  ['ENOTDIR', 'read', '/x does not exist: a part of that path is a file, not a directory.'],
  ['ENOTDIR', 'made', '/x cannot be made: a part of that path is a file, not a directory.'],
  ['EISDIR', 'written', '/x is a directory, not a file.'],
  ['ELOOP', 'read', '/x is a link that leads in a circle.'],
  ['ENAMETOOLONG', 'made', '/x is longer than a name may be.'],
  ['EROFS', 'removed', '/x lies on a file system that is read-only.'],
  ['ENOSPC', 'written', '/x cannot be written: the disk is full.'],
  ['ENOSPC', 'made', '/x cannot be made: the disk is full.'],
  ['EEXIST', 'made', '/x cannot be made: a part of that path is a file, not a directory.'],
  ['EDQUOT', 'written', '/x cannot be written: this user may store no more here.'],
  ['EFBIG', 'written', '/x cannot be written: no file may be so large here.'],
  ['ENXIO', 'read', '/x is not a file that can be read.'],
  ['EOPEN', 'written', '/x cannot be written: this file system cannot keep a secret from other users.'],
  ['EIO', 'read', '/x cannot be read: the disk reports an error.'],
  ['EDEVICE', 'read', '/x is a device, not a file.'],
  ['ESTALE', 'read', '/x cannot be read: ESTALE.'],
])('%s, %s', (code, deed, sentence) => {
  const cause = coded(code);
  const failure = systemFailure(cause, '/x', deed);
  expect(failure).toBeInstanceOf(SystemFailure);
  expect(failure).toMatchObject({ code, message: sentence, cause });
});

it('what is a sentence already stays one, what is no error of the system is a bug and stays that', () => {
  const failure = new SystemFailure('EACCES', 'Said.');
  expect(systemFailure(failure, '/x', 'read')).toBe(failure);
  const bug = new TypeError('not a function');
  expect(() => systemFailure(bug, '/x', 'read')).toThrow(bug);
});

it('a name stays on its line', () => {
  expect(systemFailure(coded('ENOENT'), '/a\nb\u001b[2J', 'read').message).toBe('/a\\u{a}b\\u{1b}[2J does not exist.');
});
