import { readFileSync } from 'node:fs';
import { start } from './guest.ts';

/** What a kernel said of its IPv6 addresses and routes, and of links, since `watchEvents`; `at` is in milliseconds. */
export type Event = { readonly at: number; readonly text: string };

/** Keeps a record from now on: of a device by its name, or of the router (null). */
export function watchEvents(name: string | null): void {
  start(`events-${name ?? 'router'}`, name, 'ip -ts -o -6 monitor link address route');
}

/** The record, from a moment on (`Date.now()`). */
export function eventsOf(name: string | null, since: number): readonly Event[] {
  const log = readFileSync(`/run/lab/events-${name ?? 'router'}.log`, 'utf8');
  return [...log.matchAll(/^\[(\S+?)\] *(.*)$/gm)]
    .map(([, time = '', text = '']) => ({ at: Date.parse(`${time.slice(0, 23)}Z`), text }))
    .filter(({ at }) => at >= since);
}

/** When the first of them that reads so came; throws where none did. */
export function firstOf(events: readonly Event[], reads: RegExp): number {
  const found = events.find(({ text }) => reads.test(text));
  if (found === undefined) throw new Error(`no event reads ${reads}:\n${events.map(({ text }) => text).join('\n')}`);
  return found.at;
}

/** `1.8 s` from one moment to another. */
export function seconds(from: number, to: number): string {
  return `${((to - from) / 1000).toFixed(1)} s`;
}
