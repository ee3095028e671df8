import { type Context, choiceEntry, type Entry, option } from './entry.ts';

/** What this box is, what will happen, and why. */
export function welcomeEntries({ facts, mode, accepted }: Context): readonly Entry[] {
  const { board, cpu, memoryBytes, jacks } = facts;
  const box = [board.vendor, board.product].filter((word) => word !== '').join(' ') || 'This machine';
  const memory = `${(memoryBytes / 1e9).toFixed(0)} GB of memory`;
  const few = jacks.length < 2;
  return [
    choiceEntry(
      {
        id: 'welcome',
        step: 'welcome',
        title: `${box}: ${jacks.length} network jack${jacks.length === 1 ? '' : 's'}, ${cpu.online.length} CPU${cpu.online.length === 1 ? '' : 's'}, ${memory}`,
        text: [
          ...(few
            ? [
                'A router needs two jacks, one toward the Internet and one toward your devices, and this machine has too few. Run naar on the box that shall become the router.',
              ]
            : whatHappens[mode]),
        ],
        help: [
          'Every question has an answer ready: Enter takes it. Esc goes back, and nothing that you answered is lost. The list of steps lets you open any of them again.',
          'Nothing is written before you have seen the whole plan and said yes, except a draft of your answers, without passwords, that only the administrator of this machine can read.',
        ],
        answered: accepted.includes('welcome'),
        options: () => [...(few ? [] : [option('begin', 'Begin')]), option('leave', 'Leave; nothing has been changed')],
        initial: 'begin',
      },
      (value) => (value === 'leave' ? { effect: { kind: 'leave' }, stay: true } : {}),
    ),
  ];
}

const whatHappens: Readonly<Record<Context['mode'], readonly string[]>> = {
  install: [
    'This is the NixOS installer, so naar will make this box a router: it asks about your line, your networks and your devices, tries the line, shows you the whole plan, and then installs NixOS on the disk that you choose.',
    'It takes about ten minutes of questions. You need the letter from your provider (user name and password, if there are any) and the cables. The box of the provider may stay unplugged.',
  ],
  reconfigure: [
    'This box is a router that naar made. Your earlier answers stand ready; change what you like. You see what would change before anything does, and a change that cuts you off undoes itself.',
  ],
  files: [
    'This is not the NixOS installer and not a router that naar made, so naar only writes files: it asks everything, shows the plan, and writes the configuration where you say. This machine is not changed.',
  ],
};
