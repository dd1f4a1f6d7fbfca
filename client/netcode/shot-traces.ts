/** The journeys of one's own shots: from the keypress to what became of them. */
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
  /** The server said so; the eye may be told later. */
  hasHit: boolean;
}

/** A hit that no frame has shown by then (the tab was hidden) ends its trace unseen. */
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

  /** A pulse has left the nose. `startMs` is the keypress, server time. Answers the root of its trace. */
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

  /** The server's word on it reached the screen. Answers the time since the keypress, ms. */
  shown(pulseId: number, nowMs: number): number | undefined {
    const shot = this.#shots.get(pulseId);
    if (!shot) return undefined;
    shot.photonMs ??= nowMs - shot.startMs;
    return shot.photonMs;
  }

  /** A snapshot told of a hit: from now on it is not a miss, however late it is shown. */
  confirmHit(pulseId: number): void {
    const shot = this.#shots.get(pulseId);
    if (shot) shot.hasHit = true;
  }

  /** The hit is on screen. */
  hit(pulseId: number, nowMs: number): void {
    this.#end(pulseId, "hit", nowMs);
  }

  /** A snapshot of `tick` has come, and what it tells has been told: what should have hit by then has missed. */
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
