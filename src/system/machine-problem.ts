/** The machine or folder that a person named cannot be used; the message is for them and says what is allowed. */
export class MachineProblem extends Error {
  override readonly name = 'MachineProblem';
}
