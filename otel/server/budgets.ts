/** How much the intake takes in the long run: of all senders together, and of each player's page. */
import type { SpanSource } from "./store/sources.ts";

/** A token bucket. The last to spend may owe; nothing is left until that is paid. */
export interface Budget {
  hasLeft(): boolean;
  spend(amount: number): void;
}

export interface BudgetOptions {
  readonly perSecond: number;
  /** May be spent at once. */
  readonly burst: number;
  readonly nowMs: () => number;
}

export function budget({ perSecond, burst, nowMs }: BudgetOptions): Budget {
  let left = burst;
  let atMs = nowMs();
  return {
    hasLeft() {
      const now = nowMs();
      left = Math.min(burst, left + ((now - atMs) / 1000) * perSecond);
      atMs = now;
      return left > 0;
    },
    spend(amount) {
      left -= amount;
    },
  };
}

/** A page in a full room sends 120 kB and about 110 spans a second, and after an outage what its queue holds. */
const bytesOfPage = { perSecond: 1024 * 1024, burst: 16 * 1024 * 1024 };
const spansOfPage = { perSecond: 1000, burst: 32_768 };

export interface PageBudget {
  readonly bytes: Budget;
  readonly spans: Budget;
}

/** Pages that have been silent this long have their whole budget again. */
const forgottenAfterMs = 60_000;

export class PageBudgets {
  readonly #nowMs: () => number;
  readonly #budgets = new Map<SpanSource, PageBudget & { usedAtMs: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Undefined for who is no page: only the budget of all binds them. */
  of(source: SpanSource): PageBudget | undefined {
    if (source === "server" || source === "other") return undefined;
    const now = this.#nowMs();
    let known = this.#budgets.get(source);
    if (!known) {
      for (const [other, { usedAtMs }] of this.#budgets)
        if (now - usedAtMs > forgottenAfterMs) this.#budgets.delete(other);
      const nowMs = this.#nowMs;
      known = {
        bytes: budget({ ...bytesOfPage, nowMs }),
        spans: budget({ ...spansOfPage, nowMs }),
        usedAtMs: now,
      };
      this.#budgets.set(source, known);
    }
    known.usedAtMs = now;
    return known;
  }
}
