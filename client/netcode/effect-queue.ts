/** What happened and is still to be shown: each act once, at the moment of the world that is on screen then. */
import type { InboundMessage, SpanRecorder, TraceContext, WireEvent } from "#protocol";
import { pointFromWire, pulseId } from "#simulation";
import type { Effect } from "../game/index.ts";
import { recordObserved } from "./observed-action.ts";

interface PendingEffect {
  readonly event: WireEvent;
  readonly context: TraceContext | undefined;
  /** The snapshot that told of it; its span is known once the message has been handled. */
  readonly message: InboundMessage;
}

/** A tab that was hidden does not replay a minute of sparks. */
const staleTicks = 90;

export interface EffectQueueOptions {
  readonly self: number;
  readonly recorder: SpanRecorder;
  /** Of one's own hits, once they are on screen; answers ms since the keypress. */
  readonly hitShown: (pulseId: number, nowMs: number) => number | undefined;
}

export class EffectQueue {
  readonly #options: EffectQueueOptions;
  readonly #seen = new Map<string, number>();
  #queue: PendingEffect[] = [];

  constructor(options: EffectQueueOptions) {
    this.#options = options;
  }

  /** Snapshots repeat an act until it is acknowledged; only the first telling counts. Answers whether it was news. */
  push(event: WireEvent, context: TraceContext | undefined, message: InboundMessage): boolean {
    const key = `${event.type} ${event.tick} ${event.ship} ${event.by} ${event.counter}`;
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, event.tick);
    this.#queue.push({ event, context, message });
    // Where no frame asks for them, they go unseen.
    while ((this.#queue[0]?.event.tick ?? event.tick) < event.tick - staleTicks)
      this.#queue.shift();
    this.#pruneSeen(event.tick);
    return true;
  }

  #pruneSeen(newestTick: number): void {
    for (const [key, tick] of this.#seen) {
      if (tick >= newestTick - staleTicks * 4) return;
      this.#seen.delete(key);
    }
  }

  /** Effects whose moment has come. What concerns this player shows at once, the rest when the drawn world gets there. */
  takeDue(drawnTick: number, newestTick: number, nowMs: number): Effect[] {
    const { self } = this.#options;
    const effects: Effect[] = [];
    this.#queue = this.#queue.filter((waiting) => {
      const { event: act } = waiting;
      const mine = act.by === self || act.ship === self;
      if (!mine && act.tick > drawnTick) return true;
      if (act.tick > newestTick - staleTicks) {
        effects.push(this.#effectOf(act));
        this.#traceShown(waiting, nowMs);
      }
      return false;
    });
    return effects;
  }

  #traceShown({ event: act, context, message }: PendingEffect, nowMs: number): void {
    const { self, recorder, hitShown } = this.#options;
    const shot = act.type === "hit" || act.type === "burst";
    const inputToPhotonMs =
      shot && act.by === self ? hitShown(pulseId(act.by, act.counter), nowMs) : undefined;
    if (!context) return;
    const observed = { action: act.type, tick: act.tick, context, message, inputToPhotonMs };
    recordObserved(recorder, observed, nowMs);
  }

  #effectOf(act: WireEvent): Effect {
    const { self } = this.#options;
    const at = { ship: act.ship, ...pointFromWire(act) };
    switch (act.type) {
      case "hit":
      case "burst":
        return { type: act.type, ...at, self: act.ship === self, mine: act.by === self };
      case "dashed":
      case "respawned":
        return { type: act.type, ...at };
    }
  }
}
