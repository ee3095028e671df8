import { Document } from 'yaml';
import type { Draft } from '../schema.ts';
import { layOut } from '../yaml-layout.ts';

const order = ['system', 'disk', 'ports', 'wan', 'networks', 'devices', 'forwards', 'dns', 'tuning'] as const;

/**
 * The draft as an answers file that a person can read, copy to a stick and give to
 * `--answers`. It holds no secret: a typed one stands there as `{ prompt: true }`.
 */
export function draftText(draft: Draft): string {
  const known = Object.fromEntries(order.flatMap((key) => (draft[key] === undefined ? [] : [[key, draft[key]]])));
  const document = new Document({ version: 1, ...known });
  document.commentBefore = " A draft of naar's answers, kept after each question. Passwords are not in here.";
  layOut(document.contents, 0);
  return document.toString({ lineWidth: 0 });
}
