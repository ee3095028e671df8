import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cable } from './cable.ts';

/** A program at the laptop's end of the cable that paints nothing: it types, and tells its size when it is asked. */
export type Plug = { type(keys: string): Promise<void>; look(): Promise<void>; close(): void };

export async function plugIn(cable: Cable): Promise<Plug> {
  const socket = connect(cable.laptop);
  await once(socket, 'connect');
  let tail = '';
  socket.on('data', (bytes) => {
    // the question may come in two parts
    tail = (tail + bytes.toString('latin1')).slice(-64);
    if (!tail.includes('\x1b[6n')) return;
    tail = '';
    socket.write('\x1b[24;80R');
  });
  return {
    async type(keys) {
      socket.write(keys);
    },
    look: () => pause(50),
    close: () => socket.destroy(),
  };
}
