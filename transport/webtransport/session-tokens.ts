/**
 * Tokens that open one session each, within seconds. They are part of the URL, because a browser can pass nothing else with
 * a session. URLs end in logs, where a used or old token is worthless.
 */
import { randomBytes } from "node:crypto";
import type { Caller } from "../link.ts";
import { type HandshakeLimits, PendingHandshakes } from "../pending-handshakes.ts";

interface SessionToken {
  readonly caller: Caller;
  readonly endsAtMs: number;
  readonly finish: () => void;
}

export interface SessionTokensOptions {
  readonly lifeMs: number;
  readonly limits?: Partial<HandshakeLimits> | undefined;
  readonly now?: () => number;
}

export class SessionTokens {
  /** The oldest first. */
  readonly #byToken = new Map<string, SessionToken>();
  readonly #lifeMs: number;
  readonly #now: () => number;
  readonly #handshakes: PendingHandshakes;

  constructor({ lifeMs, limits, now = () => performance.now() }: SessionTokensOptions) {
    this.#lifeMs = lifeMs;
    this.#now = now;
    this.#handshakes = new PendingHandshakes(limits);
  }

  issue(caller: Caller): string {
    const nowMs = this.#now();
    for (const [token, { endsAtMs }] of this.#byToken) {
      if (endsAtMs > nowMs) break;
      this.take(token);
    }
    const token = randomBytes(18).toString("base64url");
    const finish = this.#handshakes.add(caller, () => void this.take(token));
    this.#byToken.set(token, { caller, endsAtMs: nowMs + this.#lifeMs, finish });
    return token;
  }

  /** Returns the caller that it was issued to, once and in time. */
  take(token: string): Caller | undefined {
    const issued = this.#byToken.get(token);
    if (!issued) return undefined;
    this.#byToken.delete(token);
    issued.finish();
    return issued.endsAtMs > this.#now() ? issued.caller : undefined;
  }
}
