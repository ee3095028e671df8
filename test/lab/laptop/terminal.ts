import { onPty } from '../../pty/pty.ts';
import { emulator } from '../../ui/tui/emulator.ts';

/** What somebody sees and types at a terminal of 80x24. */
export type Seat = {
  type(keys: string): Promise<void>;
  /** The cells as they are now. */
  see(): Promise<Picture>;
  /** Waits until the picture is such; throws with what was seen last, and with what `holds` objected. */
  until(holds: (picture: Picture) => string | null, seconds: number): Promise<Picture>;
  /** Ends the program, and waits until it has let go of the line. */
  close(): Promise<void>;
};

/** Rows without the blanks at their ends, and where the cursor stands. */
export type Picture = {
  readonly rows: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number };
};

/** Starts a program on a terminal: what it paints is read by an emulator, as a person's eyes would. */
export async function sitAt(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  answers: boolean,
): Promise<Seat> {
  const pty = await onPty(command, { env, ...(answers ? { answer: [24, 80] as const } : {}) });
  const screen = emulator(80, 24);
  let read = 0;
  const see = async (): Promise<Picture> => {
    await pty.pump(0.05);
    const all = await pty.output();
    await screen.receive(all.slice(read));
    read = all.length;
    return { rows: screen.rows(), cursor: screen.cursor() };
  };
  return {
    type: (keys) => pty.type(keys),
    see,
    until: (holds, seconds) => until(see, holds, seconds),
    async close() {
      await pty.signal('SIGKILL');
      await pty.ended(10);
      pty.close();
    },
  };
}

/** Looks again and again until there is no objection. */
async function until(
  see: () => Promise<Picture>,
  holds: (picture: Picture) => string | null,
  seconds: number,
): Promise<Picture> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const picture = await see();
    const objection = holds(picture);
    if (objection === null) return picture;
    if (performance.now() > end) throw new Error(`${objection}, after ${seconds} s:\n${picture.rows.join('\n')}`);
  }
}
