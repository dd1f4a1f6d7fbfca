/** Runs searches one at a time, with a bound on how many wait: each reads the whole store in slices, on a thread that other work needs. */

/** Too many searches wait: a 503 in the API's own error shape. */
export class TooManySearches extends Error {
  constructor() {
    super("too many searches wait for their turn; ask again in a second");
    this.name = "TooManySearches";
  }
}

export interface SearchQueue {
  /** Runs `search` once those before it have ended. @throws TooManySearches */
  run<T>(search: () => Promise<T>): Promise<T>;
}

export function searchQueue(maxWaiting = 32): SearchQueue {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    async run(search) {
      if (waiting >= maxWaiting) throw new TooManySearches();
      waiting += 1;
      const result = last.then(search);
      last = result.catch(() => {});
      try {
        return await result;
      } finally {
        waiting -= 1;
      }
    },
  };
}
