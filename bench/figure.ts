/** The types of a measure and of its results: figures with their repetitions, baselines and targets. */

export interface Figure {
  readonly what: string;
  /** The row of the grid that this figure is in, such as a transport; set where several rows have the same figures. */
  readonly of?: string;
  readonly unit: string;
  /** One per repetition. Empty: it was not measured, and `note` says why. */
  readonly values: readonly number[];
  /** Standard error of a slope, in `unit`; shown instead of the spread. */
  readonly error?: number;
  /** The values to compare with, from the same run and in the same unit. */
  readonly baseline?: { readonly what: string; readonly values: readonly number[] };
  /** The largest value that meets the target, in `unit`. */
  readonly target?: number;
  /** The largest ratio to the baseline that meets the target; only a grid shows it. */
  readonly targetRatio?: number;
  readonly note?: string;
}

export interface Measure {
  /** The name that `--only` takes. */
  readonly name: string;
  readonly title: string;
  /** How it is measured, and what it does not include. */
  readonly method: string;
  readonly run: (bench: Bench) => Promise<readonly Figure[]>;
}

/** What a measure may use of the bench. */
export interface Bench {
  /** Prints a line of progress. */
  readonly log: (line: string) => void;
  /** How long the memory measure runs. */
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
