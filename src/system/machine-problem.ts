/** What a person named (a machine, its folder, an answers file) cannot be used; the message is for them and says what is allowed. */
export class MachineProblem extends Error {
  override readonly name = 'MachineProblem';
}
