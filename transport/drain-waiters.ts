/** The promises of callers that wait for a link to drain. */
import { LinkClosed, type CloseReason } from "./link.ts";

interface Waiter {
  resolve(): void;
  reject(reason: LinkClosed): void;
}

export class DrainWaiters {
  readonly #waiters = new Set<Waiter>();

  /** Resolves at `release`; rejects at `refuse`, or with the signal's reason. */
  wait(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { resolve, reject };
    const abort = () => reject(signal?.reason);
    signal?.addEventListener("abort", abort);
    this.#waiters.add(waiter);
    return promise.finally(() => {
      signal?.removeEventListener("abort", abort);
      this.#waiters.delete(waiter);
    });
  }

  resolveAll(): void {
    for (const waiter of this.#waiters) waiter.resolve();
  }

  rejectAll(reason: CloseReason): void {
    for (const waiter of this.#waiters) waiter.reject(new LinkClosed(reason));
  }
}
