/** One stay in the arena: commands up, snapshots down, and in between the prediction and the past that is drawn. */
import {
  commandsPerInput,
  type InboundMessage,
  type Input,
  type ActionTracer,
  type Snapshot,
  type TraceContext,
  UnknownBaseline,
  type Welcome,
} from "#protocol";
import { type Command, pulseEndTick } from "#simulation";
import type { ClockSync } from "../connection/clock-sync.ts";
import { Interpolation } from "./interpolation.ts";
import type { Meter } from "./meter.ts";
import { type Missing, MissingCount } from "./missing.ts";
import { shipFrom } from "./own-ship.ts";
import type { PeerViews } from "./peer-views.ts";
import { Prediction } from "./prediction.ts";
import { pulseId, Pulses } from "./pulses.ts";
import { RemoteView } from "./remote-view.ts";
import { Shots, type ShotView } from "./shots.ts";
import { Sights } from "./sights.ts";
import { Timeline } from "./timeline.ts";

/** What the player's hands say; aim 0 to 1023, thrust -7 to 7. */
export interface Hands {
  readonly buttons: number;
  readonly aim: number;
  readonly thrustX: number;
  readonly thrustY: number;
}

export interface NetcodeSwitches {
  readonly prediction: boolean;
  readonly reconciliation: boolean;
  readonly interpolation: boolean;
}

/** A snapshot came. */
export interface Arrival {
  readonly ageMs: number;
  readonly gapMs: number;
  readonly missing: Missing;
}

export interface FlightOptions {
  readonly welcome: Welcome;
  readonly clock: ClockSync;
  readonly tell: (kind: "input", input: Input, parent?: TraceContext) => void;
  readonly transport: () => string;
  /** True when what is sent may be lost: then inputs repeat the last few commands. */
  readonly lossy: () => boolean;
  readonly switches: () => NetcodeSwitches;
  /** What peers tell of themselves; undefined without a wing link. */
  readonly peers: () => PeerViews | undefined;
  /** The hands at the end of a tick; taps since the last call are in it. */
  readonly hands: () => Hands;
  /** When the fire key went down last, server time; for the trace of a shot. */
  readonly pressedMs: () => number;
  readonly meter: Meter;
  /** Snapshots missing in the whole session so far. */
  readonly gaps: () => { readonly lost: number; readonly replaced: number };
  /** True where this page asks for snapshots at an interval. */
  readonly polls: () => boolean;
  readonly journeys: ActionTracer;
  readonly shotChanged: (shot: ShotView) => void;
  /** A snapshot came: for the net graph's strip. */
  readonly arrived: (arrival: Arrival) => void;
}

/** After a stall longer than this the ticks in between are not lived. */
const longestCatchUpMs = 500;

export class Flight {
  readonly seat: number;
  readonly timeline: Timeline;
  readonly interpolation: Interpolation;
  readonly view: RemoteView;
  readonly pulses: Pulses;
  readonly shots: Shots;
  readonly sights: Sights;
  readonly #options: FlightOptions;
  prediction: Prediction | undefined;
  #reconciledTick = 0;
  readonly #missing: MissingCount;
  #shotMs = 0;
  #offsetMs: number;
  /** On this page's own clock: the server's is guessed at first, and moves. */
  readonly #joinedLocalMs: number;

