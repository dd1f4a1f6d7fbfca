/** The key that admits this page's spans to the server, once there is one. */

/** Joining takes a second or two. Whoever cannot join should not wait until the exporter gives up (10 s). */
const patienceMs = 5000;

export class Bearer {
  readonly #first = Promise.withResolvers<void>();
  #key: string | undefined;

  is(key: string): void {
    this.#key = key;
    this.#first.resolve();
  }

  async headers(): Promise<Record<string, string>> {
    if (this.#key === undefined) await Promise.race([this.#first.promise, after(patienceMs)]);
    return this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` };
  }
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
