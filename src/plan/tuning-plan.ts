/** How interrupts and receive work are spread over the CPUs. */
export type TuningPlan = {
  /** Set each vector's CPU, and with it the transmit queue of each CPU (XPS). */
  readonly interrupts: boolean;
  /** Set RPS on the WAN jack's rx queues (PPPoE) or where queues are fewer than CPUs. */
  readonly rps: boolean;
  /** The jacks with a job, WAN first. */
  readonly jacks: readonly TunedJack[];
  /** As the machine stands now: what the script will do. Empty where the machine is not known. */
  readonly table: readonly TuningRow[];
};

/** How the script treats one jack: where its rotation over the CPUs begins, and who shares its receive work. */
export type TunedJack = {
  readonly name: string;
  readonly job: 'wan' | 'networks';
  /** First CPU of its rotation, as a place among the CPUs that are online: WAN and LAN do not pile up on one core. */
  readonly offset: number;
  /**
   * Which CPUs share the receive work of its rx queues. `others`: every CPU but the one that takes the queue's
   * interrupt (PPPoE). `as-needed`: all CPUs where the jack has fewer rx queues than there are CPUs, else off;
   * a rule and not a result, because queues and CPUs are counted again whenever the script runs.
   */
  readonly rps: 'others' | 'as-needed';
};

/** One line of the table for people: an interrupt or a queue, and the CPUs that it goes to. */
export type TuningRow = {
  readonly jack: string;
  /** IRQ number of this boot; null for an rx queue without an interrupt of its own (a jack on USB, or one that is down). */
  readonly irq: number | null;
  /** `enp1s0-TxRx-0`; the queue, `rx-0`, where there is no interrupt. */
  readonly action: string;
  /** CPU that takes the interrupt; null where nobody fixes it. */
  readonly cpu: number | null;
  /** RPS mask of the rx queue it serves, `e`; null where it serves none or RPS is off. */
  readonly rps: string | null;
};
