/** What happened and is still to be shown: each act once, at the moment of the world that is on screen then. */
import type { InboundMessage, ActionTracer, TraceContext, WireEvent } from "#protocol";
import type { Effect } from "../game/index.ts";

interface Waiting {
  readonly act: WireEvent;
  readonly context: TraceContext | undefined;
  /** The snapshot that told of it; its span is known once the message has been handled. */
  readonly message: InboundMessage;
}

/** A tab that was hidden does not replay a minute of sparks. */
const staleTicks = 90;

export interface SightsOptions {
  readonly self: number;
  readonly journeys: ActionTracer;
  /** Of one's own hits, once they are on screen; answers ms since the keypress. */
  readonly hitShown: (pulseId: number, nowMs: number) => number | undefined;
}

export class Sights {
  readonly #options: SightsOptions;
  readonly #known = new Map<string, number>();
  #waiting: Waiting[] = [];

  constructor(options: SightsOptions) {
    this.#options = options;
  }

  /** Snapshots repeat an act until it is acknowledged; only the first telling counts. Answers whether it was news. */
  tell(act: WireEvent, context: TraceContext | undefined, message: InboundMessage): boolean {
    const key = `${act.type} ${act.tick} ${act.ship} ${act.by} ${act.counter}`;
    if (this.#known.has(key)) return false;
    this.#known.set(key, act.tick);
    this.#waiting.push({ act, context, message });
    // Where no frame asks for them, they go unseen.
    while ((this.#waiting[0]?.act.tick ?? act.tick) < act.tick - staleTicks) this.#waiting.shift();
    this.#forgetKnown(act.tick);
    return true;
  }

  #forgetKnown(newestTick: number): void {
    for (const [key, tick] of this.#known) {
      if (tick >= newestTick - staleTicks * 4) return;
      this.#known.delete(key);
    }
  }

  /** Effects whose moment has come. What concerns this player shows at once, the rest when the drawn world gets there. */
  due(drawnTick: number, newestTick: number, nowMs: number): Effect[] {
    const { self } = this.#options;
    const effects: Effect[] = [];
    this.#waiting = this.#waiting.filter((waiting) => {
      const { act } = waiting;
      const mine = act.by === self || act.ship === self;
      if (!mine && act.tick > drawnTick) return true;
      if (act.tick > newestTick - staleTicks) {
        effects.push(this.#effectOf(act));
        this.#observe(waiting, nowMs);
      }
      return false;
    });
    return effects;
  }

  #observe({ act, context, message }: Waiting, nowMs: number): void {
    const { self, journeys, hitShown } = this.#options;
    const shot = act.type === "hit" || act.type === "burst";
    const inputToPhotonMs =
      shot && act.by === self ? hitShown(act.by * 4096 + act.counter, nowMs) : undefined;
    if (!context) return;
    const facts = {
      act: act.type,
      tick: act.tick,
      transport: message.link.transport,
      snapshot: message.context,
      inputToPhotonMs,
    };
    journeys.observe(context, facts, { startMs: message.receivedAtMs, endMs: nowMs });
  }

  #effectOf(act: WireEvent): Effect {
    const { self } = this.#options;
    const at = { ship: act.ship, x: act.x4 / 4, y: act.y4 / 4 };
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
