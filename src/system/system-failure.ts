import { plainName } from './plain-name.ts';

/**
 * The machine would not let naar read or write. The message is one sentence for the person;
 * `code` is the system's word for it (`EACCES`), or one of our own: `EDEVICE`, `ETOOBIG`, `EOPEN`.
 */
export class SystemFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What was tried, in the word that fits after "cannot be". */
export type Deed = 'read' | 'written' | 'removed' | 'made';

/** The sentence for an error of the system, or one that is a sentence already. Throws what is neither: that is a bug. */
export function systemFailure(error: unknown, path: string, deed: Deed): SystemFailure {
  if (error instanceof SystemFailure) return error;
  const code = codeOf(error);
  if (code === '') throw error;
  const words = special[deed]?.[code] ?? reasons[code] ?? `cannot be DEED: ${plainName((error as Error).message)}`;
  return new SystemFailure(code, `${plainName(path)} ${words.replace('DEED', deed)}.`, { cause: error });
}

/** An error that has no text of its own yet. */
export function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** `ENOENT`, …; empty where the error is not the system's. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const reasons: { readonly [code: string]: string } = {
  EACCES: 'may not be DEED by this user',
  EPERM: 'may not be DEED here',
  EISDIR: 'is a directory, not a file',
  ENOENT: 'cannot be DEED: there is no such directory',
  ENOTDIR: 'cannot be DEED: a part of that path is a file, not a directory',
  EEXIST: 'cannot be DEED: a part of that path is a file, not a directory',
  ELOOP: 'is a link that leads in a circle',
  ENAMETOOLONG: 'is longer than a name may be',
  EROFS: 'lies on a file system that is read-only',
  ENOSPC: 'cannot be DEED: the disk is full',
  EDQUOT: 'cannot be DEED: this user may store no more here',
  EFBIG: 'cannot be DEED: no file may be so large here',
  EIO: 'cannot be DEED: the disk reports an error',
  ENXIO: 'is not a file that can be DEED',
  EDEVICE: 'is a device, not a file',
  EOPEN: 'cannot be DEED: this file system cannot keep a secret from other users',
};

const special: { readonly [deed in Deed]?: typeof reasons } = {
  read: {
    ENOENT: 'does not exist',
    ENOTDIR: 'does not exist: a part of that path is a file, not a directory',
  },
  made: { ENOENT: 'cannot be made: this place takes no new directories' },
};
