import { check, same, sh, start, that, until } from '../guest.ts';
import { internet } from '../isp.ts';

/** The fast path takes a long transfer of a trusted device. */
export async function fastPath(station: string): Promise<void> {
  await check('fast path: loaded, and a long transfer is on it', async () => {
    that(sh('nft list tables').includes('inet fastpath'), sh('journalctl -u fast-path -o cat --no-pager'));
    start('transfer', station, `curl -sS -m 120 -o /dev/null http://${internet.host4}/bytes/20000000`);
    await until(40, () => sh('conntrack -L -p tcp 2>/dev/null; true').includes('[OFFLOAD]'));
    sh('pkill curl; true');
  });
}

/** A kernel without flow offload: the unit says so and does not fail, and the firewall stays as it is. */
export async function refusedByKernel(): Promise<void> {
  await check('fast path: a kernel that refuses it costs the fast path and nothing else', async () => {
    sh('systemctl stop fast-path', 60);
    const modules = 'nft_flow_offload nf_flow_table_inet nf_flow_table';
    for (const name of modules.split(' ')) sh(`echo 'install ${name} /bin/false' >>/etc/modprobe.d/lab.conf`);
    await until(30, () => same(sh(`modprobe -r ${modules} 2>&1; lsmod | grep flow_ || true`).trim(), '', 'modules'));
    sh('systemctl start fast-path', 60);
    const said = sh('journalctl -b -u fast-path -o cat --no-pager | tail -n 5');
    that(/this kernel refused it/.test(said), said);
    that(sh('systemctl is-failed fast-path; true').trim() !== 'failed', 'the unit failed');
    const tables = sh('nft list tables');
    that(tables.includes('table inet fw') && !tables.includes('fastpath'), tables);
  });
}
