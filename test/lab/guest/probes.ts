import { inside, same, that } from './guest.ts';

/** What a web server answers a device: the lab's tell the address that the visitor came from. */
export function fetch(name: string, url: string): string {
  return inside(name, `curl -sS -k -g -m 20 '${url}'`, 30).trim();
}

/** The visit must come about, and from this address. */
export function visit(name: string, url: string, from: string): void {
  same(fetch(name, url), from, `${url} is visited from`);
}

/** A connection must not come about: neither be accepted nor be answered by the far host. */
export function refused(name: string, address: string, port: number): void {
  const said = inside(name, `timeout 4 bash -c 'exec 3<>/dev/tcp/${address}/${port}' 2>&1 && echo CONNECTED; true`, 30);
  that(!said.includes('CONNECTED'), `${name} reached ${address} port ${port}`);
}

/** Short answer of a name server to a device: `question` is a name, or `-x` and an address. */
export function ask(name: string, server: string, question: string): string {
  return inside(name, `dig +short +tries=3 +time=5 @${server} ${question}`, 40).trim();
}
