import { check, sh, start, that, until } from '../guest.ts';
import { internet } from '../isp.ts';

/** The fast path takes a long transfer of a trusted device. */
export async function fastPath(station: string): Promise<void> {
  await check('fast path: loaded, and a long transfer is on it', async () => {
    that(sh('nft list tables').includes('inet fastpath'), sh('journalctl -u fast-path -o cat --no-pager'));
    start('transfer', station, `curl -sS -m 120 -o /dev/null http://${internet.host4}/bytes/20000000`);
    await until(40, () => sh('conntrack -L -p tcp 2>/dev/null; true').includes('[OFFLOAD]'));
  });
}
