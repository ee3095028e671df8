import type { Facts } from '../../facts/facts.ts';
import type { SeenDevice } from '../../facts/seen-devices.ts';
import { judgeAnswers } from '../check.ts';
import { dottedKey } from '../finding.ts';
import type { Draft } from '../schema.ts';
import { parseYamlFile } from '../yaml-file.ts';
import { catalogue } from './catalogue.ts';
import { namesAt, valueAt, withValue } from './draft-edit.ts';
import type { Entry, Mode } from './entry.ts';
import { ownerOf, wordsOf } from './judge-draft.ts';
import type { Progress } from './progress.ts';
import type { Session } from './session.ts';

/** What an interview starts from. */
export type Start = {
  readonly facts: Facts;
  readonly mode: Mode;
  readonly bench: boolean;
  readonly dry: boolean;
  readonly seen: readonly SeenDevice[];
  /** An answers file: the person's own, the router's, or the draft of an earlier run; null for none. */
  readonly text: string | null;
  /** How far the earlier run was; null where there was none. */
  readonly progress: Progress | null;
};

/**
 * Begins an interview. Given answers are kept; what is refused of them is taken out and
 * asked again with the objection shown. `remarks` tells what was left out altogether.
 */
export function openSession(start: Start): { readonly session: Session; readonly remarks: readonly string[] } {
  const empty: Session = {
    facts: start.facts,
    mode: start.mode,
    bench: start.bench,
    dry: start.dry,
    seen: start.seen,
    draft: {},
    given: [],
    line: null,
    objections: {},
    ...(start.progress ?? noProgress),
  };
  if (start.text === null) return { session: empty, remarks: [] };
  const { draft: read, findings } = judgeAnswers(start.text, start.facts, 'render');
  const draft = withoutConsent(plain(read));
  const errors = findings.filter(({ severity }) => severity === 'error');
  const whole = errors.length === 0;
  const session: Session = {
    ...empty,
    draft,
    accepted: start.progress?.accepted ?? listsIn(draft),
  };
  const entries = catalogue({ ...session, review: [] });
  const objections: Record<string, string> = {};
  const remarks: string[] = [];
  const file = parseYamlFile(start.text);
  for (const finding of errors) {
    const key = dottedKey(finding.path);
    const owner = ownerOf(key, entries);
    // what was never there will be asked; what stands there still is judged with the draft; what was taken out is told here
    if (!file.has(finding.path) || valueAt(draft, finding.path) !== undefined) continue;
    if (finding.at === 'key' || owner === 'review') remarks.push(`${key}: ${wordsOf(finding)} It is left out.`);
    else objections[owner] ??= wordsOf(finding);
  }
  return {
    session: { ...session, objections, unsaid: whole && start.progress === null ? unsaidOf(session) : empty.unsaid },
    remarks,
  };
}

const noProgress: Progress = { accepted: [], focus: [], trail: [], shelf: {}, left: [], unsaid: [] };

/** What has to be asked though the answers are complete. */
const always = ['welcome', 'review', 'dial', 'disk.device', 'disk.erase'];

/** Questions whose answer a complete file left to the default. A secret that is to be typed is not one of them. */
function unsaidOf(session: Session): readonly string[] {
  const open = catalogue({ ...session, review: [] }).filter(({ id, answered }) => !answered && !always.includes(id));
  const needed = (entry: Entry) => {
    const question = entry.question();
    return question.kind === 'secret' && question.empty === null;
  };
  return open.filter((entry) => !needed(entry)).map(({ id }) => id);
}

function listsIn(draft: Draft): readonly string[] {
  const said = (place: readonly string[]) => valueAt(draft, place) !== undefined;
  return [
    ...(said(['wan', 'type']) ? ['wan.isp', 'wan.isp.settings'] : []),
    ...(namesAt(draft, ['networks']).length > 0 ? ['networks'] : []),
    ...(said(['devices']) ? ['devices'] : []),
    ...(said(['system', 'admin', 'sshKeys']) ? ['system.admin.sshKeys'] : []),
    ...(said(['tuning']) ? ['tuning'] : []),
    ...(said(['disk', 'filesystem']) || said(['disk', 'swap']) ? ['disk'] : []),
  ];
}

/** Consent to erase a disk is given at the end of each run, and never brought along. */
function withoutConsent(draft: Draft): Draft {
  return draft.disk?.erase === undefined ? draft : withValue(draft, ['disk', 'erase'], undefined);
}

/** The values of a file as ordinary data, without its version. */
function plain(value: Draft): Draft {
  const { version: _, ...rest } = structuredClone(value) as Draft & { version?: unknown };
  return JSON.parse(JSON.stringify(rest)) as Draft;
}
