import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { probeFacts } from '../../src/facts/probe-facts.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { planRouter } from '../../src/plan/plan-router.ts';
import type { RouterPlan } from '../../src/plan/router-plan.ts';
import { firewallTable } from '../../src/render/nftables.ts';
import { openMachine } from '../../src/system/machines.ts';
import { removeFolder } from '../remove-folder.ts';

/** What the kernel of a device thinks of its IPv6: addresses it prefers, addresses it only still has, and whether it has a default route. */
export type View = {
  readonly preferred: readonly string[];
  readonly deprecated: readonly string[];
  readonly leadsOut: boolean;
};

/** The router of the post: ppp0 over VLAN 10, lan and iot. */
export async function edpnetPlan(): Promise<RouterPlan> {
  const facts = await probeFacts(await openMachine('apu2'));
  const text = readFileSync(join(import.meta.dirname, '..', 'scenarios', 'edpnet', 'answers.yaml'), 'utf8');
  const { answers, problems } = checkAnswers(text, facts, { where: 'render' });
  if (answers === null) throw new Error(JSON.stringify(problems));
  return planRouter(facts, answers);
}

let serial = 0;

/**
 * A router in a namespace with a device in each of its networks, whose own kernels read the advertisements. networkd and
 * pppd are played: what they would set is set by hand. Close it, also after a failure.
 */
