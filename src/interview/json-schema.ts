import * as z from 'zod/mini';
import { answersFile } from './schema.ts';

/** JSON Schema (2020-12) of the answers file, for editors: the shape only, `naar check` knows more. */
export function answersSchema(): object {
  return {
    title: "naar's answers file, version 1",
    ...z.toJSONSchema(answersFile, { target: 'draft-2020-12', io: 'input' }),
  };
}
