import type { Reply, SecretQuestion } from '../../interview/questions/question.ts';
import { Secret } from '../../system/secret.ts';
import { command, type Sheet } from './sheet.ts';

/** A password, not echoed on a terminal. */
export async function askSecret(question: SecretQuestion, sheet: Sheet): Promise<Reply<Secret>> {
  const { empty, twice } = question;
  sheet.say(empty === null ? 'It is not shown. Enter alone goes back.' : `It is not shown. Enter alone: ${empty}.`);
  for (;;) {
    const first = await hidden(sheet, '> ');
    if (first === null) return { kind: 'quit' };
    const meant = first.length > 2 ? null : command(first, question, sheet);
    if (meant === 'again') continue;
    if (meant !== null) return meant;
    if (first === '') return empty === null ? { kind: 'back' } : { kind: 'secret', value: null };
    if (!twice) return { kind: 'secret', value: new Secret(first) };
    const second = await hidden(sheet, 'once more > ');
    if (second === null) return { kind: 'quit' };
    if (first === second) return { kind: 'secret', value: new Secret(first) };
    sheet.say('! The two are not the same. Type it again.');
  }
}

async function hidden(sheet: Sheet, prompt: string): Promise<string | null> {
  await sheet.hide(true);
  try {
    return await sheet.read(prompt);
  } finally {
    await sheet.hide(false);
    sheet.print(['']);
  }
}
