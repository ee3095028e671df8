import type { Cable } from '../../laptop/cable.ts';
import type { AtTheLine } from '../../scenario.ts';
import type { Station } from './walk.ts';

/** What every check at the line needs: the cable, and the walk as it went on a terminal right here. */
export type Desk = {
  readonly cable: Cable;
  readonly check: Parameters<AtTheLine>[0]['check'];
  /** Folder for what a reader of a failure wants to see. */
  readonly folder: string;
  readonly stations: readonly Station[];
  readonly draft: string;
};
