import { expect, it } from 'vitest';
import { draftReminder } from '../../src/commands/draft-reminder.ts';
import type { Session } from '../../src/interview/questions/session.ts';

const at = (...accepted: string[]) => ({ accepted }) as unknown as Session;

it('says once, when the networks are made, that a power cut empties the draft, and how to copy it', () => {
  const remind = draftReminder('install', '/run/naar/draft.yaml', false);
  expect(remind(at('welcome', 'wan.port'))).toEqual([]);
  const words = remind(at('welcome', 'networks')).join(' ');
  expect(words).toContain('power cut');
  expect(words).toContain('sudo mount /dev/sdc1 /mnt && sudo cp /run/naar/draft.yaml /mnt && sudo umount /mnt');
  expect(words).toContain('naar --answers /mnt/draft.yaml');
  expect(remind(at('welcome', 'networks', 'devices'))).toEqual([]);
});

it('says nothing of it to who has read it, and where nothing is installed', () => {
  expect(draftReminder('install', '/x', true)(at('networks'))).toEqual([]);
  expect(draftReminder('reconfigure', '/x', false)(at('networks'))).toEqual([]);
  expect(draftReminder('files', '/x', false)(at('networks'))).toEqual([]);
});
