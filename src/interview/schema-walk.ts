import type * as z from 'zod/mini';
import type { Path } from './finding.ts';
import { answersFile } from './schema.ts';

/** Any part of the schema. */
export type Schema = z.core.$ZodType;

/** The schema in charge of a path; at a union, the branch that knows the next key. */
export function schemaAt(path: Path, root: unknown): Schema | null {
  let schema: Schema | null = answersFile;
  let value = root;
  for (const step of path) {
    schema = schema === null ? null : childOf(unwrap(schema), step, value);
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  }
  return schema === null ? null : unwrap(schema);
}

type Def = {
  type: string;
  shape?: Record<string, Schema>;
  innerType?: Schema;
  valueType?: Schema;
  keyType?: Schema;
  element?: Schema;
  options?: Schema[];
  entries?: Record<string, string>;
  values?: unknown[];
};

function defOf(schema: Schema): Def {
  return schema._zod.def as unknown as Def;
}

function unwrap(schema: Schema): Schema {
  const { type, innerType } = defOf(schema);
  return (type === 'optional' || type === 'nullable') && innerType ? unwrap(innerType) : schema;
}

function childOf(schema: Schema, step: string | number, value: unknown): Schema | null {
  const def = defOf(schema);
  if (def.type === 'union') {
    const branches = (def.options ?? []).filter((option) => childOf(unwrap(option), step, value) !== null);
    return branches[0] ? childOf(unwrap(branches[0]), step, value) : null;
  }
  if (def.type === 'object') return def.shape && Object.hasOwn(def.shape, step) ? (def.shape[step] ?? null) : null;
  if (def.type === 'record') return def.valueType ?? null;
  return def.type === 'array' ? (def.element ?? null) : null;
}

/** The branches of a union. */
export function unionOptions(schema: Schema): Schema[] {
  return (defOf(schema).options ?? []).map(unwrap);
}

/** The keys that a group may have; of a union, those of all its branches. */
export function keysOf(schema: Schema): string[] {
  const def = defOf(schema);
  return def.type === 'union' ? [...new Set(unionOptions(schema).flatMap(keysOf))] : Object.keys(def.shape ?? {});
}

/** The rule for the names in a group whose names are free. */
export function keySchema(schema: Schema | null): Schema {
  return (schema && defOf(schema).keyType) ?? answersFile;
}

/** The words of a choice, also of one inside a union; empty for anything else. */
export function optionsOf(schema: Schema): string[] {
  const { type, entries, values } = defOf(schema);
  if (type === 'enum') return Object.values(entries ?? {});
  if (type === 'union') return unionOptions(schema).flatMap(optionsOf);
  return (values ?? []).filter((value) => typeof value === 'string');
}

/** A number belongs here. */
export function takesNumber(schema: Schema): boolean {
  const { type, values } = defOf(schema);
  if (type === 'union') return unionOptions(schema).some(takesNumber);
  return type === 'number' || (values ?? []).some((value) => typeof value === 'number');
}
