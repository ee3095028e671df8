import { writeFileSync } from 'node:fs';
import { realSystem } from '../../../src/system/real.ts';
import { realTerminal } from '../../../src/system/real-terminal.ts';
import type { Terminal, TerminalListener } from '../../../src/system/terminal.ts';
import type { Desk } from '../../../src/ui/front-end.ts';
import { openTui, type Tui } from '../../../src/ui/tui/open-tui.ts';
import { keyBytes } from './key-bytes.ts';
import { internet, pictures, type Scene, scenes, sixKinds } from './scenes.ts';

/**
 * The screens on a real terminal. Without words: every scene, one after the other, alive: each kind of
 * question, each question of the wizard with what it refuses, and each way to fail. A word shows only
 * the scenes whose name holds it.
 * `--walk FILE`: one question of each kind, as the wizard asks them; the replies go to FILE.
 */
const terminal = realTerminal(realSystem());
const look = { ascii: !process.argv.includes('--unicode'), color: !process.env.NO_COLOR };
const walk = process.argv.indexOf('--walk');
if (terminal === null) {
  console.error('The gallery needs a terminal.');
  process.exitCode = 2;
} else if (walk !== -1) await walkKinds(terminal, process.argv[walk + 1]!);
else await showScenes(terminal, await chosenScenes());

async function walkKinds(line: Terminal, file: string): Promise<void> {
  const tui = await openTui(line, look);
  const replies: unknown[] = [];
  if (tui.kind === 'tui') {
    try {
      for (let index = 0; index < sixKinds.length; ) {
        const place = { ...internet, canGoBack: index > 0 };
        const reply = await tui.ask(sixKinds[index]!, place, desk({ question: sixKinds[index]!, name: '', pictures }));
        replies.push(reply);
        if (reply.kind === 'quit' || reply.kind === 'too-small') break;
        if (process.env.NAAR_FAIL === String(index)) throw new Error('planted failure');
        index += reply.kind === 'back' ? -1 : 1;
      }
    } finally {
      await tui.close();
    }
  } else replies.push(tui);
  writeFileSync(file, JSON.stringify(replies));
}

async function chosenScenes(): Promise<readonly Scene[]> {
  const [{ wizardScenes }, { failureScenes }] = await Promise.all([
    import('./wizard-scenes.ts'),
    import('./failure-scenes.ts'),
  ]);
  const word = process.argv.slice(2).find((given) => !given.startsWith('--')) ?? '';
  const all = [...scenes, ...(await wizardScenes()), ...(await failureScenes())];
  const chosen = all.filter(({ name }) => name.includes(word));
  return chosen.length > 0 ? chosen : all;
}

async function showScenes(line: Terminal, scenes: readonly Scene[]): Promise<void> {
  let listener: TerminalListener | null = null;
  let turn = (_to: number) => {};
  // Ctrl-N and Ctrl-P turn the pages of the gallery, Ctrl-Q closes it; all else is the scene's
  const turns: Readonly<Record<number, number>> = { 14: 1, 16: -1, 17: scenes.length };
  const between: Terminal = {
    ...line,
    hold(by) {
      listener = by;
      line.hold({
        ...by,
        bytes(bytes) {
          const to = turns[bytes[0]!];
          if (to === undefined) by.bytes(bytes);
          else turn(to);
        },
      });
    },
  };
  const tui = await openTui(between, look);
  if (tui.kind !== 'tui') return;
  try {
    for (let index = 0; index >= 0 && index < scenes.length; ) {
      const scene = scenes[index]!;
      const turned = new Promise<number>((resolve) => {
        turn = resolve;
      });
      const reply = tui.ask(scene.question, scene.place ?? internet, desk(scene));
      for (const key of scene.keys?.match(/<[a-z-]+>|[^<]+/g) ?? []) listener!.bytes(Buffer.from(keyBytes(key)));
      await caption(line, tui, `${index + 1} of ${scenes.length}: ${scene.name}. Ctrl-N on, Ctrl-P back, Ctrl-Q end`);
      const next = await Promise.race([turned, reply.then(({ kind }) => (kind === 'quit' ? scenes.length : 1))]);
      index = Math.max(0, index + next);
    }
  } finally {
    await tui.close();
  }
}

/** Into the last row, which the screens leave free. */
async function caption(line: Terminal, tui: Tui, text: string): Promise<void> {
  await tui.settled();
  await line.write(`\x1b7\x1b[${line.size()?.rows ?? 24}H\x1b[K${text.slice(0, 79)}\x1b8`);
}

function desk({ objection, pictures = [], question }: Scene): Desk {
  return {
    objection: () => objection ?? null,
    async *live() {
      for (const picture of question.kind === 'live' ? pictures : []) {
        yield picture;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
  };
}
