/** The traces of the player's own shots: from the keypress to the hit or the miss. */
import { attribute, type SpanRecorder, type TraceContext } from "#protocol";

export interface ShotStatus {
  readonly traceId: string;
  readonly outcome: "in flight" | "hit" | "missed";
  readonly inputToPhotonMs: number | undefined;
}

interface Shot {
  readonly context: TraceContext;
  readonly tick: number;
  readonly startMs: number;
  readonly endTick: number;
  photonMs: number | undefined;
  /** A snapshot said so; the frame that shows it may come later. */
  hasHit: boolean;
}

/** The trace of a hit that no frame has shown by then, in a hidden tab, ends without one. */
const maxUnshownTicks = 120;

export interface ShotTracesOptions {
  readonly recorder: SpanRecorder;
  readonly transport: () => string;
  readonly changed: (shot: ShotStatus) => void;
}

export class ShotTraces {
  readonly #options: ShotTracesOptions;
  /** By pulse id. */
  readonly #shots = new Map<number, Shot>();

  constructor(options: ShotTracesOptions) {
    this.#options = options;
  }

  /** A shot was fired. `startMs` is the keypress, server time. Answers the root of its trace. */
  fired(pulseId: number, tick: number, endTick: number, startMs: number): TraceContext {
    const context = this.#options.recorder.newContext();
    this.#shots.set(pulseId, {
      context,
      tick,
      startMs,
      endTick,
      photonMs: undefined,
      hasHit: false,
    });
    this.#options.changed({
      traceId: context.traceId,
      outcome: "in flight",
      inputToPhotonMs: undefined,
    });
    return context;
  }

  /** The confirmed shot, or its hit, is on screen. Answers the time from the keypress to that, ms. */
  shown(pulseId: number, nowMs: number): number | undefined {
    const shot = this.#shots.get(pulseId);
    if (!shot) return undefined;
    shot.photonMs ??= nowMs - shot.startMs;
    return shot.photonMs;
  }

  /** A snapshot brought the hit: from now on the shot is not a miss, however late the hit is shown. */
  confirmHit(pulseId: number): void {
    const shot = this.#shots.get(pulseId);
    if (shot) shot.hasHit = true;
  }

  /** The hit is on screen. */
  hit(pulseId: number, nowMs: number): void {
    this.#end(pulseId, "hit", nowMs);
  }

  /** A snapshot of `tick` has come and been handled: shots that ended before it without a hit have missed. */
  expire(tick: number, nowMs: number): void {
    for (const [id, { hasHit, endTick }] of this.#shots) {
      if (hasHit && endTick + maxUnshownTicks < tick) this.#end(id, "hit", nowMs);
      if (!hasHit && endTick + 1 < tick) this.#end(id, "missed", nowMs);
    }
  }

  #end(pulseId: number, outcome: "hit" | "missed", nowMs: number): void {
    const shot = this.#shots.get(pulseId);
    if (!shot) return;
    this.#shots.delete(pulseId);
    const { recorder, transport, changed } = this.#options;
    const { context, tick, startMs, photonMs } = shot;
    recorder.record({
      name: "shot",
      context,
      attributes: {
        [attribute.outcome]: outcome,
        [attribute.tick]: tick,
        [attribute.transport]: transport(),
        [attribute.inputToPhotonMs]: photonMs,
      },
      startMs,
      endMs: nowMs,
    });
    changed({ traceId: context.traceId, outcome, inputToPhotonMs: photonMs });
  }
}
