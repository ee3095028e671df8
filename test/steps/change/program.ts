import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { bundle } from '../../../scripts/bundle.ts';
import { type RouterRoot, routerRoot } from './router-root.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** The answers of the post's router, with its password stored. */
export const storedAnswers = readFileSync(join(root, 'test/scenarios/edpnet/answers.yaml'), 'utf8')
  .replace('{ file: ./pppoe-password }', '{ path: /etc/naar/secrets/pppoe-password }')
  .replace('erase: true', 'erase: false');

/** What they are changed into: another host name, and a password that comes from the environment (LINE). */
export const otherAnswers = storedAnswers
  .replace('hostName: router', 'hostName: gate')
  .replace('{ path: /etc/naar/secrets/pppoe-password }', '{ env: LINE }');

// a change on a busy machine takes its time
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** Routers of a test file: each `fresh()` is one of its own, just installed; all are taken away at the end. */
export function routers(answers = storedAnswers): { fresh(from?: RouterRoot): RouterRoot } {
  const folder = mkdtempSync(join(tmpdir(), 'naar-change-'));
  const made: RouterRoot[] = [];
  let first: RouterRoot | null = null;
  beforeAll(async () => {
    await bundle(join(root, 'src', 'main.ts'), join(folder, 'naar.mjs'));
    first = routerRoot(answers, join(folder, 'naar.mjs'));
    made.push(first);
  });
  afterAll(() => {
    for (const router of made) router.dispose();
    rmSync(folder, { recursive: true });
  });
  return {
    fresh(from = first!) {
      const router = from.copy();
      made.push(router);
      return router;
    },
  };
}
