import { type Check, ill, note, well } from './check.ts';

/** Is each jack there under its own name, and does the cable to the Internet carry? */
export const jacksCheck: Check = {
  id: 'jacks',
  title: 'Jacks',
  look: async ({ facts, plan }) => {
    const used = plan.jacks.filter(({ job }) => job !== 'none');
    const state = used.map((jack) => ({ ...jack, fact: facts.jacks.find(({ mac }) => mac === jack.mac) ?? null }));
    const gone = state.find(({ fact }) => fact === null);
    if (gone !== undefined)
      return ill(
        `${gone.name} (${gone.mac}) is not there any more`,
        'A card may have been changed: naar reconfigure lets you choose another jack.',
      );
    const renamed = state.find(({ name, fact }) => fact !== null && fact.name !== name);
    if (renamed?.fact)
      return ill(
        `${renamed.name} is called ${renamed.fact.name} now`,
        'Restart the router; the names are set at boot.',
      );
    const wan = state.find(({ job }) => job === 'wan');
    if (wan?.fact?.link === 'down')
      return ill(`no cable in ${wan.name}, the jack of the Internet`, 'Plug in the cable from the provider.');
    const dark = state.filter(({ fact }) => fact?.link === 'down').map(({ name }) => name);
    const slow = state.find(({ fact }) => fact?.link === 'up' && fact.speed !== null && fact.speed < 1000);
    if (slow?.fact)
      return note(
        `${slow.name} runs at ${slow.fact.speed} Mbit/s`,
        'A cable with all eight wires gives 1000; try another one.',
      );
    if (dark.length > 0)
      return note(`no cable in ${dark.join(', ')}`, 'Fine if nothing is meant to be plugged in there.');
    return well(used.map(({ name }) => name).join(', '));
  },
};
