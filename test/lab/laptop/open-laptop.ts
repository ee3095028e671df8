import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cable } from './cable.ts';
import { type Seat, sitAt } from './terminal.ts';

/** The terminal programs of Debian that people reach a serial console with. */
export const programs = ['minicom', 'picocom', 'screen'] as const;
export type Program = (typeof programs)[number];

/** What a person's terminal is: minicom and screen paint for it themselves, picocom hands the bytes on. */
const env = { TERM: 'vt220', LC_ALL: 'C', ESCDELAY: '100' };

/** Starts one of them at the laptop's end of the cable, in a terminal of 80x24. */
export async function openLaptop(program: Program, cable: Cable): Promise<Seat> {
  if (program === 'minicom') {
    const seat = await sitAt(['minicom', '-D', `unix#${cable.laptop}`, '-b', '115200', '-o'], env, false);
    await seat.until(({ rows }) => (rows.join().includes('Welcome to minicom') ? null : 'no minicom'), 30);
    return seat;
  }
  // these two want a device
  const device = `${cable.laptop}-tty`;
  const wire = spawn('socat', [`PTY,link=${device},raw,echo=0`, `UNIX-CONNECT:${cable.laptop}`], { stdio: 'ignore' });
  while (!existsSync(device) && wire.exitCode === null) await pause(20);
  const words = {
    picocom: ['picocom', '-q', '-b', '115200', device],
    screen: ['screen', '-c', '/dev/null', device, '115200'],
  };
  const seat = await sitAt(words[program], env, program === 'picocom');
  return { ...seat, close: () => closed(seat, wire) };
}

async function closed(seat: Seat, wire: ChildProcess): Promise<void> {
  await seat.close();
  wire.kill();
}
