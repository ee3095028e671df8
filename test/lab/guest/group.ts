import { check } from './guest.ts';

/** Runs checks of one subject and says how long they took. Throws what they threw: then nothing after them is worth asking. */
export async function group<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const began = Date.now();
  const result = await run();
  await check(`${name}: done`, () => `${((Date.now() - began) / 1000).toFixed(1)} s`);
  return result;
}
