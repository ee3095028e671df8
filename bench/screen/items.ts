import { env } from 'node:process';

/** What the programs of this bench ask, each in its own way. */
export const question = 'Who is your Internet provider?';

/** The options, one a line in LIST. */
export const items = (env.LIST ?? '').split('\n');
