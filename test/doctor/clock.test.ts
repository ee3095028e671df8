import { expect, it } from 'vitest';
import { clockCheck } from '../../src/doctor/clock.ts';
import { noNamespaces } from '../namespaces/test-network.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { chronyConf } from '../nixos/judges/nixos-files.ts';
import { runIsolated, withFolder } from '../nixos/workbench.ts';
import { patient } from './patient.ts';

const reason = noNamespaces();
if (reason !== null) console.warn(`clock.test.ts is not run: ${reason}`);

// the clock of this machine is nobody's business (-x); nobody is there to be asked
const script = `cd "$1" && ip link set lo up && mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/lib || exit 9
mkdir -p /run/chrony /var/lib/chrony
chronyd -x -d -u root -f "$PWD/chrony.conf" > log 2>&1 &
for _ in $(seq 100); do
  chronyc -c tracking > said 2>&1 && ! grep -q '^00000000' said && break
  sleep 0.05
done
cat said
kill -0 $! || { cat log >&2; exit 9; }`;

it.skipIf(reason !== null)(
  'the real chrony that no server answers is not taken for one that knows the time',
  async () => {
    const { facts, plan, system } = patient();
    const files = { 'chrony.conf': chronyConf(await evaluateRouter(plan))! };
    const run = withFolder(files, (folder) => runIsolated(script, [folder]));
    if (run.code !== 0) throw new Error(run.stderr);
    // it calls itself well
    expect(run.stdout).toMatch(/,Normal\n$/);
    const here = { ...system, run: async () => ({ code: 0, stdout: run.stdout, stderr: '' }) };
    expect(await clockCheck.look({ system: here, facts, plan })).toMatchObject({ verdict: 'note' });
  },
);
