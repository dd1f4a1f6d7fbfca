/** The journeys a page would record: every traced act once, as it is shown, and its own shots from press to outcome. */
import type { InboundMessage, ActionTracer, Snapshot, TraceContext } from "#protocol";

interface PendingEvent {
  readonly event: string;
  readonly tick: number;
  readonly context: TraceContext;
  readonly message: InboundMessage;
}
interface Shot {
  readonly context: TraceContext;
  readonly tick: number;
  readonly startMs: number;
}

/** A pulse's life, and a little. */
const shotTicks = 36;
/** Snapshots do not repeat an act for longer than this. */
const knownTicks = 90;

export class BotClientTraces {
  readonly #tracer: ActionTracer;
  readonly #now: () => number;
  readonly #known = new Map<string, number>();
  #pendingEvents: PendingEvent[] = [];
  #shots: Shot[] = [];

  constructor(journeys: ActionTracer, now: () => number) {
    this.#tracer = journeys;
    this.#now = now;
  }

  receiveSnapshot(snapshot: Snapshot, message: InboundMessage): void {
    for (const { of, index, context } of snapshot.contexts) {
      const birth = of === "spawn" ? snapshot.spawns[index] : undefined;
      const act = of === "event" ? snapshot.events[index] : undefined;
      const tick = birth?.spawnTick ?? act?.tick ?? 0;
      const key = birth
        ? `${birth.owner} ${birth.counter}`
        : `${act?.type} ${tick} ${act?.ship} ${act?.counter}`;
      if (this.#known.has(key)) continue;
      this.#known.set(key, tick);
      this.#pendingEvents.push({ event: act?.type ?? "shot", tick, context, message });
    }
  }

  /** A shot's trace begins with the input that fires it. */
  beginShot(tick: number): TraceContext {
    const context = this.#tracer.begin();
    this.#shots.push({ context, tick, startMs: this.#now() });
    return context;
  }

  /** What is on screen by now: events told, shots whose end is known. */
  recordShown(tick: number, transport: string): void {
    const endMs = this.#now();
    for (const { event: act, tick: ofTick, context, message } of this.#pendingEvents) {
      const snapshot = message.context;
      const facts = { action: act, tick: ofTick, transport, snapshot, inputToPhotonMs: undefined };
      this.#tracer.observe(context, facts, { startMs: message.receivedAtMs, endMs });
    }
    this.#pendingEvents = [];
    for (const { context, tick: ofTick, startMs } of this.#shots) {
      if (ofTick > tick - shotTicks) break;
      const facts = { outcome: "missed", tick: ofTick, transport, inputToPhotonMs: 40 } as const;
      this.#tracer.shot(context, facts, { startMs, endMs });
    }
    this.#shots = this.#shots.filter(({ tick: ofTick }) => ofTick > tick - shotTicks);
    for (const [key, ofTick] of this.#known)
      if (ofTick < tick - knownTicks) this.#known.delete(key);
  }
}
