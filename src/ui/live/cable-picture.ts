import type { Jack } from '../../facts/facts.ts';
import { jackLine } from '../../interview/questions/jacks.ts';
import type { LivePicture, Option } from '../../interview/questions/question.ts';
import type { CableEvent, JackLink } from '../../uplink/cable-watch.ts';

/** What is known of the cables while they are watched. */
export type Cables = {
  readonly links: ReadonlyMap<string, JackLink>;
  readonly ready: boolean;
  /** The jack whose link came last after all had settled. */
  readonly plugged: string | null;
  readonly heldOff: readonly string[];
};

/** Before the first look. */
export const noCables: Cables = { links: new Map(), ready: false, plugged: null, heldOff: [] };

/** One event taken into account, with the line to print where nothing can be painted over. */
export function hearCable(
  cables: Cables,
  event: CableEvent,
): { readonly cables: Cables; readonly news: readonly string[] } {
  switch (event.kind) {
    case 'found':
      return { cables: { ...cables, links: new Map([...cables.links, [event.jack, event]]) }, news: [] };
    case 'ready':
      return { cables: { ...cables, ready: true }, news: ['All jacks are on. Plug the cable of the Internet in now.'] };
    case 'held-off':
      return {
        cables: { ...cables, heldOff: [...cables.heldOff, event.jack] },
        news: [`${event.jack} does not stay on: something else on this system switches it off.`],
      };
    case 'changed': {
      const came = event.link === 'up' && cables.links.get(event.jack)?.link !== 'up';
      return {
        cables: {
          ...cables,
          links: new Map([...cables.links, [event.jack, event]]),
          plugged: came ? event.jack : cables.plugged,
        },
        news: [linkWords(event)],
      };
    }
  }
}

/** The picture: what to do, and what was seen; the options are the jacks with their links of this moment. */
export function cablePicture(
  { links, ready, plugged, heldOff }: Cables,
  jacks: readonly Jack[],
  options: readonly Option[],
  news: readonly string[],
  finished: boolean,
): LivePicture {
  const now = jacks.map((jack) => {
    const link = links.get(jack.name);
    return link === undefined ? jack : { ...jack, link: link.link, speed: link.speed };
  });
  const said =
    plugged !== null
      ? `The cable was just plugged into ${plugged}.`
      : finished
        ? 'No cable was plugged in while we watched; choose the jack yourself.'
        : ready
          ? 'All jacks are on. Plug the cable of the Internet in now.'
          : 'Switching the jacks on ...';
  return {
    lines: [said, ...heldOff.map((jack) => `${jack} does not stay on: something else switches it off.`)],
    news,
    options: options.map((option, index) =>
      now[index] === undefined ? option : { ...option, label: jackLine(now[index]) },
    ),
    suggested: plugged === null ? null : (options[jacks.findIndex(({ name }) => name === plugged)]?.value ?? null),
    finished,
  };
}

function linkWords({ jack, link, speed }: JackLink): string {
  if (link === 'down') return `${jack}: no link`;
  return speed === null ? `${jack}: link` : `${jack}: link, ${speed} Mbit/s`;
}
