/** What a measure answers: figures with their repetitions, what they are held against, and what was hoped for. */

export interface Figure {
  readonly what: string;
  /** Whose figure it is, where many have the same: they are shown as a grid with a row for each. */
  readonly of?: string;
  readonly unit: string;
  /** One a repetition. None: it was not measured, and `note` says why. */
  readonly values: readonly number[];
  /** Standard error of a slope, in `unit`; shown instead of the spread. */
  readonly error?: number;
  /** A yardstick of the same run, in the same unit. */
  readonly baseline?: { readonly what: string; readonly values: readonly number[] };
  /** At most this much is wanted, in `unit`. */
  readonly target?: number;
  /** At most this many times its baseline is wanted; only a grid shows it. */
  readonly targetRatio?: number;
  readonly note?: string;
}

export interface Measure {
  /** As `--only` takes it. */
  readonly name: string;
  readonly title: string;
  /** How it is measured and what it leaves out, in a sentence or two. */
  readonly method: string;
  readonly run: (bench: Bench) => Promise<readonly Figure[]>;
}

/** What a measure may use of the bench. */
export interface Bench {
  /** A line of progress while a long part runs. */
  readonly log: (line: string) => void;
  /** Length of the memory run. */
  readonly minutes: number;
  /** Why there is no browser; undefined when there is one. */
  readonly noBrowser: string | undefined;
}

export const notMeasured = (what: string, unit: string, why: string): Figure => ({
  what,
  unit,
  values: [],
  note: `not measured: ${why}`,
});
