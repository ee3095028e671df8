import { describe, expect, it } from 'vitest';
import type { DhcpClientAnswers } from '../../src/interview/answers.ts';
import { planDhcp } from '../../src/plan/dhcp-line.ts';

const nothing: DhcpClientAnswers = { clientId: null, vendorClass: null, userClass: null, hostname: null, options: [] };

function text(value: string) {
  return { kind: 'text', text: value } as const;
}

describe('who asks by DHCP', () => {
  it('is networkd, with every option in the order of their codes and a priority of its own', () => {
    const options = [
      { code: 43, value: text('d') },
      { code: 90, value: text('e') },
    ];
    const line = planDhcp({ ...nothing, vendorClass: text('b'), userClass: text('c'), hostname: 'host', options }, 5);
    expect(line).toMatchObject({ kind: 'dhcp', client: 'networkd', hostname: 'host', controlPriority: 5 });
    expect(line.options.map(({ code }) => code)).toEqual([43, 60, 77, 90]);
  });

  it('is dhcpcd where the identifier is an own one, and sets no priority', () => {
    const line = planDhcp({ ...nothing, clientId: { kind: 'hex', digits: '01ab' }, vendorClass: text('b') }, 5);
    expect(line).toMatchObject({ client: 'dhcpcd', controlPriority: null });
    expect(line.options).toEqual([
      { code: 60, value: text('b') },
      { code: 61, value: { kind: 'hex', digits: '01ab' } },
    ]);
  });

  it('reads an identifier that is a secret from its file', () => {
    const line = (source: { readonly env: string } | { readonly path: string }) =>
      planDhcp({ ...nothing, clientId: { kind: 'secret', source } }, null).options;
    expect(line({ env: 'ID' })).toEqual([
      { code: 61, value: { kind: 'secretFile', path: '/etc/naar/secrets/dhcp-option-61' } },
    ]);
    expect(line({ path: '/run/agenix/id' })).toEqual([
      { code: 61, value: { kind: 'secretFile', path: '/run/agenix/id' } },
    ]);
  });
});
