/**
 * Loads the names that the form's fields offer. There may be thousands of services, and one request returns the operations of one.
 * So the number of requests, of concurrent ones, and their rate are bounded, and a failed request does not affect the others.
 */
export interface NameSource {
  services(signal: AbortSignal): Promise<readonly string[]>;
  operations(service: string, signal: AbortSignal): Promise<readonly string[]>;
}

export interface Names {
  readonly services: readonly string[];
  readonly operations: readonly string[];
  /** Services whose operations are missing: beyond the bound, or without an answer. */
  readonly unasked: number;
}

/** Services beyond this are not asked for their operations: nobody reads more in a select. */
const maxQueriedServices = 40;
/** A browser opens six connections to an origin; the search and its results come first. */
const maxConcurrentRequests = 3;
const refreshIntervalMs = 15_000;

export class NameLoader {
  readonly #source: NameSource;
  readonly #nowMs: () => number;
  #wanted: string | undefined;
  #queriedMs = Number.NEGATIVE_INFINITY;
  #scope = new AbortController();

  constructor(source: NameSource, nowMs: () => number) {
    this.#source = source;
    this.#nowMs = nowMs;
  }

  /**
   * The operations are those of `service`, or of the first services where it is empty. Undefined if it is too early for another
   * request, or a newer one was made meanwhile.
   */
  async refresh(service: string): Promise<Names | undefined> {
    const isSame = service === this.#wanted;
    if (isSame && this.#nowMs() - this.#queriedMs < refreshIntervalMs) return undefined;
    this.#wanted = service;
    this.#queriedMs = this.#nowMs();
    this.#scope.abort();
    const { signal } = (this.#scope = new AbortController());
    const known: readonly string[] = await this.#source.services(signal).catch(() => []);
    const wanted = service === "" ? known.slice(0, maxQueriedServices) : [service];
    const operations = new Set<string>();
    let answered = 0;
    const waiting = [...wanted];
    const askOn = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (signal.aborted) return;
        const names = await this.#source.operations(next, signal).catch(() => undefined);
        if (!names) continue;
        answered += 1;
        for (const name of names) operations.add(name);
      }
    };
    await Promise.all(Array.from({ length: maxConcurrentRequests }, askOn));
    if (signal.aborted) return undefined;
    return {
      services: known.toSorted(),
      operations: [...operations].toSorted(),
      unasked: service === "" ? known.length - answered : 0,
    };
  }
}
