/** How interrupts and receive work are spread over the CPUs. */
export type TuningPlan = {
  /** Set each vector's CPU. */
  readonly interrupts: boolean;
  /** Set RPS on the WAN jack's rx queues (PPPoE) or where queues are fewer than CPUs. */
  readonly rps: boolean;
  /** The jacks with a job, WAN first. */
  readonly jacks: readonly TunedJack[];
  /** As the machine stands now: what the script will do. Empty where the machine is not known. */
  readonly table: readonly TuningRow[];
};

export type TunedJack = {
  readonly name: string;
  readonly job: 'wan' | 'networks';
  /** First CPU of its rotation: WAN and LAN do not pile up on one core. */
  readonly offset: number;
  /** `all`: every CPU but the one that takes the queue's interrupt; `none`: off. */
  readonly rps: 'others' | 'all' | 'none';
};

export type TuningRow = {
  readonly jack: string;
  /** IRQ number of this boot. */
  readonly irq: number;
  /** `enp1s0-TxRx-0` */
  readonly action: string;
  readonly cpu: number;
  /** RPS mask of the rx queue it serves, `e`; null where it serves none or RPS is off. */
  readonly rps: string | null;
};
