/** Limits what the intake accepts over time: of all senders together, and of each player's page. */
import type { SpanSource } from "./store/source-table.ts";

export interface BudgetOptions {
  /** Decompressed bytes of all senders. 16 MiB by default; a full room sends about 2 MB/s. */
  readonly bytesPerSecond?: number;
  /** Accepted at once. 32 MiB by default. */
  readonly burstBytes?: number;
  readonly nowMs?: () => number;
}

/** A page in a full room sends 120 kB and about 110 spans a second, and after an outage its whole queue. */
const bytesOfPage = { perSecond: 1024 * 1024, burst: 16 * 1024 * 1024 };
const spansOfPage = { perSecond: 1000, burst: 32_768 };

/** The budget of a page that has sent nothing for this long is full again, so it is forgotten. */
const idleExpiryMs = 60_000;

interface PageBuckets {
  readonly bytes: DebtBucket;
  readonly spans: DebtBucket;
  usedAtMs: number;
}

/** Servers that store spans in one store share one. */
export class IntakeBudgets {
  readonly #nowMs: () => number;
  readonly #all: DebtBucket;
  readonly #pages = new Map<SpanSource, PageBuckets>();

  constructor(options: BudgetOptions = {}) {
    this.#nowMs = options.nowMs ?? (() => performance.now());
    const { bytesPerSecond = 16 * 1024 * 1024, burstBytes = 32 * 1024 * 1024 } = options;
    this.#all = new DebtBucket({ perSecond: bytesPerSecond, burst: burstBytes }, this.#nowMs);
  }

  /** Why this sender's request is refused now; undefined if it is accepted. */
  rejectionReason(source: SpanSource): string | undefined {
    const page = this.#pageOf(source);
    if (page && !(page.bytes.hasTokens() && page.spans.hasTokens()))
      return "more than the server accepts from one player; wait a second";
    return this.#all.hasTokens() ? undefined : "more than the server accepts; wait a second";
  }

  spendBytes(source: SpanSource, bytes: number): void {
    this.#all.spend(bytes);
    this.#pageOf(source)?.bytes.spend(bytes);
  }

  spendSpans(source: SpanSource, spans: number): void {
    this.#pageOf(source)?.spans.spend(spans);
  }

  /** Undefined for a sender that is not a player's page. */
  #pageOf(source: SpanSource): PageBuckets | undefined {
    if (source === "server" || source === "other") return undefined;
    const now = this.#nowMs();
    let page = this.#pages.get(source);
    if (!page) {
      for (const [other, { usedAtMs }] of this.#pages)
        if (now - usedAtMs > idleExpiryMs) this.#pages.delete(other);
      const bytes = new DebtBucket(bytesOfPage, this.#nowMs);
      const spans = new DebtBucket(spansOfPage, this.#nowMs);
      page = { bytes, spans, usedAtMs: now };
      this.#pages.set(source, page);
    }
    page.usedAtMs = now;
    return page;
  }
}

/** A token bucket that may go into debt, since the size of a body is known only after it was read. In debt it has no tokens. */
class DebtBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #nowMs: () => number;
  #tokens: number;
  #refilledAtMs: number;

  constructor({ perSecond, burst }: { perSecond: number; burst: number }, nowMs: () => number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#nowMs = nowMs;
    this.#tokens = burst;
    this.#refilledAtMs = nowMs();
  }

  hasTokens(): boolean {
    const now = this.#nowMs();
    this.#tokens = Math.min(
      this.#burst,
      this.#tokens + ((now - this.#refilledAtMs) / 1000) * this.#perSecond,
    );
    this.#refilledAtMs = now;
    return this.#tokens > 0;
  }

  spend(amount: number): void {
    this.#tokens -= amount;
  }
}
