/** The spans of traced actions that a page would record: every traced event once, when it is shown, and its own shots from key press to outcome. */
import { attribute, linkTo } from "#protocol";
import type { InboundMessage, Snapshot, SpanRecorder, TraceContext } from "#protocol";

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

/** The life of a pulse, with a margin. */
const shotTicks = 36;
/** Snapshots do not repeat an event for longer than this. */
const knownTicks = 90;

export class BotClientTraces {
  readonly #recorder: SpanRecorder;
  readonly #now: () => number;
  readonly #known = new Map<string, number>();
  #pendingEvents: PendingEvent[] = [];
  #shots: Shot[] = [];

  constructor(recorder: SpanRecorder, now: () => number) {
    this.#recorder = recorder;
    this.#now = now;
  }

  receiveSnapshot(snapshot: Snapshot, message: InboundMessage): void {
    for (const { of, index, context } of snapshot.contexts) {
      const spawn = of === "spawn" ? snapshot.spawns[index] : undefined;
      const event = of === "event" ? snapshot.events[index] : undefined;
      const tick = spawn?.spawnTick ?? event?.tick ?? 0;
      const key = spawn
        ? `${spawn.owner} ${spawn.counter}`
        : `${event?.type} ${tick} ${event?.ship} ${event?.counter}`;
      if (this.#known.has(key)) continue;
      this.#known.set(key, tick);
      this.#pendingEvents.push({ event: event?.type ?? "shot", tick, context, message });
    }
  }

  /** The trace of a shot begins with the input that fires it. */
  beginShot(tick: number): TraceContext {
    const context = this.#recorder.newContext();
    this.#shots.push({ context, tick, startMs: this.#now() });
    return context;
  }

  /** Records what a page would have shown by now: received events, and shots that have ended. */
  recordShown(tick: number, transport: string): void {
    const endMs = this.#now();
    for (const { event: action, tick: ofTick, context, message } of this.#pendingEvents) {
      this.#recorder.record({
        name: "observe",
        kind: "consumer",
        parent: context,
        links: linkTo(message.context),
        attributes: {
          [attribute.action]: action,
          [attribute.tick]: ofTick,
          [attribute.transport]: transport,
        },
        startMs: message.receivedAtMs,
        endMs,
      });
    }
    this.#pendingEvents = [];
    for (const { context, tick: ofTick, startMs } of this.#shots) {
      if (ofTick > tick - shotTicks) break;
      this.#recorder.record({
        name: "shot",
        context,
        attributes: {
          [attribute.outcome]: "missed",
          [attribute.tick]: ofTick,
          [attribute.transport]: transport,
          [attribute.inputToPhotonMs]: 40,
        },
        startMs,
        endMs,
      });
    }
    this.#shots = this.#shots.filter(({ tick: ofTick }) => ofTick > tick - shotTicks);
    for (const [key, ofTick] of this.#known)
      if (ofTick < tick - knownTicks) this.#known.delete(key);
  }
}
