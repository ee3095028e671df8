import type { Change, Entry } from './entry.ts';
import type { StepId } from './question.ts';
import { isList } from './steps.ts';

/** Something that is asked out of turn. */
export type Focus =
  /** Opened from a menu: Esc closes it. */
  | { readonly kind: 'menu'; readonly id: string }
  /** Gone back to: Esc goes back further. */
  | { readonly kind: 'back'; readonly id: string }
  /** A step walked through once more. */
  | { readonly kind: 'step'; readonly step: StepId; readonly shown: readonly string[] };

/** Closes what is answered and opens what the answer asks for. */
export function moveFocus(
  focus: readonly Focus[],
  entry: Entry,
  { open = [], stay = false }: Change,
): readonly Focus[] {
  const top = focus.findLastIndex((item) => (item.kind === 'step' ? item.step === entry.step : item.id === entry.id));
  const item = focus[top];
  const below =
    item === undefined
      ? focus
      : stay
        ? focus.slice(0, top + 1)
        : item.kind === 'step'
          ? [...focus.slice(0, top), { ...item, shown: [...item.shown, entry.id] }]
          : closed(focus.slice(0, top));
  // a question in turn that stays open is asked again behind what it opens
  const kept: readonly Focus[] =
    stay && item === undefined && open.length > 0 ? [...below, { kind: 'back', id: entry.id }] : below;
  return [...kept, ...open.toReversed().map(opened)];
}

function opened(id: string): Focus {
  return id.startsWith('step:') ? { kind: 'step', step: id.slice(5) as StepId, shown: [] } : { kind: 'menu', id };
}

/**
 * Behind an answer that was chosen from a list the lists are closed too, and one is back where one was. At the
 * review that is whatever is open now: the answer may have brought new questions.
 */
function closed(focus: readonly Focus[]): readonly Focus[] {
  const last = focus.findLastIndex((item) => item.kind !== 'menu' || !isList(item.id));
  const item = focus[last];
  return focus.slice(0, item?.kind === 'back' && item.id === 'review' ? last : last + 1);
}
