/** How often each transport failed in a row, and when last. */
import type { TransportName } from "#transport";
import type { Failures } from "./fallback-policy.ts";

export class LinkFailures {
  readonly #local: () => number;
  readonly #failures = new Map<TransportName, Failures>();

  /** `local` is this page's own clock, ms. */
  constructor(local: () => number) {
    this.#local = local;
  }

  get byTransport(): ReadonlyMap<TransportName, Failures> {
    return this.#failures;
  }

  count(transport: TransportName): void {
    const count = (this.#failures.get(transport)?.count ?? 0) + 1;
    this.#failures.set(transport, { count, lastMs: this.#local() });
  }

  forget(transport: TransportName): void {
    this.#failures.delete(transport);
  }

  clear(): void {
    this.#failures.clear();
  }
}
