import { describe, expect, it } from 'vitest';
import { offloadSection } from '../../src/render/offload.ts';
import { at } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { type Group, planned } from '../plan/planned.ts';

const services = async (changes: Group = {}) => at(await evaluateRouter(planned(changes)), 'systemd', 'services');
const jacks = ['enp1s0', 'enp2s0'];
const devices = jacks.map((jack) => `sys-subsystem-net-devices-${jack}.device`);

describe('the fast path on NixOS', () => {
  it('is left out where it is off', async () => {
    expect(offloadSection(planned({ tuning: { flowOffload: 'off' } }))).toBeNull();
    expect(at(await services({ tuning: { flowOffload: 'off' } }), 'fast-path')).toBeUndefined();
  });

  it('comes after the firewall and its jacks, goes with the firewall, and cannot take it along', async () => {
    const unit = at(await services(), 'fast-path');
    expect(unit).toMatchObject({
      wantedBy: ['multi-user.target', ...devices],
      after: ['nftables.service', ...devices],
      partOf: ['nftables.service'],
      unitConfig: { ConditionPathExists: jacks.map((jack) => `/sys/class/net/${jack}`) },
      serviceConfig: { Type: 'oneshot', RemainAfterExit: true },
      preStop: 'nft delete table inet fastpath 2>/dev/null || true\n',
    });
    expect(at(unit, 'requires')).toBeUndefined();
  });

  it('has a watch that lives and dies with it', async () => {
    const watch = at(await services(), 'fast-path-watch');
    expect(watch).toMatchObject({
      wantedBy: ['fast-path.service'],
      bindsTo: ['fast-path.service'],
      after: ['fast-path.service'],
      // what it gave up stays given up until the next start
      serviceConfig: { Restart: 'no', RuntimeDirectory: 'fast-path-watch' },
    });
  });

  it('says on which kernels it runs', () => {
    const reason = (tuning: Group) => offloadSection(planned({ tuning }))!.reason;
    expect(reason({})).toContain('6.12 up to 6.12.117, 6.18 up to 6.18.15, 7.3 up to 7.3.4.');
    expect(reason({ flowOffload: 'on' })).toContain('It runs on any kernel, as the answers ask.');
    const plan = planned();
    const open = { ...plan.offload!, provenKernels: [{ series: '8.1', to: null }] };
    expect(offloadSection({ ...plan, offload: open })!.reason).toContain('it was seen to work: 8.1.');
  });
});
