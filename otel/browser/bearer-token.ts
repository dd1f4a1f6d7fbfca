/** The key that admits this page's spans to the server, once there is one. */

/** Joining takes a second or two. Whoever cannot join should not wait until the exporter gives up (10 s). */
const keyTimeoutMs = 5000;

export class BearerToken {
  readonly #keySet = Promise.withResolvers<void>();
  #waited: Promise<void> | undefined;
  readonly #timeoutMs: number;
  #key: string | undefined;

  constructor(patienceMs = keyTimeoutMs) {
    this.#timeoutMs = patienceMs;
  }

  setKey(key: string): void {
    this.#key = key;
    this.#keySet.resolve();
  }

  async headers(): Promise<Record<string, string>> {
    // Once: what is sent later has waited already.
    this.#waited ??= Promise.race([this.#keySet.promise, after(this.#timeoutMs)]);
    await this.#waited;
    return this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` };
  }
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
