import { expect, it } from 'vitest';
import type { Option } from '../../../src/interview/questions/question.ts';
import { verdictPicture } from '../../../src/ui/live/line-picture.ts';
import { noCable } from '../../../src/uplink/verdict.ts';

const option = (value: string, label: string): Option => ({ value, label, hint: '', refused: null });
const options = [option('go', 'Go on'), option('again', 'Dial again')];
const bad = (question: string) => ({
  mood: 'bad' as const,
  words: 'Nobody answers.',
  next: { kind: 'check-cable' as const, question },
});

it('what is asked before the last question is read, the last is what can be chosen', () => {
  const picture = verdictPicture(
    ['Dialling ...'],
    bad('Is this the right jack, and is the modem on? Try again?'),
    options,
    'again',
  );
  expect(picture.lines).toEqual(['Dialling ...', '! Nobody answers. Is this the right jack, and is the modem on?']);
  expect(picture.options?.map(({ label }) => label)).toEqual(['Go on', 'Try again']);
  expect(picture.suggested).toBe('again');
});

it('a proposal that the question does not have yet stands first; without one all stays as it was', () => {
  const other = verdictPicture([], bad('Use VLAN 7?'), options, 'vlan:7');
  expect(other.options?.map(({ label }) => label)).toEqual(['Use VLAN 7', 'Go on', 'Dial again']);
  const good = verdictPicture([], { mood: 'good', words: 'It is up.', next: { kind: 'go-on' } }, options, null);
  expect(good).toMatchObject({ lines: ['It is up.'], options, suggested: 'go' });
  expect(verdictPicture([], noCable('enp1s0'), options, 'again').options?.[1]?.label).toBe(
    'Plug the cable in and try again',
  );
});
