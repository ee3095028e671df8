import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { activateScript, noticeScript } from '../../../src/steps/change/activate-script.ts';
import { settleScript } from '../../../src/steps/change/settle-script.ts';

const devices = {
  deleted: ['br-lan', 'ifb0'],
  unshaped: ['enp1s0'],
  plainMtu: ['enp1s0'],
  addresses: [{ jack: 'enp1s0', mac: '02:00:00:00:00:01' }],
};
const none = { deleted: [], unshaped: [], plainMtu: [], addresses: [] };
const units = ['pppd-wan.service', 'isp-login.service'];

it.each([
  ['settle.sh', settleScript(devices, units)],
  ['settle.sh of a change without devices', settleScript(none, [])],
  ['activate.sh', activateScript('/nix/store/new', devices, units)],
  ['notice.sh', noticeScript()],
])('shellcheck has nothing to say about %s', (_, script) => {
  const { status, stdout } = spawnSync('shellcheck', ['--severity=style', '-'], { input: script, encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
