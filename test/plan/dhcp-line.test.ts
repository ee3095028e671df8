import { describe, expect, it } from 'vitest';
import type { DhcpClientAnswers, TextOrSecret } from '../../src/interview/answers.ts';
import { planDhcp } from '../../src/plan/dhcp-line.ts';

const MAC = '00:0d:b9:4a:bc:0f';
const nothing: DhcpClientAnswers = { clientId: null, vendorClass: null, userClass: null, hostname: null, options: [] };

function text(value: string): TextOrSecret {
  return { kind: 'text', text: value };
}

function identified(clientId: TextOrSecret | null, mac = MAC) {
  const { client, options } = planDhcp({ ...nothing, clientId }, mac, null);
  return { client, options };
}

describe('the client identifier', () => {
  it.each([
    '01:00:0d:b9:4a:bc:0f',
    '0100:0d:b9:4a:bc:0f',
    '01000DB94ABC0F',
    '000db94abc0f',
    '00:0D:B9:4A:BC:0F',
    '01-00-0d-b9-4a-bc-0f',
  ])('%s is what networkd sends by itself', (written) => {
    expect(identified(text(written))).toEqual({ client: 'networkd', options: [] });
  });

  it('is networkd’s own where none is given', () => {
    expect(identified(null)).toEqual({ client: 'networkd', options: [] });
  });

  it('is that of the MAC the ISP sees: a cloned one makes the jack’s own a different one', () => {
    expect(identified(text('01:00:0d:b9:4a:bc:0f'), '02:00:00:00:00:01')).toEqual({
      client: 'isp-dhcp',
      options: [{ code: 61, value: { kind: 'hex', digits: '01000db94abc0f' } }],
    });
  });

  it.each(['user@skydsl|password', '000db94abc00', '01000db94abc00', '00:0d:b9:4a:bc', 'ff:00:0d:b9:4a:bc:0f', ' '])(
    '%j is a text like any other',
    (written) => {
      expect(identified(text(written))).toEqual({ client: 'isp-dhcp', options: [{ code: 61, value: text(written) }] });
    },
  );

  it('that is a secret is in its file', () => {
    expect(identified({ kind: 'secret', source: { env: 'ID' } }).options).toEqual([
      { code: 61, value: { kind: 'secretFile', path: '/etc/naar/secrets/dhcp-option-61' } },
    ]);
    expect(identified({ kind: 'secret', source: { path: '/run/agenix/id' } })).toEqual({
      client: 'isp-dhcp',
      options: [{ code: 61, value: { kind: 'secretFile', path: '/run/agenix/id' } }],
    });
  });

  it('takes its place among the other options, in the order of their codes', () => {
    const options = [
      { code: 43, value: text('d') },
      { code: 90, value: text('e') },
    ];
    const line = planDhcp(
      { clientId: text('a'), vendorClass: text('b'), userClass: text('c'), hostname: 'host', options },
      MAC,
      5,
    );
    expect(line.options.map(({ code }) => code)).toEqual([43, 60, 61, 77, 90]);
    expect(line).toMatchObject({ kind: 'dhcp', hostname: 'host', controlPriority: 5 });
  });
});
