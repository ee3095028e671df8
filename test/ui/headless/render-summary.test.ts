import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeFacts } from '../../../src/facts/probe-facts.ts';
import { checkAnswers } from '../../../src/interview/check.ts';
import { planRouter } from '../../../src/plan/plan-router.ts';
import type { RouterPlan } from '../../../src/plan/router-plan.ts';
import { tuningTable } from '../../../src/render/tuning-table.ts';
import { openMachine } from '../../../src/system/machines.ts';
import { renderSummary } from '../../../src/ui/headless/render-summary.ts';

const scenarios = join(import.meta.dirname, '../../scenarios');

async function scenario(name: string, known = true): Promise<RouterPlan> {
  const read = (file: string) => readFileSync(join(scenarios, name, file), 'utf8');
  const facts = await probeFacts(await openMachine(read('machine').trim()));
  const { answers } = checkAnswers(read('expect/answers.yaml'), known ? facts : null, { where: 'render' });
  return planRouter(known ? facts : null, answers!);
}

const summary = (plan: RouterPlan, directory = 'out', secrets = false) =>
  renderSummary(plan, directory, tuningTable(plan.tuning), secrets);

it('says where the files are, what was built and what to know', async () => {
  expect(summary(await scenario('flat-dhcp'))).toBe(`\
The files of gw are in out:
  configuration.nix  irq-tuning.sh  answers.yaml  local.nix

Internet: DHCP on the jack "modem" (enp1s0), untagged, IPv6 with a prefix of
  /59

Networks:
  lan   trusted  10.0.10.1/24       DHCP 10.0.10.50 - 10.0.10.250
  guest guest    10.0.30.1/24       DHCP 10.0.30.50 - 10.0.30.250
  iot   isolated 10.0.90.1/24       DHCP 10.0.90.50 - 10.0.90.250

Interrupts, and the CPU that is to serve each (irq-tuning.sh finds them anew at
each start). RPS: further CPUs that share what arrives, as a bit mask.
jack    IRQ  interrupt      CPU  RPS
enp1s0   31  enp1s0           0  -
enp1s0   32  enp1s0-TxRx-0    0  -
enp1s0   33  enp1s0-TxRx-1    1  -
enp1s0   34  enp1s0-TxRx-2    2  -
enp1s0   35  enp1s0-TxRx-3    3  -
enp2s0   37  enp2s0           1  -
enp2s0   38  enp2s0-TxRx-0    1  -
enp2s0   39  enp2s0-TxRx-1    2  -
enp2s0   40  enp2s0-TxRx-2    3  -
enp2s0   41  enp2s0-TxRx-3    0  -
enp3s0   43  enp3s0           2  -
enp3s0   44  enp3s0-TxRx-0    2  -
enp3s0   45  enp3s0-TxRx-1    3  -
enp3s0   46  enp3s0-TxRx-2    0  -
enp3s0   47  enp3s0-TxRx-3    1  -

Good to know:
  - The jack "office" (enp2s0) carries lan untagged, VLAN 30 for guest: what is
    plugged in there, a managed switch or an access point, must know these
    VLANs.
  - The jack "things" (enp3s0) carries iot untagged: any switch or access point
    can be plugged in there.
  - guest: guests reach the Internet and nothing of ours. They reach each
    other.
  - iot: devices get an address, names and time, and only what their profile
    names. They reach each other.
  - Devices announce themselves between lan and iot (mDNS).
  - SSH: closed, no key was given.
  - Console: admin, by password.
  - No disk is named, so GRUB (the boot loader) is put on none ("nodev"): give
    disk.device, as /dev/disk/by-id/..., before a router is built from these
    files.
  - Flow offload, the short cut for connections that the firewall has let
    through, is off: every packet passes the firewall.
`);
});

it('names the secrets where they were written, and says so where the machine is not known', async () => {
  const text = summary(await scenario('edpnet', false), 'out', true);
  expect(text).toContain('  configuration.nix  irq-tuning.sh  answers.yaml  local.nix  secrets/\n');
  expect(text).toContain('Internet: PPPoE on the jack "uplink" (jack1), VLAN 10, IPv6 with a prefix of\n  /56\n');
  expect(text).toContain('Interrupts: the machine is not known; irq-tuning.sh finds them when it runs.');
});

describe('79 columns of ASCII', () => {
  it.each(readdirSync(scenarios))('%s', async (name) => {
    for (const known of [true, false]) {
      const lines = summary(await scenario(name, known), `/srv/${'deep/'.repeat(30)}out`).split('\n');
      expect(lines.filter((line) => line.length > 79 || !/^[\x20-\x7e]*$/.test(line))).toEqual([]);
    }
  });
});
