/** Records the spans of a tick: the inputs it consumed, and each shot and hit it applied. Their contexts go into snapshots. */
import { attribute, linkTo } from "#protocol";
import type { PulseSpawn, SpanLink, SpanRecorder, TraceContext, WireEvent } from "#protocol";
import { type GameEvent, pulseEndTick, spawnOnWire, type World } from "#simulation";
import type { Seat } from "./seat.ts";
import type { Seats } from "./seats.ts";
import { historyMs, type TickState, type Traced, wireEventOf } from "./snapshots/tick-state.ts";

export class TracedActions {
  readonly #recorder: SpanRecorder;
  readonly #now: () => number;
  /** `apply` contexts of shots, by pulse id, as long as the pulse may still hit. */
  readonly #shots = new Map<
    number,
    { readonly context: TraceContext; readonly untilTick: number }
  >();
  #events: Traced<WireEvent>[] = [];
  /** The `process input` spans of the inputs that this tick consumes. */
  #consumed: SpanLink[] = [];
  tickContext: TraceContext | undefined;

  constructor(recorder: SpanRecorder, now: () => number) {
    this.#recorder = recorder;
    this.#now = now;
  }

  /** Collects the inputs that this tick consumes. */
  beginTick(players: Iterable<Seat>): void {
    let traced = false;
    this.#consumed = [];
    const nowMs = this.#now();
    for (const player of players) {
      traced ||= player.traced;
      const { origin } = player.taken;
      if (!origin?.context) continue;
      const { context, sequence, receivedAtMs } = origin;
      this.#consumed.push({
        context,
        attributes: {
          [attribute.messageId]: String(sequence),
          [attribute.player]: `player-${player.number}`,
          [attribute.queueWaitMs]: nowMs - receivedAtMs,
        },
      });
    }
    this.tickContext = traced ? this.#recorder.newContext() : undefined;
  }

  /** The spawns and events that snapshots of this tick may have, each with its `apply` context if it was traced. */
  traceEvents(world: World, seats: Seats, startMs: number): Pick<TickState, "spawns" | "events"> {
    const keptTicks = (historyMs / 1000) * world.tickRateHz;
    this.#events = this.#events.filter(({ what }) => what.tick > world.tick - keptTicks);
    for (const event of world.events) {
      const context = this.#apply(event, world, seats, startMs);
      const what = wireEventOf(event, world);
      if (what) this.#events.push({ what, context });
    }
    for (const [id, { untilTick }] of this.#shots)
      if (untilTick < world.tick) this.#shots.delete(id);
    const spawns: Traced<PulseSpawn>[] = world.pulses.map((pulse) => ({
      what: spawnOnWire(pulse),
      context: this.#shots.get(pulse.id)?.context,
    }));
    return { spawns, events: this.#events };
  }

  endTick(facts: {
    tick: number;
    room: string;
    snapshots: number;
    startMs: number;
    endMs: number;
  }): void {
    if (!this.tickContext) return;
    const { tick, room, snapshots, startMs, endMs } = facts;
    this.#recorder.record({
      name: "tick",
      context: this.tickContext,
      links: this.#consumed,
      attributes: {
        [attribute.tick]: tick,
        [attribute.room]: room,
        [attribute.batchMessages]: this.#consumed.length,
        [attribute.snapshots]: snapshots,
      },
      startMs,
      endMs,
    });
  }

  #apply(event: GameEvent, world: World, seats: Seats, startMs: number): TraceContext | undefined {
    if (event.type !== "fired" && event.type !== "hit" && event.type !== "burst") return undefined;
    const shot = event.type === "fired";
    const parent = shot
      ? seats.player(event.ship)?.taken.origin?.context
      : this.#shots.get(event.pulse)?.context;
    if (!parent) return undefined;
    const context = this.#recorder.record({
      name: "apply",
      parent,
      links: linkTo(this.tickContext),
      attributes: {
        [attribute.action]: shot ? "shot" : event.type,
        [attribute.tick]: event.tick,
        [attribute.player]: `player-${shot ? event.ship : event.by}`,
      },
      startMs,
      endMs: this.#now(),
    });
    const pulse = shot ? world.pulses.find(({ id }) => id === event.pulse) : undefined;
    if (pulse) {
      const untilTick = pulseEndTick(pulse, world.tickRateHz) + 1;
      this.#shots.set(pulse.id, { context, untilTick });
    }
    return context;
  }
}
