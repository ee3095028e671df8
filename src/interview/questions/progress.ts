import type { Session } from './session.ts';

/** How far an interview is, beside its draft: what the next start needs to go on at the same question. */
export type Progress = Pick<Session, 'accepted' | 'focus' | 'trail' | 'shelf' | 'left' | 'unsaid'>;

/** The progress as one line of JSON, to lie beside the draft. It holds no secret, as the draft does not. */
export function progressText({ accepted, focus, trail, shelf, left, unsaid }: Session): string {
  return `${JSON.stringify({ accepted, focus, trail, shelf, left, unsaid })}\n`;
}

/** The progress in such a text; null where it is none. What cannot be read of another version's only makes some questions come again. */
export function readProgress(text: string): Progress | null {
  let read: { readonly [Key in keyof Progress]?: unknown };
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(read)) return null;
  return {
    accepted: texts(read.accepted),
    focus: (Array.isArray(read.focus) ? read.focus : []).filter(isFocus),
    trail: texts(read.trail),
    shelf: isRecord(read.shelf) ? read.shelf : {},
    left: texts(read.left),
    unsaid: texts(read.unsaid),
  };
}

function isFocus(value: unknown): value is Progress['focus'][number] {
  if (!isRecord(value)) return false;
  if (value.kind === 'step') return typeof value.step === 'string' && Array.isArray(value.shown);
  return (value.kind === 'menu' || value.kind === 'back') && typeof value.id === 'string';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
