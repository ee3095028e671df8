import { describe, expect, it } from 'vitest';
import { clientIdentifier } from '../../src/interview/client-identifier.ts';

const MAC = '00:0d:b9:4a:bc:0f';

describe('the client identifier', () => {
  it.each([
    '01:00:0d:b9:4a:bc:0f',
    '0100:0d:b9:4a:bc:0f',
    '01000DB94ABC0F',
    '000db94abc0f',
    '00:0D:B9:4A:BC:0F',
    '01-00-0d-b9-4a-bc-0f',
  ])('%s is what networkd sends by itself', (written) => {
    expect(clientIdentifier(written, MAC)).toBeNull();
  });

  it('is networkd’s own where none is given', () => {
    expect([null, undefined].map((given) => clientIdentifier(given, MAC))).toEqual([null, null]);
  });

  it('is that of the MAC the ISP sees: a cloned one makes the jack’s own a different one', () => {
    const written = '01:00:0d:b9:4a:bc:0f';
    expect(clientIdentifier(written, '02:00:00:00:00:01')).toEqual({ kind: 'hex', digits: '01000db94abc0f' });
    // of a machine that is not known it may be the jack's own
    expect(clientIdentifier(written, null)).toBeNull();
  });

  it.each(['user@skydsl|password', '000db94abc00', '01000db94abc00', '00:0d:b9:4a:bc', 'ff:00:0d:b9:4a:bc:0f', ' '])(
    '%j is a text like any other',
    (written) => {
      expect(clientIdentifier(written, MAC)).toEqual({ kind: 'text', text: written });
    },
  );

  it('that is a secret is always an own one', () => {
    expect(clientIdentifier({ env: 'ID' }, MAC)).toEqual({ kind: 'secret', source: { env: 'ID' } });
  });
});
