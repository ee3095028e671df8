import * as z from 'zod/mini';
import type { Named } from './nearest.ts';
import { listPresets } from './presets.ts';
import { listProfiles } from './profiles.ts';
import { answersFile, profileId } from './schema.ts';
import { presetId } from './wan-schema.ts';

/**
 * JSON Schema (2020-12) of the answers file, for editors: the shape, and the ids of presets and
 * profiles with their names. `naar check` knows more.
 */
export function answersSchema(): object {
  return {
    title: "naar's answers file, version 1",
    ...z.toJSONSchema(answersFile, {
      target: 'draft-2020-12',
      io: 'input',
      override: ({ zodSchema, jsonSchema }) => {
        if (zodSchema === presetId) list(jsonSchema, choosable);
        if (zodSchema === profileId) list(jsonSchema, listProfiles());
      },
    }),
  };
}

const choosable = listPresets()
  .filter((preset) => preset.refused === null)
  .map(({ id, name, country }) => ({ id, name: `${name}, ${country}` }));

function list(schema: z.core.JSONSchema.BaseSchema, known: readonly Named[]): void {
  schema.oneOf = known.map(({ id, name }) => ({ const: id, title: name }));
}
