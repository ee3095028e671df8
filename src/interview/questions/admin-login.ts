import { sshKeyFault } from '../ssh-key.ts';
import { withValue } from './draft-edit.ts';
import { type Context, choiceEntry, type Entry, entry, option, textEntry } from './entry.ts';
import { glossary } from './glossary.ts';
import { isStored } from './login.ts';

/** Id of the question for the console password. */
export const adminPassword = 'system.admin.password';

/** The login name of the one who looks after the router. */
export function userEntry({ draft }: Context): Entry {
  const given = draft.system?.admin?.user;
  return textEntry(
    {
      id: 'system.admin.user',
      step: 'system',
      listed: { name: 'Login name' },
      title: 'With which name do you log in?',
      text: ['This user may do everything with sudo. root itself cannot log in.'],
      help: [glossary.ssh],
      answered: given !== undefined,
      initial: given ?? 'admin',
      example: 'admin',
    },
    (value) => ({ draft: withValue(draft, ['system', 'admin', 'user'], value === '' ? 'admin' : value) }),
  );
}

/** The list of SSH keys. */
export function keysEntry({ draft, accepted }: Context): Entry {
  const keys = draft.system?.admin?.sshKeys ?? [];
  return choiceEntry(
    {
      id: 'system.admin.sshKeys',
      step: 'system',
      listed: { name: 'SSH keys', now: keys.length === 0 ? 'none' : String(keys.length) },
      title: 'Which SSH keys open the router?',
      text: [
        keys.length === 0
          ? 'Without a key SSH stays closed, and the serial console with a password is the only way in. A key can be added later.'
          : 'SSH is open to these keys, from trusted networks only. Choose one to take it out.',
      ],
      help: [glossary.ssh, 'Paste works: the key is one long line, and it arrives whole.'],
      answered: accepted.includes('system.admin.sshKeys'),
      options: () => [
        option('done', keys.length === 0 ? 'None' : 'These'),
        ...keys.map((key, index) => option(`remove:${index}`, `Take out ${keyWords(key ?? '')}`.slice(0, 70))),
        option('add', keys.length === 0 ? 'Paste a key' : 'Paste another key'),
      ],
      initial: 'done',
    },
    (value) => {
      if (value === 'add') return { open: ['system.admin.sshKeys.+'], stay: true };
      if (value === 'done') return { draft: withValue(draft, ['system', 'admin', 'sshKeys'], keys) };
      const kept = keys.filter((_, index) => `remove:${index}` !== value);
      return { draft: withValue(draft, ['system', 'admin', 'sshKeys'], kept), stay: true };
    },
  );
}

/** One more key, pasted. */
export function keyEntry({ draft }: Context): Entry {
  const keys = draft.system?.admin?.sshKeys ?? [];
  return textEntry(
    {
      id: 'system.admin.sshKeys.+',
      step: 'system',
      title: 'Paste the public key',
      text: ['One line from a file that ends in .pub on your computer, such as ~/.ssh/id_ed25519.pub.'],
      help: [glossary.ssh],
      answered: true,
      onDemand: true,
      owns: ['system.admin.sshKeys'],
      initial: '',
      example: 'ssh-ed25519 AAAA... me@laptop',
    },
    (value) => {
      if (value === '') return {};
      const fault = sshKeyFault(value);
      if (fault !== null)
        return { refused: fault.allowed === null ? fault.message : `${fault.message} Allowed: ${fault.allowed}.` };
      if (keys.includes(value)) return { refused: 'This key is in the list already.' };
      return { draft: withValue(draft, ['system', 'admin', 'sshKeys'], [...keys, value]) };
    },
  );
}

/** The console password: needed where no key opens SSH, since otherwise nobody could log in. */
export function passwordEntry(context: Context): Entry {
  const { draft, accepted, given } = context;
  const password = draft.system?.admin?.password;
  const keys = draft.system?.admin?.sshKeys?.length ?? 0;
  const stored = isStored(password);
  return entry(
    {
      id: adminPassword,
      step: 'system',
      listed: { name: 'Console password', now: stored ? 'stored' : password === undefined ? 'none' : 'typed' },
      title: `Which password has ${draft.system?.admin?.user ?? 'admin'} on the console?`,
      text: [
        keys > 0
          ? 'The serial console is the way back if the network fails, so a password is worth having. Enter alone: none.'
          : 'There is no SSH key, so this password is the only way in.',
      ],
      help: [glossary.ssh, 'Only a hash of it is kept, in a file that only the administrator can read.'],
      answered:
        stored ||
        (password !== undefined && given.includes(adminPassword)) ||
        (password === undefined && keys > 0 && accepted.includes(adminPassword)),
      owns: [adminPassword, 'system.admin'],
    },
    (value) => ({
      draft: value === '' ? draft : withValue(draft, ['system', 'admin', 'password'], { prompt: true }),
    }),
    (common) => ({
      ...common,
      kind: 'secret',
      twice: true,
      empty: stored
        ? 'keeps the one that is stored'
        : keys > 0
          ? 'no password: nobody can log in on the console'
          : null,
    }),
  );
}

/** `ssh-ed25519 ... me@laptop` */
function keyWords(key: string): string {
  const [kind = '', , ...comment] = key.split(/\s+/);
  return `${kind} ${comment.join(' ') || '(no comment)'}`;
}
