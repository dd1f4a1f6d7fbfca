/** The authorization header of this page's span exports: the session key, once there is one. */

/** Joining takes a second or two. A page that cannot join does not wait until the exporter gives up (10 s). */
const keyTimeoutMs = 5000;

export class BearerToken {
  readonly #keySet = Promise.withResolvers<void>();
  #waited: Promise<void> | undefined;
  readonly #timeoutMs: number;
  #key: string | undefined;

  constructor(timeoutMs = keyTimeoutMs) {
    this.#timeoutMs = timeoutMs;
  }

  setKey(key: string): void {
    this.#key = key;
    this.#keySet.resolve();
  }

  async headers(): Promise<Record<string, string>> {
    // Once: later requests do not wait again.
    this.#waited ??= Promise.race([this.#keySet.promise, after(this.#timeoutMs)]);
    await this.#waited;
    return this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` };
  }
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