  constructor(options: FlightOptions) {
    const { welcome, clock, journeys, transport, shotChanged, switches, peers } = options;
    const { tickRateHz, tickZeroMs, seat } = welcome;
    this.#options = options;
    this.seat = seat;
    this.#offsetMs = clock.reading().offsetMs;
    this.#joinedLocalMs = clock.now() - this.#offsetMs;
    this.timeline = new Timeline({ tickRateHz, tickZeroMs });
    this.interpolation = new Interpolation(tickRateHz);
    this.view = new RemoteView({
      clock,
      timeline: this.timeline,
      interpolation: this.interpolation,
      interpolates: () => switches().interpolation,
      peers,
    });
    this.#missing = new MissingCount({
      gaps: options.gaps,
      polls: options.polls,
      stalledMs: () => options.meter.stalledMs(clock.now()),
    });
    this.pulses = new Pulses(tickRateHz);
    this.shots = new Shots({ journeys, transport, changed: shotChanged });
    this.sights = new Sights({
      self: seat,
      journeys,
      hitShown: (pulse, nowMs) => {
        const sinceMs = this.shots.shown(pulse, nowMs);
        this.shots.hit(pulse, nowMs);
        return sinceMs;
      },
    });
  }

  get newest(): Snapshot | undefined {
    return this.interpolation.newest;
  }

  /** Age of the newest world held, ms. */
  ageMs(nowMs: number): number {
    return this.newest ? this.#ageOf(this.newest, nowMs) : 0;
  }

  /** Not more than the time since the join: what was before is of no age here, however long it waited for this page to start. */
  #ageOf(snapshot: Snapshot, nowMs: number): number {
    const madeMs = this.timeline.msAt(snapshot.tick) + snapshot.tickLateTenthMs / 10;
    const joinedMs = this.#joinedLocalMs + this.#options.clock.reading().offsetMs;
    return Math.max(0, nowMs - Math.max(madeMs, joinedMs));
  }

  /** @throws MalformedMessage */
  hearSnapshot(message: InboundMessage): void {
    const snapshot = this.#decoded(message);
    if (!snapshot) return;
    const { meter, arrived } = this.#options;
    // Until now the one before was the newest.
    if (this.newest) meter.age(message.receivedAtMs, this.ageMs(message.receivedAtMs));
    const missing = this.#missing.since(snapshot);
    const gapMs = meter.arrived(message.receivedAtMs, message.bytes, missing);
    arrived({ ageMs: this.#ageOf(snapshot, message.receivedAtMs), gapMs, missing });
    this.interpolation.hear(snapshot, message.receivedAtMs - this.timeline.msAt(snapshot.tick));
    this.#takeLead(snapshot);
    this.#takeOwn(snapshot, message.receivedAtMs);
    this.#takeActs(snapshot, message);
    this.shots.missedBy(snapshot.tick, message.receivedAtMs);
    this.pulses.prune(snapshot.tick);
  }

  #takeLead({ tick, lead, hadCommand: heard }: Snapshot): void {
    // Not heard and yet not late: the server has had no command at all so far.
    if (!this.prediction || (!heard && lead === 0)) return;
    this.timeline.hear(tick, lead, this.prediction.tick);
  }

  #decoded(message: InboundMessage): Snapshot | undefined {
    try {
      return message.codec.decodeSnapshot(message.body, (tick) => this.interpolation.held(tick));
    } catch (error) {
      // Its baseline went with an older stay of this tab; the next acknowledgement sets the server right.
      if (error instanceof UnknownBaseline) return undefined;
      throw error;
    }
  }

  #takeOwn(snapshot: Snapshot, nowMs: number): void {
    if (!snapshot.own || snapshot.tick <= this.#reconciledTick) return;
    this.#reconciledTick = snapshot.tick;
    const truth = shipFrom(this.seat, snapshot.own);
    if (!this.prediction) {
      this.prediction = new Prediction(truth, snapshot.tick, this.timeline.tickRateHz);
      return;
    }
    const { reconciliation } = this.#options.switches();
    const correction = this.prediction.reconcile(truth, snapshot.tick, nowMs, reconciliation);
    this.#options.meter.corrected(correction?.units ?? 0);
  }

  #takeActs(snapshot: Snapshot, message: InboundMessage): void {
    const contextOf = (of: "birth" | "act", index: number): TraceContext | undefined =>
      snapshot.contexts.find((entry) => entry.of === of && entry.index === index)?.context;
    snapshot.spawns.forEach((birth, index) => {
      const told = this.pulses.tell(birth, this.seat, contextOf("birth", index));
      if (told) told.message = message;
    });
    snapshot.events.forEach((act, index) => {
      if (!this.sights.tell(act, contextOf("act", index), message)) return;
      if (act.type !== "hit" && act.type !== "burst") return;
      this.pulses.hit(act.by, act.counter);
      this.shots.told(pulseId(act.by, act.counter));
    });
  }

  /** Lives the ticks that are due: samples the hands, predicts, tells the server. Call it often, in hidden tabs too. */
  advance(): void {
    this.#followClock();
    const { prediction, timeline } = this;
    if (!prediction) return;
    const due = Math.floor(timeline.predictedAt(this.#options.clock.now()));
    if (due <= prediction.tick) return;
    this.view.advance();
    if ((due - prediction.tick) * timeline.stepMs > longestCatchUpMs) prediction.skipTo(due - 1);
    let lived = 0;
    let shot: TraceContext | undefined;
    for (; prediction.tick < due; lived++) shot = this.#live(prediction) ?? shot;
    this.#tell(prediction, lived, shot);
  }

  /** Commands are as early as they were, whatever the clock has learned meanwhile. */
  #followClock(): void {
    const { offsetMs } = this.#options.clock.reading();
    this.timeline.clockMoved(offsetMs - this.#offsetMs);
    this.#offsetMs = offsetMs;
  }

  #live(prediction: Prediction): TraceContext | undefined {
    const { clock, hands, pressedMs } = this.#options;
    const command: Command = { ...hands(), viewTick16: this.view.seenTick16 };
    const pulse = prediction.advance(command);
    if (!pulse) return undefined;
    this.pulses.predict(pulse);
    const nowMs = clock.now();
    // A held key fires again and again: only the first of these began with the press.
    const startMs = pressedMs() > this.#shotMs ? Math.min(pressedMs(), nowMs) : nowMs;
    this.#shotMs = nowMs;
    const endTick = pulseEndTick(pulse, this.timeline.tickRateHz);
    return this.shots.fired(pulse.id, pulse.spawnTick, endTick, startMs);
  }

  #tell(prediction: Prediction, lived: number, shot: TraceContext | undefined): void {
    const newest = prediction.tick;
    const count = Math.min(
      Math.max(lived, this.#options.lossy() ? commandsPerInput : 1),
      16,
      newest - 1,
    );
    const commands: Command[] = [];
    for (let back = 0; back < count; back++) {
      const command = prediction.commandAt(newest - back);
      // Ticks that were skipped had none; the server goes on with what it has.
      if (!command) break;
      commands.push(command);
    }
    const input = { held: this.newest?.tick ?? 0, newest, commands };
    this.#options.tell("input", input, shot);
  }
}
