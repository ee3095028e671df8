import { writeFileSync } from 'node:fs';
import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, keepFile, sh, that, until } from '../guest.ts';
import { internet, startConcentrator } from '../isp.ts';
import { fetch } from '../probes.ts';
import { hangUp } from './line.ts';
import { countForwarded, download, segments } from './transfers.ts';

const size = 3_000_000;

/**
 * The firewall in the manner of the blog post, whose flowtable names ppp0 and a VLAN and stands in the same file as the
 * rules, beside ours: what each does while the line is down, and after a redial. A demonstration; what is checked is that
 * ours works where the post's does not.
 */
export async function postsFlowtable(plan: RouterPlan, station: string): Promise<void> {
  const lan = plan.networks[0]!.name;
  const file = '/run/lab/post.nft';
  writeFileSync(file, ruleset(plan.wan.device, lan));
  sh('rm -f /etc/modprobe.d/lab.conf');
  await hangUp();
  sh('systemctl stop pppd-wan; ip link show ppp0 2>&1; true');
  const kernel = sh('uname -r').trim();
  const old = !newerThan616(kernel);
  await check(`the post's ruleset while ppp0 is not there, kernel ${kernel}`, () => {
    const said = sh(`nft -f ${file} 2>&1; echo "exit $?"; nft list tables`).trim();
    keepFile('post-without-ppp0.txt', said);
    const loaded = said.includes('exit 0');
    sh('nft delete table inet post 2>/dev/null; true');
    that(loaded !== old, said);
    return loaded
      ? 'it loads (since 6.16 names of absent devices are taken)'
      : `nothing of it is loaded: ${said.split('\n')[0]}`;
  });
  await check('ours at the same moment: firewall and fast path load', () => {
    sh('systemctl reload nftables; systemctl restart fast-path', 120);
    const tables = sh('nft list tables');
    that(tables.includes('table inet fw') && tables.includes('table inet fastpath'), tables);
  });
  startConcentrator();
  sh('systemctl start pppd-wan');
  const online = () => until(150, () => fetch(station, `http://${internet.host4}/`) === internet.customer);
  await online();
  sh('systemctl stop fast-path');
  await check("the post's flowtable after a redial, loaded while the line was up", async () => {
    sh(`nft -f ${file}`);
    const first = measured(station);
    await hangUp();
    startConcentrator();
    await online();
    const devices = /devices = \{([^}]*)\}/.exec(sh('nft list table inet post'))?.[1]?.trim();
    const then = measured(station);
    sh('nft delete table inet post');
    return `${first} packets of ${segments(size)} in the forward chain before, ${then} after; its devices are now ${devices}`;
  });
  await check('ours after the same redial', () => {
    sh('systemctl start fast-path', 60);
    const seen = measured(station);
    that(seen < segments(size) / 10, `${seen} packets`);
    return `${seen} packets of ${segments(size)} in the forward chain`;
  });
}

function measured(station: string): number {
  const seen = countForwarded();
  download(station, 'IPv4', size);
  return seen();
}

function newerThan616(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map(Number);
  return major > 6 || (major === 6 && minor >= 16);
}

/** Our words for the shape of the post's firewall: one table with rules and flowtable, which names what comes and goes. */
function ruleset(wan: string, lan: string): string {
  return `table inet post {
  flowtable f {
    hook ingress priority 0
    devices = { ${wan}, ${lan} }
  }
  chain forward {
    type filter hook forward priority filter + 5; policy accept;
    ip protocol { tcp, udp } flow offload @f
  }
}
`;
}
