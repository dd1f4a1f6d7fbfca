/** Events that wait to be shown: each is shown once, when the moment on screen has reached it. */
import type { InboundMessage, SpanRecorder, TraceContext, WireEvent } from "#protocol";
import { pointFromWire, pulseId } from "#simulation";
import type { Effect } from "../game/index.ts";
import { recordObserved } from "./observed-action.ts";

interface PendingEffect {
  readonly event: WireEvent;
  readonly context: TraceContext | undefined;
  /** The snapshot that brought it; its span is known once the message has been handled. */
  readonly message: InboundMessage;
}

/** Older events are not shown: a tab that was hidden does not replay a minute of effects. */
const staleTicks = 90;

export interface EffectQueueOptions {
  readonly self: number;
  readonly recorder: SpanRecorder;
  /** A hit of this player's own is on screen; answers the time since the keypress, ms. */
  readonly hitShown: (pulseId: number, nowMs: number) => number | undefined;
}

export class EffectQueue {
  readonly #options: EffectQueueOptions;
  readonly #seen = new Map<string, number>();
  #queue: PendingEffect[] = [];

  constructor(options: EffectQueueOptions) {
    this.#options = options;
  }

  /** Answers whether the event is new: snapshots repeat an event until it is acknowledged. */
  push(event: WireEvent, context: TraceContext | undefined, message: InboundMessage): boolean {
    const key = `${event.type} ${event.tick} ${event.ship} ${event.by} ${event.counter}`;
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, event.tick);
    this.#queue.push({ event, context, message });
    // Without frames nothing takes them out.
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

  /** Effects that are due: events of this player at once, others when the drawn tick has reached them. */
  takeDue(drawnTick: number, newestTick: number, nowMs: number): Effect[] {
    const { self } = this.#options;
    const effects: Effect[] = [];
    this.#queue = this.#queue.filter((waiting) => {
      const { event } = waiting;
      const mine = event.by === self || event.ship === self;
      if (!mine && event.tick > drawnTick) return true;
      if (event.tick > newestTick - staleTicks) {
        effects.push(this.#effectOf(event));
        this.#traceShown(waiting, nowMs);
      }
      return false;
    });
    return effects;
  }

  #traceShown({ event, context, message }: PendingEffect, nowMs: number): void {
    const { self, recorder, hitShown } = this.#options;
    const shot = event.type === "hit" || event.type === "burst";
    const inputToPhotonMs =
      shot && event.by === self ? hitShown(pulseId(event.by, event.counter), nowMs) : undefined;
    if (!context) return;
    const observed = { action: event.type, tick: event.tick, context, message, inputToPhotonMs };
    recordObserved(recorder, observed, nowMs);
  }

  #effectOf(event: WireEvent): Effect {
    const { self } = this.#options;
    const at = { ship: event.ship, ...pointFromWire(event) };
    switch (event.type) {
      case "hit":
      case "burst":
        return { type: event.type, ...at, self: event.ship === self, mine: event.by === self };
      case "dashed":
      case "respawned":
        return { type: event.type, ...at };
    }
  }
}
