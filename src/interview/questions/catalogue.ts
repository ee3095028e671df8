import { devicesEntries } from './devices.ts';
import { diskEntries } from './disk.ts';
import type { Context, Entry } from './entry.ts';
import { internetEntries } from './internet.ts';
import { jackEntries } from './jacks.ts';
import { networksEntries } from './networks.ts';
import { reviewEntries } from './review.ts';
import { stepsEntries } from './steps.ts';
import { systemEntries } from './system.ts';
import { tuningEntries } from './tuning.ts';
import { welcomeEntries } from './welcome.ts';

/** Every question there is for these facts and this draft, in the order of the way. */
export function catalogue(context: Context): readonly Entry[] {
  const entries = [
    ...welcomeEntries(context),
    ...jackEntries(context),
    ...internetEntries(context),
    ...networksEntries(context),
    ...devicesEntries(context),
    ...systemEntries(context),
    ...tuningEntries(context),
    ...diskEntries(context),
    ...reviewEntries(context),
  ];
  return [...entries, ...stepsEntries(context, entries)];
}
