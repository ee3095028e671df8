import { describe, expect, it } from 'vitest';
import { deviceUnit, unitName } from '../../src/render/unit-name.ts';
import { runTool } from '../nixos/workbench.ts';

describe('unit names, as systemd-escape makes them', () => {
  it.each(['enp1s0', 'wan', 'lan-2', 'enp3s0.30', 'a-b--c', 'jack1', 'ifb-wan', 'x_y:z'])('%s', (name) => {
    const escaped = (...args: string[]) => runTool('systemd-escape', args).stdout.trim();
    expect(deviceUnit(name)).toBe(escaped('--path', '--suffix=device', `/sys/subsystem/net/devices/${name}`));
    expect(unitName(name)).toBe(escaped(name));
  });
});
