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

/** A frame made for port 0, whose destination port and checksum are filled in later: hexadecimal, places in bytes. */
export type FrameForPorts = { readonly frame: string; readonly portAt: number; readonly sumAt: number };

/** Where such a frame is sent from, and to which ports. */
export type ScanJob = FrameForPorts & {
  readonly namespace: string;
  readonly device: string;
  readonly ports: readonly number[];
};

/**
 * How a stream of words went: sent and answered, segments that TCP sent again, the longest time between two answers and
 * the seconds from the last one to the end of the sending, and the last error of the socket (`closed` where the other side ended it).
 */
export type Streamed = {
  readonly sent: number;
  readonly answered: number;
  readonly again: number;
  readonly gap: number;
  readonly silent: number;
  readonly error: string | null;
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
  /** `outgoing` false: only what arrives. */
  sniff(namespace: string, device: string, name: string, outgoing = true): Promise<boolean> {
    return this.#ask('sniff', { namespace, device, name, outgoing });
  }
  /** Ends all sniffers. */
  deafen(): Promise<boolean> {
    return this.#ask('deafen', {});
  }
  /** `settle`: seconds without any event after which what has not answered counts as silent. */
  probe(probes: readonly Probe[], settle: number): Promise<readonly ProbeResult[]> {
    return this.#ask('probe', { probes, settle });
  }
  send(namespace: string, device: string, packets: readonly Packet[], settle: number): Promise<Sent> {
    return this.#ask('send', { namespace, device, packets, settle });
  }
  /** Sends frames to ports, one job after the other, with a `pause` in seconds after every 64. What came back is `seen` then. */
  scan(jobs: readonly ScanJob[], pause = 0): Promise<boolean> {
    return this.#ask('scan', { jobs, pause });
  }
  /** Frames since the last `probe`, `send` or `scan`, after `settle` more seconds. */
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
  /** Words over open connections, one every `interval` seconds, for some seconds or until the file `until` exists. */
  stream(
    flows: readonly Pick<Probe, 'from' | 'to' | 'protocol' | 'port' | 'source'>[],
    interval: number,
    seconds: number,
    until?: string,
  ): Promise<readonly Streamed[]> {
    return this.#ask('stream', { flows, interval, seconds, ...(until === undefined ? {} : { until }) });
  }
  close(): void {
    this.#process.stdin.end();
  }
}
