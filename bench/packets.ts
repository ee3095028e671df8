import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestNetwork } from '../test/namespaces/test-network.ts';

/** One sender: a host of the test network and what it sends. */
export type Flow = {
  /** Name of the host. */
  readonly from: string;
  readonly fromMac: string;
  readonly toMac: string;
  readonly source: string;
  readonly to: string;
  readonly protocol: 'tcp' | 'udp';
  readonly sourcePort: number;
  readonly port: number;
  /** The far end has answered before the measurement begins: the flow is established. */
  readonly answered?: boolean;
  /** That many first packets of TCP connections, each sent once. */
  readonly connections?: number;
  /** Packets in one turn, where several flows share the CPU by turns. */
  readonly batch?: number;
};

/** Per second of one CPU, waiting for other programs taken off. */
export type Rate = {
  /** Packets that the router took from its wires, in both directions. */
  readonly taken: number;
  /** Packets that came out at the Internet. */
  readonly passed: number;
};

/** Sends for at most `seconds` and counts. Throws where the packets cannot be sent or an answer does not come back. */
export function packetRate(network: TestNetwork, flows: readonly Flow[], seconds: number): Rate {
  const request = {
    cpu: 0,
    seconds,
    router: network.namespace('router'),
    far: network.namespace('internet'),
    flows: flows.map(({ from, ...flow }) => ({ ...flow, namespace: network.namespace(from), device: 'eth0' })),
  };
  const script = fileURLToPath(new URL('flood.py', import.meta.url));
  const { status, stdout, stderr } = spawnSync('python3', [script], {
    input: JSON.stringify(request),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The packets could not be sent: ${stderr}`);
  const counted = JSON.parse(stdout) as { seconds: number; taken: number; passed: number };
  return { taken: counted.taken / counted.seconds, passed: counted.passed / counted.seconds };
}
