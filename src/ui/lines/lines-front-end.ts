import { Writable } from 'node:stream';
import type { Question, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Terminal } from '../../system/terminal.ts';
import type { Desk, FrontEnd } from '../front-end.ts';
import { leaveQuestion } from '../leave-question.ts';
import { screenWidth, wrap } from '../wrap.ts';
import type { Prompter } from './prompter.ts';
import { typedInput } from './typed-input.ts';

/**
 * Prompts one below the other, for a terminal that is too small or not known well enough for
 * screens. The terminal is held all the time, so that keys count from the first moment and
 * between two prompts, and is put right however naar ends.
 */
export async function openLines(terminal: Terminal): Promise<FrontEnd> {
  const input = typedInput(carried);
  const left = new AbortController();
  /** When the line will have carried all that was written, by the clock of `performance`. */
  let due = 0;
  const listener = { bytes: input.bytes, changed() {}, gone: () => left.abort() };
  terminal.hold(listener);
  await terminal.write('naar is starting ...\n');
  const { prompts } = await import('./prompts.ts');
  const print = (lines: readonly string[]) => write(lines.map((line) => `${line}\n`).join(''));
  // one for each prompt, which ends it
  const paper = () =>
    new Writable({
      decodeStrings: false,
      write(text, _, done) {
        write(String(text));
        done();
      },
    });
  const prompter: Prompter = {
    open: (prompt, text) =>
      input.during(() => prompt({ input: input.stream, output: paper(), signal: left.signal }), text),
    typedAhead: () => AbortSignal.any([left.signal, input.typedAhead()]),
    print,
    say: (...paragraphs) => print(paragraphs.flatMap((text) => [...wrap(text)])),
  };

  function write(text: string): void {
    due = Math.max(due, performance.now()) + (text.length / terminal.bytesPerSecond) * 1000;
    void terminal.write(text);
  }

  /** Whoever stands between naar and the line (sudo, the kernel) takes bytes faster than the line does. */
  async function carried(): Promise<void> {
    await terminal.write('');
    const left = due - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  }

  async function answer(question: Question, desk: Desk): Promise<Reply<Secret>> {
    for (;;) {
      try {
        const reply = await prompts[question.kind](question as never, prompter, desk);
        if (reply !== undefined) return reply;
      } catch (error) {
        if (left.signal.aborted) return { kind: 'quit' };
        if (!isInterrupt(error)) throw error;
        if (await leaves()) return { kind: 'quit' };
        print(['', question.title]);
      }
    }
  }

  /** Ctrl-C: nobody leaves by a slip of the fingers, and who presses it twice leaves. */
  async function leaves(): Promise<boolean> {
    print(['', leaveQuestion.title]);
    prompter.say(...leaveQuestion.text);
    try {
      const reply = await prompts.choice(leaveQuestion, prompter, {
        objection: () => null,
        live: async function* () {},
      });
      return reply?.kind === 'quit' || (reply?.kind === 'answer' && reply.value === 'leave');
    } catch (error) {
      if (isInterrupt(error) || left.signal.aborted) return true;
      throw error;
    }
  }

  return {
    ask: async (question, { step, of, title }, desk) => {
      if (left.signal.aborted) return { kind: 'quit' };
      print(['', `--- ${step} of ${of}: ${title} `.padEnd(screenWidth, '-'), question.title]);
      prompter.say(...question.text, ...(question.objection === null ? [] : [`! ${question.objection}`]));
      return answer(question, desk);
    },
    tell: (paragraphs) => prompter.say(...paragraphs.map((text) => `* ${text}`)),
    async lend(work) {
      await terminal.release();
      try {
        return await work();
      } finally {
        terminal.hold(listener);
      }
    },
    close: terminal.release,
  };
}

/** Ctrl-C ends a prompt by an error. */
function isInterrupt(error: unknown): boolean {
  return error instanceof Error && error.name === 'ExitPromptError';
}
