import { describe, expect, it } from 'vitest';
import { tuningSection } from '../../src/render/tuning.ts';
import { apu, jack } from '../interview/facts.ts';
import { at, storePaths, storeText } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { type Group, planned } from '../plan/planned.ts';

describe('the tuning units', () => {
  it('are one for each jack with a job, at boot, after a switch and whenever the jack appears', async () => {
    const config = await evaluateRouter(planned());
    const services = at(config, 'systemd', 'services') as Group;
    expect(Object.keys(services).filter((name) => name.startsWith('irq-tuning'))).toEqual([
      'irq-tuning-enp1s0',
      'irq-tuning-enp2s0',
    ]);
    const device = 'sys-subsystem-net-devices-enp1s0.device';
    expect(services['irq-tuning-enp1s0']).toMatchObject({
      wantedBy: ['multi-user.target', device],
      after: [device],
      unitConfig: { ConditionPathExists: '/sys/class/net/enp1s0' },
      // free to run again when the jack comes back
      serviceConfig: { Type: 'oneshot' },
    });
    expect(at(config, 'services', 'irqbalance', 'enable')).toBe(false);
  });

  it('run the copy of the script that belongs to the generation, with bash of NixOS, for one jack', async () => {
    const script = String(at(await evaluateRouter(planned()), 'systemd', 'services', 'irq-tuning-enp2s0', 'script'));
    const [stored = ''] = storePaths(script);
    expect(script).toBe(`exec /nix/store/placeholder-bash/bin/bash ${stored} enp2s0`);
    expect(storeText(stored)).toMatch(/^#!\/usr\/bin\/env bash\n# Spreads the work/);
  });

  it('have a name that systemd takes, whatever the kernel calls the jack', async () => {
    const facts = apu({ jacks: [jack('eth-1', '00:0d:b9:00:00:01'), jack('enp2s0', '00:0d:b9:00:00:02')] });
    const ports = { line: { name: 'eth-1' }, house: { name: 'enp2s0' } };
    const unit = at(await evaluateRouter(planned({ ports }, facts)), 'systemd', 'services', 'irq-tuning-eth\\x2d1');
    expect(at(unit, 'after')).toEqual(['sys-subsystem-net-devices-eth\\x2d1.device']);
    expect(String(at(unit, 'script'))).toMatch(/ eth-1$/);
  });

  it('are left out where there is nothing to do', () => {
    const off = (tuning: Group) => tuningSection(planned({ tuning }));
    expect(off({ interrupts: 'off', rps: 'off' })).toBeNull();
    expect(off({ interrupts: 'off' })).not.toBeNull();
    expect(off({ rps: 'off' })).not.toBeNull();
  });
});
