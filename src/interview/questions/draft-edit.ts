import type { Path } from '../finding.ts';
import type { Draft } from '../schema.ts';

/** What stands at a place of the draft; undefined where nothing does. */
export function valueAt(draft: Draft, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string, unknown>)[step]
        : undefined,
    draft,
  );
}

/** The draft with a value put somewhere; groups on the way are made. `undefined` takes the key out. */
export function withValue(draft: Draft, path: Path, value: unknown): Draft {
  return put(draft, path, value) as Draft;
}

/** Several values, in order. */
export function withValues(draft: Draft, values: readonly (readonly [Path, unknown])[]): Draft {
  return values.reduce((edited, [path, value]) => withValue(edited, path, value), draft);
}

/** Names of a group in the draft, in their order. */
export function namesAt(draft: Draft, path: Path): readonly string[] {
  const group = valueAt(draft, path);
  return typeof group === 'object' && group !== null ? Object.keys(group) : [];
}

function put(holder: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const group: Record<string, unknown> = typeof holder === 'object' && holder !== null ? { ...holder } : {};
  const inner = put(group[step], rest, value);
  if (inner === undefined) delete group[step];
  else group[step] = inner;
  return group;
}
