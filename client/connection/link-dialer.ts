/** Dials what the fallback policy answers, one link at a time: gives up on a dial that takes too long, and records a span of each. */
import type { SpanRecorder } from "#protocol";
import { type CloseCode, DialFailed, type DialPhase, type TransportName } from "#transport";
import type { ClockSync } from "./clock-sync.ts";
import { recordDial } from "./dial-spans.ts";
import { type ActiveLink, type DialPlan, idleTimeoutMs, nextDial } from "./fallback-policy.ts";
import type { Handshake } from "./handshake.ts";
import { LinkFailures } from "./link-failures.ts";
import type { LinkSpec, WantedLink } from "./link-spec.ts";

export interface DialAttempt {
  /** Its reason is a DialFailed. */
  readonly signal: AbortSignal;
  readonly onPhase: (phase: DialPhase) => void;
}

export interface LinkDialerOptions {
  readonly clock: ClockSync;
  /** This page's own clock, ms, monotonic. */
  readonly local: () => number;
  /** Turns a time of `performance.now()` into one of `local`. */
  readonly fromPage: (ms: number) => number;
  readonly recorder: SpanRecorder;
  /** The transports that this page can dial. */
  readonly dialable: ReadonlySet<TransportName>;
  /** Opens a link and completes the handshake on it. */
  readonly open: (spec: LinkSpec, attempt: DialAttempt) => Promise<Handshake>;
  /** May throw: then the dial has failed. */
  readonly opened: (handshake: Handshake, plan: DialPlan) => void;
  readonly failed: (plan: DialPlan, error: unknown) => void;
  /** A dial began or ended. */
  readonly changed: (dialing: LinkSpec | undefined) => void;
}

/** Longer than the slowest WebRTC connect seen at 5 % loss, shorter than a player's patience. */
const dialTimeoutMs = 5000;

interface Dialing {
  readonly plan: DialPlan;
  readonly abort: AbortController;
  elapsedMs: number;
}

export class LinkDialer {
  readonly failures: LinkFailures;
  readonly #options: LinkDialerOptions;
  #dialing: Dialing | undefined;

  constructor(options: LinkDialerOptions) {
    this.#options = options;
    this.failures = new LinkFailures(options.local);
  }

  /** `sinceMs` of this page's life have passed. */
  update(wanted: WantedLink, active: ActiveLink | undefined, sinceMs: number): void {
    this.#checkTimeout(sinceMs, active?.idleMs ?? 0);
    const plan = nextDial(wanted, active, {
      isDialing: this.#dialing !== undefined,
      dialable: this.#options.dialable,
      failures: this.failures.byTransport,
      nowMs: this.#options.local(),
    });
    if (plan) void this.#dial(plan, active?.spec.transport);
  }

  #checkTimeout(sinceMs: number, idleMs: number): void {
    if (!this.#dialing) return;
    this.#dialing.elapsedMs += sinceMs;
    const { plan, elapsedMs } = this.#dialing;
    const timeoutMs = plan.timeoutMs ?? dialTimeoutMs;
    if (elapsedMs > timeoutMs) {
      const error = this.cancel("timeout", `it did not open within ${timeoutMs / 1000} s`);
      this.#options.failed(plan, error);
    } else if (plan.why === "climb" && idleMs > idleTimeoutMs) {
      // A fallback is dialed instead: waiting for a climb is not worth staying on a silent link.
      this.cancel("lost", "the active link went silent meanwhile");
    }
  }

  /** Ends the dial under way, if there is one, without a failure. Answers the error that it ends with. */
  cancel(code: CloseCode, detail: string): DialFailed | undefined {
    if (!this.#dialing) return undefined;
    const { plan, abort } = this.#dialing;
    this.#dialing = undefined;
    const reason = { code, by: "local", detail } as const;
    const error = new DialFailed({ transport: plan.spec.transport, reason });
    abort.abort(error);
    return error;
  }

  /** `from` is the transport of the active link. */
  async #dial(plan: DialPlan, from: TransportName | undefined): Promise<void> {
    const { local, open, opened, failed, changed } = this.#options;
    const abort = new AbortController();
    const dialing = { plan, abort, elapsedMs: 0 };
    this.#dialing = dialing;
    changed(plan.spec);
    const phases: DialPhase[] = [];
    const startMs = local();
    let outcome = "open";
    try {
      const onPhase = (phase: DialPhase): void => void phases.push(phase);
      opened(await open(plan.spec, { signal: abort.signal, onPhase }), plan);
    } catch (error) {
      outcome = error instanceof Error ? error.message : String(error);
      // A dial that was cancelled has been dealt with.
      if (this.#dialing === dialing) failed(plan, error);
    } finally {
      if (this.#dialing === dialing) this.#dialing = undefined;
      if (!this.#dialing) changed(undefined);
      this.#record(plan, from, { outcome, phases, startMs });
    }
  }

  #record(
    plan: DialPlan,
    from: TransportName | undefined,
    dialed: { outcome: string; phases: readonly DialPhase[]; startMs: number },
  ): void {
    const { clock, fromPage, recorder } = this.#options;
    recordDial(recorder, {
      transport: plan.spec.transport,
      outcome: dialed.outcome,
      phases: dialed.phases.map(({ name, startMs, endMs }) => ({
        name,
        startMs: clock.toServer(fromPage(startMs)),
        endMs: clock.toServer(fromPage(endMs)),
      })),
      why: plan.why,
      from,
      startMs: clock.toServer(dialed.startMs),
      endMs: clock.now(),
    });
  }
}
