import { expect, it } from 'vitest';
import { operatingSystemOf, parseOsRelease } from '../../src/facts/operating-system.ts';

const nixos = 'ANSI_COLOR="0;38;2;126;186;228"\nID=nixos\nVERSION_ID="26.05"\n';

it.each([
  ['the installer', `${nixos}VARIANT_ID=installer\n`, false, 'installer'],
  ['the installer, quoted', `${nixos}VARIANT_ID='installer'\n`, true, 'installer'],
  ['a NixOS with answers', nixos, true, 'router'],
  ['a NixOS without', nixos, false, 'other'],
  ['Debian, whatever lies in /etc/nixos', 'ID=debian\nVERSION_ID="12"\nVARIANT_ID=installer\n', true, 'other'],
  ['no os-release at all', null, true, 'other'],
])('%s', (_, text, configured, role) => {
  expect(operatingSystemOf(text, '6.18.15\n', configured).role).toBe(role);
});

it('reads the release and the kernel', () => {
  expect(operatingSystemOf(nixos, '6.18.15\n', true)).toEqual({
    id: 'nixos',
    release: '26.05',
    kernel: '6.18.15',
    role: 'router',
  });
  expect(operatingSystemOf('ID=arch\n', null, false)).toEqual({ id: 'arch', release: null, kernel: '', role: 'other' });
});

it('takes quotes and backslashes off as os-release(5) says, and passes over what assigns nothing', () => {
  const text = ['# A=1', 'B="a \\"b\\" \\$c \\\\"', "C='a \\\\ b'", 'D=plain', 'E=', 'no line', ' F = 1', 'G="open'];
  expect(Object.fromEntries(parseOsRelease(text.join('\n')))).toEqual({
    B: 'a "b" $c \\',
    C: 'a \\\\ b',
    D: 'plain',
    E: '',
    G: '"open',
  });
});
