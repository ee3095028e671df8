import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeFacts } from '../../src/facts/probe-facts.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { draftText } from '../../src/interview/questions/draft-text.ts';
import { openSession } from '../../src/interview/questions/open-session.ts';
import type { Question } from '../../src/interview/questions/question.ts';
import { answerQuestion, type Session } from '../../src/interview/questions/session.ts';
import { planRouter } from '../../src/plan/plan-router.ts';
import { renderFiles } from '../../src/render/render-files.ts';
import { seal } from '../../src/render/seal.ts';
import { openMachine } from '../../src/system/machines.ts';
import { type Typed, walk } from '../interview/questions/walker.ts';

const root = join(import.meta.dirname, '..', '..');

/** The routers whose answers are also written down as they are typed. */
export const scenarios = join(root, 'test', 'scenarios');

/** Typed for each secret: it must be in no file but its own. */
export const planted = 'Planted-7f3a pa$$"word';

/** A question, what is said to it, and the interview behind it. */
export type Said = {
  readonly question: Question;
  readonly value: string | readonly string[];
  readonly then: Session;
};

/** A recorded machine of a test's own below `folder`, so that its drafts are nobody else's. */
export function machineFor(folder: string, built: string): string {
  execFileSync(process.execPath, [join(root, 'src', 'main.ts'), 'record', folder, '--machine', built], {
    stdio: 'ignore',
  });
  return folder;
}

/** The recorded machine that a scenario is for. */
export function machineOf(scenario: string): string {
  return readFileSync(join(scenarios, scenario, 'machine'), 'utf8').trim();
}

/** What comes of an interview that a person types: each answer, and the files. */
export type Rehearsal = { readonly said: readonly Said[]; readonly files: ReadonlyMap<string, string> };

/** What a person types for a scenario. */
export function rehearse(scenario: string): Promise<Rehearsal> {
  const typed = JSON.parse(readFileSync(join(scenarios, scenario, 'typed.json'), 'utf8')) as Typed;
  return rehearseOn(machineOf(scenario), typed);
}

/** What a person types on a machine, question by question; what is not named takes the default. */
export async function rehearseOn(machine: string, typed: Typed): Promise<Rehearsal> {
  const facts = await probeFacts(await openMachine(machine));
  const secrets = Object.keys(typed).filter((id) => /password$/.test(id));
  const { session } = openSession({
    facts,
    mode: 'install',
    bench: true,
    dry: true,
    seen: [],
    text: null,
    progress: null,
  });
  const {
    turns,
    asked,
    session: end,
  } = walk(session, {
    ...typed,
    ...Object.fromEntries(secrets.map((id) => [id, planted])),
    'disk.erase': facts.disks.map(({ path }) => path.replace('/dev/', '')),
  });
  let then = session;
  const said = turns.flatMap(({ value, refused }, index): Said[] => {
    if (refused !== null) return [];
    const question = asked[index]!;
    const answered = answerQuestion(then, value);
    if (answered.kind === 'refused') throw new Error(answered.words);
    const given = question.kind === 'secret' && value !== '' ? [question.id] : [];
    then = { ...answered.session, given: [...answered.session.given, ...given] };
    return [{ question, value, then }];
  });
  const { answers } = checkAnswers(draftText(end.draft), facts, { where: 'render' });
  const files = renderFiles(planRouter(facts, answers!)).map(
    ({ name, text, write }) => [name, write === 'always' ? seal(text) : text] as const,
  );
  return { said, files: new Map(files) };
}
