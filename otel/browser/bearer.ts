/** The key that admits this page's spans to the server, once there is one. */

/** Joining takes a second or two. Whoever cannot join should not wait until the exporter gives up (10 s). */
const joiningMs = 5000;

export class Bearer {
  readonly #first = Promise.withResolvers<void>();
  #waited: Promise<void> | undefined;
  readonly #patienceMs: number;
  #key: string | undefined;

  constructor(patienceMs = joiningMs) {
    this.#patienceMs = patienceMs;
  }

  is(key: string): void {
    this.#key = key;
    this.#first.resolve();
  }

  async headers(): Promise<Record<string, string>> {
    // Once: what is sent later has waited already.
    this.#waited ??= Promise.race([this.#first.promise, after(this.#patienceMs)]);
    await this.#waited;
    return this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` };
  }
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
