import type { Cable } from './cable.ts';

/** A shell at the other end of the line: commands are typed, and what they print is read from what the cable carried. */
export type Shell = {
  /** Types a command and gives what it printed. Throws where it says nothing within 60 seconds. */
  run(command: string): Promise<string>;
};

/** `type` is how keys get there; `look` lets the terminal program work meanwhile. */
export function shellAt(cable: Cable, type: (keys: string) => Promise<void>, look: () => Promise<unknown>): Shell {
  let count = 0;
  return {
    async run(command) {
      const name = `said${++count}`;
      const before = cable.sent().length;
      // what is typed has no colon behind the name, so the echo is not taken for the answer
      await type(`printf '%s:%s.\\n' ${name} "$({ ${command}; } 2>&1 | base64 -w 0)"\r`);
      const answer = await waitFor(
        () => new RegExp(`${name}:([\\w+/=]*)\\.`).exec(cable.sent().slice(before))?.[1] ?? null,
        60,
        `no answer to: ${command}`,
        look,
      );
      return Buffer.from(answer, 'base64').toString();
    },
  };
}

/** Asks until there is an answer. */
export async function waitFor<Answer>(
  ask: () => Answer | null,
  seconds: number,
  otherwise: string,
  look: () => Promise<unknown>,
): Promise<Answer> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    await look();
    const answer = ask();
    if (answer !== null) return answer;
    if (performance.now() > end) throw new Error(`${otherwise}, after ${seconds} s`);
  }
}
