import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { probeFacts } from '../../src/facts/probe-facts.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { planRouter } from '../../src/plan/plan-router.ts';
import { openMachine } from '../../src/system/machines.ts';
import { at, storeText } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';

/** A question of the client as it was on the wire; options in their order, values in hexadecimal. */
export type Question = {
  readonly from: string;
  readonly to: string;
  readonly to_mac: string;
  readonly ciaddr: string;
  readonly xid: string;
  readonly length: number;
  readonly sums: { readonly ip: boolean; readonly udp: boolean };
  readonly options: readonly (readonly [number, string])[];
};

/** What the provider answers; times in seconds, further options as hexadecimal by code. */
export type Provider = {
  readonly answer: 'ack' | 'nak' | 'none';
  readonly address?: string;
  readonly lease?: number;
  readonly renew?: number;
  readonly rebind?: number;
  readonly options?: Readonly<Record<number, string>>;
};

/** The configuration of a router whose WAN is the VLAN device `wan` and asks by DHCP; `dhcp` is `wan.dhcp` of the answers. */
export async function configurationWith(dhcp: unknown, wan: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
  const answers = {
    version: 1,
    system: {
      release: '26.05',
      admin: { user: 'admin', password: { hash: `$y$j9T$${'a'.repeat(22)}$${'b'.repeat(43)}` } },
    },
    ports: { box: { name: 'enp2s0' }, trunk: { name: 'enp5s0' } },
    wan: { port: 'box', type: 'dhcp', vlan: 101, dhcp, ...wan },
    networks: { home: { zone: 'trusted', address: '192.168.10.1/24', ports: { trunk: 'untagged' } } },
    dns: { upstream: 'isp' },
  };
  const facts = await probeFacts(await openMachine('n100'));
  const checked = checkAnswers(JSON.stringify(answers), facts, { where: 'render' });
  if (checked.answers === null) throw new Error(JSON.stringify(checked.problems));
  return evaluateRouter(planRouter(facts, checked.answers));
}

/** The script of a service, with the first line that NixOS gives it. */
export function serviceScript(config: unknown, name: string): string {
  return `#!/bin/bash\nset -e\n${at(config, 'systemd', 'services', name, 'script')}\n`;
}

/** A router's namespace whose device `wan` is wired to the device `wan` of a provider's. Close it, also after a failure. */
export class Wire {
  readonly router: string;
  readonly provider: string;
  readonly folder = mkdtempSync(join(tmpdir(), 'naar-dhcp-'));
  readonly questions: Question[] = [];
  /** What the client said. */
  said = '';
  #client: ChildProcessWithoutNullStreams | null = null;
  #server: ChildProcessWithoutNullStreams | null = null;
  #told = 0;

  constructor(serial: number) {
    this.router = `naar-cpe-${process.pid}-${serial}`;
    this.provider = `naar-isp-${process.pid}-${serial}`;
    try {
      for (const name of [this.router, this.provider]) {
        ip('netns', 'add', name);
        ip('-n', name, 'link', 'set', 'lo', 'up');
      }
      ip('link', 'add', 'wan', 'netns', this.router, 'type', 'veth', 'peer', 'name', 'wan', 'netns', this.provider);
      for (const name of [this.router, this.provider]) ip('-n', name, 'link', 'set', 'wan', 'up');
      ip('-n', this.provider, 'address', 'add', '192.0.2.1/24', 'dev', 'wan');
      // as on the router: while the line is down, nothing leaves by another jack
      ip('-n', this.router, 'route', 'add', 'blackhole', 'default', 'metric', '4096');
    } catch (failure) {
      this.close();
      throw failure;
    }
  }

