/** Every case takes seconds of two processes of naar and of real disks: the gate tries the ones that differ, `INSTALL_MATRIX=full` all. */
export const full = process.env.INSTALL_MATRIX === 'full';

/** Those that are tried; says how many are left for the full matrix. */
export function tried<Case extends { readonly rare?: boolean }>(cases: readonly Case[], what: string): readonly Case[] {
  const some = cases.filter(({ rare }) => full || !rare);
  if (some.length < cases.length)
    console.log(`${what}: ${some.length} of ${cases.length} cases tried; INSTALL_MATRIX=full tries all of them.`);
  return some;
}
