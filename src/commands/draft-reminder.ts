import type { Session } from '../interview/questions/session.ts';

/**
 * What the person is told about the draft once, in the installer, when the answers have become
 * worth keeping: they lie in memory, which a power cut empties. Empty at all other times.
 */
export function draftReminder(
  mode: Session['mode'],
  path: string,
  told: boolean,
): (session: Session) => readonly string[] {
  let done = told || mode !== 'install';
  return ({ accepted }) => {
    if (done || !accepted.includes('networks')) return [];
    done = true;
    return [
      `Your answers so far are in ${path}, without passwords. A cut line does not hurt them, but a power cut does: until the disk is written they are in memory only.`,
      `To keep a copy, leave with Ctrl-C, put in a stick (lsblk shows its name, say sdc1), and type: sudo mount /dev/sdc1 /mnt && sudo cp ${path} /mnt && sudo umount /mnt. Then start naar again: it goes on here. After a power cut, mount the stick and start: naar --answers /mnt/draft.yaml`,
    ];
  };
}
