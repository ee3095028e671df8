import { keysFor } from '../../../commands/typist.ts';
import { plugIn } from '../../laptop/plug.ts';
import { shellAt, waitFor } from '../../laptop/shell.ts';
import type { Desk } from './desk.ts';
import { ended } from './ended.ts';

/** Prompts and plain lines over the line: all keys typed at once when the first question is there, the same answers. */
export async function otherFrontEnds({ cable, check, stations, draft }: Desk): Promise<void> {
  for (const ui of ['lines', 'plain'] as const) {
    await check(`--ui ${ui}: all keys typed ahead give the same answers`, async () => {
      const plug = await plugIn(cable);
      const shell = shellAt(cable, plug.type, plug.look);
      await shell.run('sudo rm -rf /run/naar');
      const began = cable.sent().length;
      const comes = (words: string, seconds: number) =>
        waitFor(() => (cable.sent().slice(began).includes(words) ? '' : null), seconds, `no "${words}"`, plug.look);
      await plug.type(`sudo naar --ui ${ui}\r`);
      await comes(stations[0]!.said.question.title, 60);
      await plug.type(stations.map(({ said }) => keysFor(ui, said.question, said.value)).join(''));
      await ended(cable, began, 240, plug.look);
      const bytes = cable.sent().length - began;
      const there = await shell.run('sudo cat /run/naar/draft.yaml');
      if (there !== draft) throw new Error(`there are\n${there}\ninstead of\n${draft}`);
      plug.close();
      return `${bytes} bytes on the line`;
    });
  }
}
