import { type Check, ill, note, output, unknown, well } from './check.ts';

/** chrony's reference where no server is heard: its own clock, which `local` lets it call normal (chrony.conf(5)). */
const itself = '7F7F0101';

/** Is the clock right? DNSSEC and TLS fail when it is not. */
export const clockCheck: Check = {
  id: 'clock',
  title: 'Clock',
  look: async ({ system }) => {
    const tracking = await output(system, 'chronyc', '-c', 'tracking');
    if (tracking === null) return unknown('chrony does not answer.', 'sudo systemctl restart chronyd');
    // reference, name, stratum, time, system offset in seconds, …, leap status (chronyc(1), -c)
    const fields = tracking.trim().split(',');
    const offset = Math.abs(Number(fields[4]));
    const synchronised = fields[0] !== itself && fields.at(-1) !== 'Not synchronised';
    if (!synchronised)
      return note(
        'compared with no clock of the world',
        'It takes a few minutes after the line is up: chronyc sources',
      );
    if (offset > 1) return ill(`off by ${offset.toFixed(1)} s`, 'sudo chronyc makestep');
    return well(`right within ${offset < 0.001 ? 'a millisecond' : `${Math.ceil(offset * 1000)} ms`}`);
  },
};
