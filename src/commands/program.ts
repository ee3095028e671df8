import { argv } from 'node:process';

/** The one file that naar runs from, for the router to keep; null where it runs from its sources. */
export function programHere(): string | null {
  const path = argv[1] ?? '';
  return path.endsWith('.mjs') ? path : null;
}
