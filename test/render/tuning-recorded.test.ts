import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { probeFacts } from '../../src/facts/probe-facts.ts';
import { tuningScript } from '../../src/render/tuning-script.ts';
import { saveMachineFolder } from '../../src/system/machine-folder.ts';
import { builtInMachines, loadMachine, openMachine } from '../../src/system/machines.ts';
import { runTool } from '../nixos/workbench.ts';
import { tuningOf } from '../plan/tuning-machines.ts';

test.each(builtInMachines)('recorded %s: what detection found is what the script finds and sets', async (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'naar-recorded-'));
  try {
    const facts = await probeFacts(await openMachine(name));
    const plan = tuningOf(facts);
    expect(plan.table.length).toBe(facts.jacks.length * 5);
    await saveMachineFolder(await loadMachine(name), join(folder, 'machine'));
    const [sysfs, procfs] = ['sys', 'proc'].map((part) => join(folder, 'machine', part)) as [string, string];
    // a recording holds what detection reads; the files that are only written are added here
    for (const { name: jack, txQueues } of facts.jacks) {
      for (let queue = 0; queue < txQueues; queue++) {
        mkdirSync(join(sysfs, 'class/net', jack, `queues/tx-${queue}`), { recursive: true });
        writeFileSync(join(sysfs, 'class/net', jack, `queues/tx-${queue}/xps_cpus`), '0\n');
      }
    }
    writeFileSync(join(folder, 'irq-tuning.sh'), tuningScript(plan));
    const run = runTool('bash', [join(folder, 'irq-tuning.sh')], { SYSFS: sysfs, PROCFS: procfs, WAIT: '0' });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const read = (path: string) => readFileSync(path, 'utf8').trim();
    const set = plan.table.map((row) => {
      const queue = facts.jacks.flatMap((jack) => jack.vectors).find(({ irq }) => irq === row.irq)?.queue;
      const rps = row.rps === null ? null : read(join(sysfs, 'class/net', row.jack, `queues/rx-${queue}/rps_cpus`));
      return { ...row, cpu: Number(read(join(procfs, `irq/${row.irq}/smp_affinity_list`))), rps };
    });
    expect(set).toEqual(plan.table);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
