import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One connection attempt: from a namespace to an address and port. */
export type Probe = {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly source?: string;
  readonly sourcePort?: number;
  readonly device?: string;
  /** A question in the words of a real daemon, where one may answer; else the probe says its name. */
  readonly say?: 'dns' | 'ntp';
};

/**
 * `open`: an answer came back. `arrived`: the other side got it, the answer was lost.
 * `refused`: an error came at once. `silent`: nothing. `seen` is the source address at the far end.
 * `host` is the listener that got it, or `daemon` where a real name or time server answered.
 */
export type ProbeResult = {
  readonly state: 'open' | 'arrived' | 'refused' | 'silent';
  readonly host: string | null;
  readonly seen: string | null;
  readonly error: string | null;
};

/** A packet made by hand; `payload` is hexadecimal, `text` is ASCII. */
export type Packet = {
  readonly fromMac: string;
  readonly toMac: string;
  readonly source: string;
  readonly to: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'igmp';
  readonly sourcePort?: number;
  readonly port?: number;
  readonly flags?: number;
  readonly mss?: number;
  readonly type?: number;
  readonly code?: number;
  readonly hopLimit?: number;
  readonly payload?: string;
  readonly text?: string;
};

export type Frame = { readonly at: string; readonly outgoing: boolean; readonly hex: string };

/** What the sniffers saw, and which texts reached a listening socket. */
export type Sent = {
  readonly frames: readonly Frame[];
  readonly arrived: readonly { readonly text: string; readonly host: string }[];
};

/** One process with sockets in every namespace (agent.py); asks are answered in order. */
export class Agent {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: ((line: string) => void)[] = [];
  #errors = '';

  constructor() {
    this.#process = spawn('python3', [fileURLToPath(new URL('agent.py', import.meta.url))]);
    this.#process.stderr.on('data', (data) => {
      this.#errors += data;
    });
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#waiting.shift()?.(line));
    this.#process.on('exit', () => {
      for (const answer of this.#waiting.splice(0)) answer(JSON.stringify({ error: `agent ended: ${this.#errors}` }));
    });
  }

  async #ask<T>(op: string, parameters: Record<string, unknown>): Promise<T> {
    const line = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve);
      this.#process.stdin.write(`${JSON.stringify({ op, with: parameters })}\n`);
    });
    const answer = JSON.parse(line) as { ok: T } | { error: string };
    if ('error' in answer) throw new Error(`${op}: ${answer.error}`);
    return answer.ok;
  }

  listen(namespace: string, host: string, ports: { tcp: readonly number[]; udp: readonly number[] }): Promise<boolean> {
    return this.#ask('listen', { namespace, host, ...ports });
  }
  join(namespace: string, device: string, group: string): Promise<boolean> {
    return this.#ask('join', { namespace, device, group });
  }
  sniff(namespace: string, device: string, name: string): Promise<boolean> {
    return this.#ask('sniff', { namespace, device, name });
  }
  /** `settle`: seconds without any event after which what has not answered counts as silent. */
  probe(probes: readonly Probe[], settle: number): Promise<readonly ProbeResult[]> {
    return this.#ask('probe', { probes, settle });
  }
  send(namespace: string, device: string, packets: readonly Packet[], settle: number): Promise<Sent> {
    return this.#ask('send', { namespace, device, packets, settle });
  }
  /** Frames since the last `probe` or `send`, after `settle` more seconds. */
  seen(settle: number): Promise<readonly Frame[]> {
    return this.#ask('seen', { settle });
  }
  speak(namespace: string, source: string, to: string): Promise<boolean> {
    return this.#ask('speak', { namespace, source, to });
  }
  flow(name: string, namespace: string, to: string, port: number): Promise<boolean> {
    return this.#ask('flow', { name, namespace, to, port });
  }
  pulse(name: string, settle: number): Promise<boolean> {
    return this.#ask('pulse', { name, settle });
  }
  close(): void {
    this.#process.stdin.end();
  }
}
