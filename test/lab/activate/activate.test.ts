import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { probeFacts } from '../../../src/facts/probe-facts.ts';
import { checkAnswers } from '../../../src/interview/check.ts';
import { planRouter } from '../../../src/plan/plan-router.ts';
import { renderFiles } from '../../../src/render/render-files.ts';
import { openMachine } from '../../../src/system/machines.ts';
import type { Job } from '../pack-job.ts';
import { activate, unknownOptions } from './activate.ts';
import type { SwitchableUnit } from './switchable-units.ts';

const scenarios = join(import.meta.dirname, '..', '..', 'scenarios');
const work = mkdtempSync(join(tmpdir(), 'naar-activate-'));
afterAll(() => rmSync(work, { recursive: true }));

/** The files of a router for the guest, with its answers changed. */
async function activated(name: string, change: (answers: string) => string = (answers) => answers): Promise<Job> {
  const read = (file: string) => readFileSync(join(scenarios, name, file), 'utf8');
  const facts = await probeFacts(await openMachine(read('machine').trim()));
  const { answers } = checkAnswers(change(read('answers.yaml')), facts, { where: 'render' });
  const plan = planRouter(facts, answers!);
  const folder = mkdtempSync(join(work, `${name}-`));
  for (const file of renderFiles(plan)) writeFileSync(join(folder, file.name), file.text);
  return activate(folder, plan.identity.release);
}

function units(job: Job): Readonly<Record<string, SwitchableUnit>> {
  return JSON.parse(String(job['switch.json']?.content));
}

describe('activation', () => {
  it.each(readdirSync(scenarios))('knows every option of %s', async (name) => {
    const job = await activated(name);
    expect(Object.keys(job).filter((path) => path.startsWith('root/etc/systemd/network/')).length).toBeGreaterThan(5);
    // nothing of the evaluation's own store is left
    for (const file of Object.values(job)) expect(String(file.content)).not.toMatch(/\/[a-z0-9]{32}-stub|naar-nix-/);
  });

  it('refuses an option that it does not know, by name, however deep', () => {
    const config = {
      services: { unbound: { enable: true, resolveLocal: true }, nobody: { knows: { this: 1 } } },
      systemd: { services: { x: { script: 'true', jobScripts: 'false' } } },
    };
    expect(unknownOptions(config)).toEqual([
      'services.unbound.resolveLocal',
      'services.nobody.knows.this',
      'systemd.services.x.jobScripts',
    ]);
  });
});

describe('a change of the router', () => {
  /** Units that differ, with what is done to them. */
  function differing(old: Job, next: Job): Record<string, string> {
    const [before, after] = [units(old), units(next)];
    return Object.fromEntries(
      Object.entries(after).flatMap(([name, unit]) => {
        if (before[name] === undefined) return [[name, 'new']];
        if (before[name].text !== unit.text) return [[name, unit.changed]];
        return before[name].reload === unit.reload ? [] : [[name, 'reload']];
      }),
    );
  }

  it('without a difference touches nothing', async () => {
    expect(differing(await activated('edpnet'), await activated('edpnet'))).toEqual({});
  });

  it('of a lease restarts dnsmasq alone', async () => {
    const next = await activated('edpnet', (answers) => answers.replace('192.168.20.199', '192.168.20.180'));
    expect(differing(await activated('edpnet'), next)).toEqual({ 'dnsmasq.service': 'stop and start' });
  });

  it('of a device reloads the firewall and never dials again', async () => {
    const next = await activated('edpnet', (answers) => answers.replace('54:60:09:aa:bb:01', '54:60:09:aa:bb:02'));
    expect(differing(await activated('edpnet'), next)).toEqual({
      'dnsmasq.service': 'stop and start',
      'nftables.service': 'reload',
    });
  });

  it('of the prefix asked for reloads networkd, of a VLAN restarts it', async () => {
    const old = await activated('edpnet');
    const prefix = await activated('edpnet', (answers) => answers.replace('prefixLength: 56', 'prefixLength: 60'));
    expect(differing(old, prefix)['systemd-networkd.service']).toBe('reload');
    const vlan = await activated('edpnet', (answers) => answers.replace('vlan: 20', 'vlan: 21'));
    expect(differing(old, vlan)['systemd-networkd.service']).toBe('stop and start');
  });
});
