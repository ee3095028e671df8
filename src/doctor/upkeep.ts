import { isSealed } from '../render/seal.ts';
import { type Check, ill, note, output, unknown, well } from './check.ts';

/** When the NixOS releases that naar writes for end, about a month after the next one (release notes; first day without updates). */
const ends: Readonly<Record<string, string>> = { '25.11': '2026-07-01', '26.05': '2027-01-01', '26.11': '2027-07-01' };

/** Does the release still get updates? */
export const releaseCheck: Check = {
  id: 'release',
  title: 'NixOS release',
  look: async ({ system, plan }) => {
    const { release } = plan.identity;
    const end = ends[release];
    if (end === undefined) return unknown(`when ${release} ends is not known.`, 'See the release notes of NixOS.');
    const days = Math.floor((Date.parse(end) - system.now().getTime()) / 86_400_000);
    const next = 'Change to a newer one under a lifeline: naar reconfigure, step Name, login, time.';
    if (days <= 0) return ill(`${release} gets no updates since ${end}`, next);
    if (days < 45) return note(`${release} gets updates for ${days} more days`, next);
    return well(`${release}, updates until ${end}`);
  },
};

/** Are the files those that naar wrote, are the secrets closed, and does the router run what it would boot? */
export const filesCheck: Check = {
  id: 'files',
  title: 'Files',
  look: async ({ system }) => {
    const open = await openSecret(system);
    if (open !== null)
      return ill(`${open} can be read by others`, `sudo chmod 600 ${open}; sudo chown root:root ${open}`);
    const [running, boots] = await Promise.all([
      system.readLink('/run/current-system'),
      output(system, 'readlink', '-f', '/nix/var/nix/profiles/system'),
    ]);
    if ((await system.readText('/var/lib/naar/pending/system').catch(() => null)) !== null)
      return ill(
        'a change is on trial, or was cut off',
        '"naar confirm" keeps it, "naar rollback" takes it back; a restart takes it back too.',
      );
    if (running !== null && boots !== null && boots.trim() !== running)
      return ill(
        'the router runs another system than it would boot',
        'Something else switched it: a restart brings what it would boot; naar reconfigure makes what the answers say.',
      );
    const text = await system.readText('/etc/nixos/configuration.nix').catch(() => null);
    if (text === null) return unknown('/etc/nixos/configuration.nix cannot be read.');
    if (!isSealed(text))
      return note(
        'configuration.nix was changed by hand',
        'That is fine: the next naar reconfigure shows the change and asks what shall become of it.',
      );
    return well('as naar wrote them; secrets are closed');
  },
};

async function openSecret(system: Parameters<typeof output>[0]): Promise<string | null> {
  const names = await system.list('/etc/naar/secrets').catch(() => []);
  if (names.length === 0) return null;
  const paths = names.map((name) => `/etc/naar/secrets/${name}`);
  const stats = (await output(system, 'stat', '-c', '%a %u %n', ...paths)) ?? '';
  // DHCP options are lent to networkd, which does not run as root (0640)
  const bad = stats.split('\n').find((line) => line !== '' && !/^(600 0 |640 0 .*dhcp-option)/.test(line));
  return bad?.split(' ').slice(2).join(' ') ?? null;
}