export class AdvertisedHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'naar-advertised-'));
  readonly state = join(this.folder, 'state');
  readonly runtime = join(this.folder, 'run');
  readonly router: string;
  said = '';
  readonly #plan: RouterPlan;
  readonly #processes: ChildProcess[] = [];

  constructor(plan: RouterPlan) {
    serial += 1;
    this.#plan = plan;
    this.router = `naar-ra-${process.pid}-${serial}`;
    for (const folder of [this.state, this.runtime]) mkdirSync(folder);
    const router = ['ip', 'netns', 'exec', this.router];
    must(['ip', 'netns', 'add', this.router]);
    must([...router, 'sysctl', '-qw', 'net.ipv6.conf.all.forwarding=1', 'net.ipv6.conf.default.accept_dad=0']);
    must([...router, 'ip', 'link', 'set', 'lo', 'up']);
    for (const line of [plan.wan.parent, plan.wan.device]) {
      must([...router, 'ip', 'link', 'add', line, 'type', 'veth', 'peer', 'name', `isp-${line}`]);
      for (const end of [line, `isp-${line}`]) must([...router, 'ip', 'link', 'set', end, 'up']);
    }
    for (const { name, ipv6 } of plan.networks) {
      must(['ip', 'netns', 'add', this.device(name)]);
      const device = ['ip', 'netns', 'exec', this.device(name)];
      must([...device, 'sysctl', '-qw', 'net.ipv6.conf.default.accept_dad=0']);
      must([...router, 'ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.device(name)]);
      must([...router, 'ip', 'link', 'set', name, 'up']);
      must([...router, 'ip', 'addr', 'add', `${ipv6.address}/64`, 'dev', name]);
      for (const link of ['lo', 'eth0']) must([...device, 'ip', 'link', 'set', link, 'up']);
    }
    this.loadFirewall();
  }

  /** Namespace of the device in a network. */
  device(network: string): string {
    return `${this.router}-${network}`;
  }

  /** As on every reload: what was put in is gone. */
  loadFirewall(): void {
    const text = `table inet fw\ndelete table inet fw\ntable inet fw {\n${firewallTable(this.#plan.firewall)}\n}\n`;
    must(['ip', 'netns', 'exec', this.router, 'nft', '-f', '-'], text);
  }

  /** Runs the unit's script, as systemd would. */
  start(script: string): ChildProcess {
    const file = join(this.folder, 'script');
    writeFileSync(file, `set -e\n${script}`);
    const unit = spawn('ip', ['netns', 'exec', this.router, 'bash', file], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', STATE_DIRECTORY: this.state, RUNTIME_DIRECTORY: this.runtime },
    });
    for (const stream of [unit.stdout, unit.stderr]) stream.on('data', (bytes) => (this.said += bytes));
    this.#processes.push(unit);
    return unit;
  }

  /** Runs a command on the router; gives what it printed. */
  run(...command: readonly string[]): string {
    return must(['ip', 'netns', 'exec', this.router, ...command]);
  }

  /** The line is there, and the ISP gives this /48 of which each network has its part. */
  dial(prefix: string): void {
    this.run('ip', '-6', 'route', 'add', 'default', 'dev', this.#plan.wan.device);
    this.delegate(prefix);
  }

  /** networkd hands out the prefix that pppd's line brought. */
  delegate(prefix: string): void {
    for (const { network, address } of this.#addresses(prefix))
      this.run(...`ip -6 addr add ${address} dev ${network} preferred_lft 1800 valid_lft 3600`.split(' '));
  }

  /** networkd takes it away again. */
  withdraw(prefix: string): void {
    for (const { network, address } of this.#addresses(prefix)) this.run('ip', 'addr', 'del', address, 'dev', network);
  }

  hangUp(prefix: string): void {
    this.run('ip', '-6', 'route', 'del', 'default', 'dev', this.#plan.wan.device);
    this.withdraw(prefix);
  }

  /** Everything on the router stops in the middle of what it does, and the line with it; only what is on disk stays. */
  cutPower(prefix: string): void {
    for (const id of pids(this.router)) process.kill(id, 'SIGKILL');
    removeFolder(this.runtime);
    mkdirSync(this.runtime);
    this.hangUp(prefix);
    for (const { name } of this.#plan.networks) this.run('ip', '-6', 'route', 'flush', 'root', '2000::/3', 'dev', name);
  }

  /** The device's own view. */
  view(network: string): View {
    const device = this.device(network);
    const lines = must(['ip', '-n', device, '-6', '-o', 'addr', 'show', 'dev', 'eth0', 'scope', 'global']).split('\n');
    const addresses = (wanted: boolean) =>
      lines
        .filter((line) => line !== '' && line.includes(' deprecated ') === wanted)
        .map((line) => / inet6 (\S+)\/64/.exec(line)?.[1] ?? line)
        .sort();
    return {
      preferred: addresses(false),
      deprecated: addresses(true),
      leadsOut: must(['ip', '-n', device, '-6', 'route', 'show', 'default']) !== '',
    };
  }

  /** All that a device's kernel says of addresses and routes from now on. */
  watch(network: string): () => string {
    let seen = '';
    const monitor = spawn('ip', ['-n', this.device(network), '-6', '-o', 'monitor', 'address', 'route']);
    monitor.stdout.on('data', (bytes) => (seen += bytes));
    this.#processes.push(monitor);
    return () => seen;
  }

  /** What radvd was given to say. */
  config(): string {
    return readFileSync(join(this.runtime, 'radvd.conf'), 'utf8');
  }

  /** A device says something to the Internet. */
  visit(network: string): void {
    must(['ip', 'netns', 'exec', this.device(network), 'bash', '-c', 'echo hello > /dev/udp/2a0f:91::80/9']);
  }

  /** Connections through the router from a prefix. */
  connections(prefix: string): readonly string[] {
    return this.run('conntrack', '-L', '-f', 'ipv6', '-s', `${prefix}/64`)
      .split('\n')
      .filter((line) => line !== '');
  }

  /** Earlier prefixes that the firewall refuses. */
  refused(): readonly string[] {
    return this.run('nft', 'list', 'set', 'inet', 'fw', 'outdated6').match(/[23][0-9a-f:]+::\/64/g) ?? [];
  }

  close(): void {
    for (const unit of this.#processes) unit.kill('SIGKILL');
    for (const name of [...this.#plan.networks.map(({ name }) => this.device(name)), this.router]) {
      for (const id of pids(name)) process.kill(id, 'SIGKILL');
      spawnSync('ip', ['netns', 'delete', name]);
    }
    removeFolder(this.folder);
  }

  #addresses(prefix: string): readonly { readonly network: string; readonly address: string }[] {
    return this.#plan.networks.flatMap(({ name, ipv6: { subnetId } }) =>
      subnetId === null ? [] : [{ network: name, address: `${inSubnet(prefix, subnetId)}1/64` }],
    );
  }
}

/** `2a0f:90:1000::` and 90 give `2a0f:90:1000:5a::`. */
export function inSubnet(prefix: string, subnetId: number): string {
  return subnetId === 0 ? prefix : prefix.replace('::', `:${subnetId.toString(16)}::`);
}

/** Tries again until it throws no more; throws the last reason after twenty seconds. */
export async function eventually(attempt: () => void): Promise<void> {
  const end = Date.now() + 20_000;
  for (;;) {
    try {
      attempt();
      return;
    } catch (failure) {
      if (Date.now() > end) throw failure;
      await sleep(100);
    }
  }
}

function pids(namespace: string): readonly number[] {
  const { stdout } = spawnSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [Number(line)]));
}

function must([command = '', ...args]: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    input,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
}
