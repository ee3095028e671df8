/** One thing wrong (or worth a word) in the answers. All are found in one go. */
export type Problem = {
  readonly severity: 'error' | 'warning';
  /** 1-based place in the answers file; null where there is no file. */
  readonly line: number | null;
  readonly column: number | null;
  /** Dotted key, `networks.lan.address`; empty for the whole file. */
  readonly key: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** One phrase: what is allowed; null where the message says all. */
  readonly allowed: string | null;
};
