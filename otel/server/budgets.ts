/** How much the intake takes in the long run: of all senders together, and of each player's page. */
import type { SpanSource } from "./store/sources.ts";

export interface BudgetOptions {
  /** Decompressed, of all senders. 16 MiB by default; a full room sends about 2 MB/s. */
  readonly bytesPerSecond?: number;
  /** May come at once. 32 MiB by default. */
  readonly burstBytes?: number;
  readonly nowMs?: () => number;
}

/** A page in a full room sends 120 kB and about 110 spans a second, and after an outage what its queue holds. */
const bytesOfPage = { perSecond: 1024 * 1024, burst: 16 * 1024 * 1024 };
const spansOfPage = { perSecond: 1000, burst: 32_768 };

/** Pages that have been silent this long have their whole budget again. */
const forgottenAfterMs = 60_000;

interface Page {
  readonly bytes: Budget;
  readonly spans: Budget;
  usedAtMs: number;
}

/** One for all servers that take spans into one store. */
export class IntakeBudgets {
  readonly #nowMs: () => number;
  readonly #all: Budget;
  readonly #pages = new Map<SpanSource, Page>();

  constructor(options: BudgetOptions = {}) {
    this.#nowMs = options.nowMs ?? (() => performance.now());
    const { bytesPerSecond = 16 * 1024 * 1024, burstBytes = 32 * 1024 * 1024 } = options;
    this.#all = new Budget({ perSecond: bytesPerSecond, burst: burstBytes }, this.#nowMs);
  }

  /** Why nothing more is taken of this sender just now; undefined if it is. */
  refusal(source: SpanSource): string | undefined {
    const page = this.#pageOf(source);
    if (page && !(page.bytes.hasLeft() && page.spans.hasLeft()))
      return "more than is taken from one player; wait a second";
    return this.#all.hasLeft() ? undefined : "more than this server takes; wait a second";
  }

  spendBytes(source: SpanSource, bytes: number): void {
    this.#all.spend(bytes);
    this.#pageOf(source)?.bytes.spend(bytes);
  }

  spendSpans(source: SpanSource, spans: number): void {
    this.#pageOf(source)?.spans.spend(spans);
  }

  /** Undefined for who is no page. */
  #pageOf(source: SpanSource): Page | undefined {
    if (source === "server" || source === "other") return undefined;
    const now = this.#nowMs();
    let page = this.#pages.get(source);
    if (!page) {
      for (const [other, { usedAtMs }] of this.#pages)
        if (now - usedAtMs > forgottenAfterMs) this.#pages.delete(other);
      const bytes = new Budget(bytesOfPage, this.#nowMs);
      const spans = new Budget(spansOfPage, this.#nowMs);
      page = { bytes, spans, usedAtMs: now };
      this.#pages.set(source, page);
    }
    page.usedAtMs = now;
    return page;
  }
}

/** A token bucket. The last to spend may owe; nothing is left until that is paid. */
class Budget {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #nowMs: () => number;
  #left: number;
  #atMs: number;

  constructor({ perSecond, burst }: { perSecond: number; burst: number }, nowMs: () => number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#nowMs = nowMs;
    this.#left = burst;
    this.#atMs = nowMs();
  }

  hasLeft(): boolean {
    const now = this.#nowMs();
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#atMs) / 1000) * this.#perSecond);
    this.#atMs = now;
    return this.#left > 0;
  }

  spend(amount: number): void {
    this.#left -= amount;
  }
}
