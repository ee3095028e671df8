import { lineTerminal } from '../system/line-terminal.ts';
import { realTerminal } from '../system/real-terminal.ts';
import type { System } from '../system/system.ts';
import { isAscii, type Ui } from '../ui/choose-ui.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import { openPlain } from '../ui/plain/plain-front-end.ts';
import type { Look } from '../ui/tui/open-tui.ts';

/**
 * The front end on this computer's terminal; screens that find no room, or lose it later, give way to
 * prompts. `hears` is called where the front end itself hears the signals from then on.
 */
export async function openFrontEnd(ui: Ui, { ascii, color }: Look, here: System, hears: () => void): Promise<FrontEnd> {
  if (ui === 'plain') return openPlain(lineTerminal());
  const terminal = realTerminal(here);
  if (terminal === null) return openPlain(lineTerminal());
  // a signal must not end naar before the terminal is put right
  hears();
  const openPrompts = async () => (await import('../ui/lines/lines-front-end.ts')).openLines(terminal);
  if (ui === 'lines') return openPrompts();
  const [{ openTui }, { withFallBack }] = await Promise.all([
    import('../ui/tui/open-tui.ts'),
    import('../ui/fall-back.ts'),
  ]);
  const locale = here.env('LC_ALL') || here.env('LC_CTYPE') || here.env('LANG') || '';
  const plainSigns = ascii || isAscii(here.env('TERM') ?? '', locale);
  const wantsColor = color && (here.env('NO_COLOR') ?? '') === '';
  const tui = await openTui(terminal, { ascii: plainSigns, color: wantsColor });
  return tui.kind === 'tui' ? withFallBack(tui, openPrompts) : openPrompts();
}
