import type { Answers } from '../interview/answers.ts';
import type { AdminPlan } from './router-plan.ts';
import { secretFiles } from './secret-files.ts';

/** The one person who may log in. The password's hash is a file outside the store; naar never plans its value. */
export function planAdmin(answers: Answers): AdminPlan {
  const { user, sshKeys, password } = answers.system.admin;
  const hashFile = { none: null, secret: secretFiles.adminPasswordHash, hash: secretFiles.adminPasswordHash };
  return {
    user,
    sshKeys,
    passwordHashFile: password.kind === 'path' ? password.path : hashFile[password.kind],
  };
}