  /**
   * Starts the unit's command as systemd would: its script, its environment, its capabilities, folders of its
   * own in the place of /run and of dhcpcd's state. The hook's environment is kept.
   */
  start(config: unknown): void {
    const script = join(this.folder, 'isp-dhcp-start');
    const hook = join(this.folder, 'isp-dhcp-hook');
    const hookText = storeText(String(at(config, 'systemd', 'services', 'isp-dhcp', 'environment', 'HOOK')))!;
    writeFileSync(script, serviceScript(config, 'isp-dhcp'), { mode: 0o755 });
    writeFileSync(hook, `#!/bin/bash\nenv >> ${this.folder}/environment\n${hookText}`, { mode: 0o755 });
    for (const folder of ['run/isp-dhcp', 'run/dhcpcd', 'state'])
      mkdirSync(join(this.folder, folder), { recursive: true, mode: 0o700 });
    // without a user of this name dhcpcd stays one process, as NixOS builds it
    const users = readFileSync('/etc/passwd', 'utf8').replace(/^dhcpcd:.*\n/m, '');
    writeFileSync(join(this.folder, 'passwd'), users);
    // the namespace's own mounts: `ip netns exec` has made them apart from the machine's
    const mounts = Object.entries({ run: '/run', state: '/var/lib/dhcpcd', passwd: '/etc/passwd' })
      .map(([own, place]) => `mount --bind ${this.folder}/${own} ${place}`)
      .join('; ');
    const capabilities = at(config, 'systemd', 'services', 'isp-dhcp', 'serviceConfig', 'CapabilityBoundingSet');
    const bounds = (capabilities as string[]).map((name) => name.toLowerCase().replace('cap_', '+')).join(',');
    const start = `${mounts}; exec setpriv --no-new-privs --bounding-set=-all,${bounds} bash --norc ${script}`;
    const child = spawn('ip', ['netns', 'exec', this.router, 'bash', '--norc', '-ec', start], {
      env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, HOOK: hook },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.said += text));
    this.#client = child;
  }

  get clientId(): number {
    return this.#client?.pid ?? 0;
  }

  /** The ISP's name servers as the hook wrote them; empty where it has not. */
  servers(): string {
    const file = join(this.folder, 'run/isp-dhcp/dns');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Ends the client as systemd does when it stops the unit. */
  async stop(): Promise<void> {
    const child = this.#client;
    this.#client = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  /** From now on the provider behaves like this. */
  async provide(how: Provider): Promise<void> {
    if (this.#server === null) {
      const script = join(import.meta.dirname, 'dhcp-isp.py');
      const child = spawn('ip', ['netns', 'exec', this.provider, 'python3', script, 'wan']);
      child.stderr.on('data', (text) => (this.said += `provider: ${text}`));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const value = JSON.parse(line) as Question | { readonly ready: true };
        if ('ready' in value) this.#told += 1;
        else this.questions.push(value);
      });
      this.#server = child;
      await this.until('the provider is there', () => this.#told > 0);
    }
    const told = this.#told;
    this.#server.stdin.write(`${JSON.stringify(how)}\n`);
    await this.until('the provider has heard', () => this.#told > told);
  }

  /** Waits for something to become true; where it does not, the error has what the client said. */
  async until(what: string, holds: () => boolean, seconds = 15): Promise<void> {
    for (let waited = 0; waited < seconds * 20; waited += 1) {
      if (holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Not so after ${seconds} s: ${what}.\n${this.said}\n${JSON.stringify(this.questions, null, 1)}`);
  }

  /** IPv4 addresses of the router's `wan`, with prefix length. */
  addresses(): readonly string[] {
    return [...ip('-n', this.router, '-4', '-o', 'address', 'show', 'dev', 'wan').matchAll(/inet (\S+)/g)].map(
      ([, address]) => address!,
    );
  }

  /** Routes of the router's main table as `ip` writes them, blanks at the end away. */
  routes(): readonly string[] {
    return ip('-n', this.router, '-4', 'route')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }

  ip(...args: readonly string[]): string {
    return ip(...args);
  }

  /** nft in the router's namespace. */
  nft(...args: readonly string[]): string {
    return ip('netns', 'exec', this.router, 'nft', ...args);
  }

  close(): void {
    for (const child of [this.#client, this.#server]) child?.kill('SIGKILL');
    for (const name of [this.router, this.provider]) spawnSync('ip', ['netns', 'delete', name]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Type of a question: 1 discover, 3 request. */
export function kindOf(question: Question): number {
  return Number.parseInt(optionOf(question, 53) ?? '0', 16);
}

/** One option's value in hexadecimal, pieces joined as a server does (RFC 3396); undefined where it is not sent. */
export function optionOf(question: Question, code: number): string | undefined {
  const pieces = question.options.filter(([given]) => given === code);
  return pieces.length === 0 ? undefined : pieces.map(([, value]) => value).join('');
}

/** Argument lists of all processes of this machine, by process id. */
export function argumentLists(): ReadonlyMap<number, Buffer> {
  const lists = new Map<number, Buffer>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      lists.set(Number(name), readFileSync(`/proc/${name}/cmdline`));
    } catch {
      // it ended meanwhile
    }
  }
  return lists;
}

function ip(...args: readonly string[]): string {
  const run = spawnSync('ip', args, {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  if (run.status !== 0) throw new Error(`ip ${args.join(' ')}: ${run.stderr}`);
  return run.stdout;
}
