import { describe, expect, it } from 'vitest';
import { deviceChanges, hasDeviceChanges } from '../../../src/steps/change/device-changes.ts';
import { secretUnits } from '../../../src/steps/change/secret-units.ts';
import { type Group, planned, tagged } from '../../plan/planned.ts';

const lan = { zone: 'trusted', address: '192.168.20.1/24', ports: { house: 'untagged' } };
const home = (more: Group = {}) => planned({ networks: { lan, iot: tagged('isolated', 90) }, ...more });
const wan = (more: Group) => ({ wan: { port: 'line', type: 'dhcp', ...more } });

describe('what networkd does not change by itself', () => {
  it.each([
    ['nothing', home(), home(), {}],
    [
      'another VLAN',
      home(),
      planned({ networks: { lan, iot: { ...tagged('isolated', 90), vlan: 91 } } }),
      { deleted: ['iot'] },
    ],
    ['a network that goes away', home(), planned({ networks: { lan } }), { deleted: ['iot'] }],
    [
      'a VLAN that becomes a bridge',
      home(),
      planned({ networks: { lan, iot: { ...tagged('isolated', 90), ports: { house: 'tagged', attic: 'tagged' } } } }),
      { deleted: ['iot'] },
    ],
    ['the VLAN of the line', home(wan({ vlan: 10 })), home(wan({ vlan: 20 })), { deleted: ['wan'] }],
    ['a new VLAN of the line', home(), home(wan({ vlan: 20 })), {}],
    [
      'a shaper that goes',
      home({ tuning: { shaper: { down: '90M', up: '20M' } } }),
      home(),
      { deleted: ['ifb-wan'], unshaped: ['enp1s0'] },
    ],
    [
      'another MAC on the line',
      home(),
      home(wan({ mac: '02:00:00:00:00:99' })),
      { addresses: [{ jack: 'enp1s0', mac: '02:00:00:00:00:99' }] },
    ],
    [
      'its own MAC again',
      home(wan({ mac: '02:00:00:00:00:99' })),
      home(),
      { addresses: [{ jack: 'enp1s0', mac: home().jacks[0]?.mac }] },
    ],
  ])('%s', (_, from, to, changes) => {
    const found = deviceChanges(from, to);
    expect(found).toEqual({ deleted: [], unshaped: [], addresses: [], plainMtu: [], ...changes });
    expect(hasDeviceChanges(found)).toBe(Object.keys(changes).length > 0);
  });
});

it.each([
  [{ type: 'pppoe', pppoe: { username: 'me', password: { env: 'P' } } }, ['pppoe.options'], ['pppd-wan.service']],
  [
    { type: 'pppoe', pppoe: { username: 'me', password: { path: '/run/p' } } },
    ['pppoe-password'],
    ['pppoe-login.service', 'pppd-wan.service'],
  ],
  [{ type: 'dhcp', dhcp: { options: { 90: { env: 'P' } } } }, ['dhcp-option-90'], ['isp-login.service']],
  [{ type: 'dhcp', dhcp: { clientId: { env: 'P' } } }, ['dhcp-option-61'], ['isp-dhcp.service']],
  [{ type: 'dhcp' }, ['admin-password-hash'], []],
])('a changed secret starts what reads it: %j', (line, changed, units) => {
  expect(secretUnits(home({ wan: { port: 'line', ...line } }), changed)).toEqual(units);
});
