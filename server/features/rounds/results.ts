/**
 * Results of rounds, stored so that a restart forgets no podium. A round ends in the middle of a tick, which no disk may
 * hold up or throw into: a result waits in memory until it is stored, which is tried outside of the tick, and again.
 */
import { BadOption } from "../../bad-option.ts";
import {
  isBusy,
  type ResultRow,
  ResultsDatabase,
  storageErrorText,
  type StoredResult,
} from "./results-database.ts";
import type { RoundResult } from "./rounds.ts";
import type { Clock } from "../../clock.ts";

export interface ResultsOptions {
  /** Made when missing; ":memory:" keeps nothing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** For the health page. */
export interface ResultsHealth {
  /** Not stored yet. */
  readonly pending: number;
  /** Given up, because too many were pending or the server stopped. */
  readonly lost: number;
  /** Why the last attempt to store failed; null when it did not. */
  readonly error: string | null;
}

const retryEveryMs = 5000;
/** Two kilobytes each at most: all rooms for three quarters of an hour. */
const maxPending = 1000;

export class Results {
  readonly #options: ResultsOptions;
  readonly #database: ResultsDatabase;
  /** Oldest first. */
  #pending: StoredResult[] = [];
  #lost = 0;
  #error: string | null = null;
  #cancelAttempt: (() => void) | undefined;

  /** @throws BadOption for a folder that cannot be used; one that another process has locked will be tried again. */
  constructor(options: ResultsOptions) {
    this.#options = options;
    this.#database = new ResultsDatabase(options.folder);
    try {
      this.#database.check();
    } catch (error) {
      const otherwise = "choose another folder, or :memory: to keep none";
      if (!isBusy(error))
        throw new BadOption(
          "DATA_DIR",
          options.folder,
          `${storageErrorText(error)}, or ${otherwise}`,
        );
      this.#failed(error);
      this.#attemptIn(retryEveryMs);
    }
  }

  get health(): ResultsHealth {
    return { pending: this.#pending.length, lost: this.#lost, error: this.#error };
  }

  /** Never throws, and waits for no disk. */
  save({ room, round, endedAtMs, rows }: RoundResult): void {
    const kept: ResultRow[] = rows
      .map(({ name, bot, transport, score, kills, deaths }) => ({
        name,
        bot,
        transport,
        score,
        kills,
        deaths,
      }))
      .toSorted((a, b) => b.score - a.score);
    this.#pending.push({ room, round, endedAtMs, rows: kept });
    if (this.#pending.length > maxPending) {
      this.#pending.shift();
      this.#lost += 1;
    }
    this.#attemptIn(0);
  }

  /** The last rounds of a room, newest first. @throws when the database cannot be read */
  latest(room: string, limit: number): StoredResult[] {
    const pending = this.#pending.filter((result) => result.room === room);
    return [...pending, ...this.#database.latest(room, limit)]
      .toSorted((a, b) => b.endedAtMs - a.endedAtMs)
      .slice(0, limit);
  }

  /** Stores what is pending, if that can be done now. */
  close(): void {
    this.#cancelAttempt?.();
    this.#store();
    this.#database.close();
    if (this.#pending.length === 0) return;
    this.#lost += this.#pending.length;
    this.#options.log(`${this.#pending.length} results of rounds are lost: ${this.#error}`);
    this.#pending = [];
  }

  #attemptIn(ms: number): void {
    this.#cancelAttempt ??= this.#options.clock.after(ms, () => {
      this.#cancelAttempt = undefined;
      this.#store();
      if (this.#error !== null) this.#attemptIn(retryEveryMs);
    });
  }

  #store(): void {
    if (this.#pending.length === 0 && this.#error === null) return;
    try {
      this.#database.write(this.#pending);
    } catch (error) {
      this.#failed(error);
      return;
    }
    this.#pending = [];
    if (this.#error === null) return;
    this.#error = null;
    this.#options.log(`Results of rounds are stored again; ${this.#lost} were lost`);
  }

  /** Says it once, until it works again. */
  #failed(error: unknown): void {
    const isNews = this.#error === null;
    this.#error = storageErrorText(error);
    if (!isNews) return;
    this.#options.log(
      `Results of rounds cannot be stored in ${this.#options.folder} (${this.#error}): up to ${maxPending} wait in memory and are tried again every ${retryEveryMs / 1000} s`,
    );
  }
}
