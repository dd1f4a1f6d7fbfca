/** The netcode of one session: it sends commands, takes snapshots, predicts the own ship and interpolates the others. */
import {
  commandsPerInput,
  type InboundMessage,
  type Input,
  type SpanRecorder,
  type Snapshot,
  type TraceContext,
  UnknownBaseline,
  type Welcome,
} from "#protocol";
import { type Command, ownShipFromWire, pulseEndTick, pulseId } from "#simulation";
import type { ClockSync } from "../connection/clock-sync.ts";
import type { Effect } from "../game/index.ts";
import type { ControlSample } from "../input/index.ts";
import { FrameEffects } from "./frame-effects.ts";
import { Interpolation } from "./interpolation.ts";
import type { Meter } from "./meter.ts";
import { type MissingSnapshots, MissingSnapshotCounter } from "./missing-snapshots.ts";
import type { PeerStates } from "./peer-states.ts";
import { Prediction } from "./prediction.ts";
import { Pulses } from "./pulses.ts";
import { RemoteView } from "./remote-view.ts";
import { ShotTraces, type ShotStatus } from "./shot-traces.ts";
import { EffectQueue } from "./effect-queue.ts";
import { Timeline } from "./timeline.ts";

export interface NetcodeSwitches {
  readonly prediction: boolean;
  readonly reconciliation: boolean;
  readonly interpolation: boolean;
}

/** Measurements at the arrival of one snapshot. */
export interface SnapshotArrival {
  readonly ageMs: number;
  readonly gapMs: number;
  readonly missing: MissingSnapshots;
}

export interface NetcodeSessionOptions {
  readonly welcome: Welcome;
  readonly clock: ClockSync;
  readonly send: (input: Input, parent?: TraceContext) => void;
  readonly transport: () => string;
  /** True where the link may lose an input: then each input repeats the last few commands. */
  readonly isLossy: () => boolean;
  readonly switches: () => NetcodeSwitches;
  /** The reports of peers; undefined without the peer mesh. */
  readonly peers: () => PeerStates | undefined;
  /** The controls at the end of a tick; taps since the last call are in it. */
  readonly sampleControls: () => ControlSample;
  /** When a key went down last, server time; for the trace of a shot. */
  readonly pressedMs: () => number;
  readonly meter: Meter;
  /** Snapshots missing in the whole session so far. */
  readonly gaps: () => { readonly lost: number; readonly replaced: number };
  /** True where this page asks for snapshots at an interval. */
  readonly isPolling: () => boolean;
  readonly recorder: SpanRecorder;
  readonly shotChanged: (shot: ShotStatus) => void;
  /** For the net graph's strip. */
  readonly snapshotArrived: (arrival: SnapshotArrival) => void;
}

/** After a stall longer than this the ticks in between are skipped. */
const maxCatchUpMs = 500;

export class NetcodeSession {
  readonly seat: number;
  readonly timeline: Timeline;
  readonly interpolation: Interpolation;
  readonly remoteView: RemoteView;
  readonly pulses: Pulses;
  readonly shots: ShotTraces;
  readonly effects: EffectQueue;
  readonly #options: NetcodeSessionOptions;
  readonly #frameEffects: FrameEffects;
  /** The effects that the last frame shows for the first time. */
  frameEffects: readonly Effect[] = [];
  prediction: Prediction | undefined;
  #reconciledTick = 0;
  readonly #missing: MissingSnapshotCounter;
  #shotMs = 0;
  #offsetMs: number;
  /** On this page's own clock, because the estimate of the server's clock moves. */
  readonly #joinedLocalMs: number;

  constructor(options: NetcodeSessionOptions) {
    const { welcome, clock, recorder, transport, shotChanged, switches, peers } = options;
    const { tickRateHz, tickZeroMs, seat } = welcome;
    this.#options = options;
    this.seat = seat;
    this.#offsetMs = clock.reading().offsetMs;
    this.#joinedLocalMs = clock.now() - this.#offsetMs;
    this.timeline = new Timeline({ tickRateHz, tickZeroMs });
    this.interpolation = new Interpolation(tickRateHz);
    this.remoteView = new RemoteView({
      clock,
      timeline: this.timeline,
      interpolation: this.interpolation,
      isInterpolating: () => switches().interpolation,
      peers,
    });
    this.#missing = new MissingSnapshotCounter({
      gaps: options.gaps,
      isPolling: options.isPolling,
      stalledMs: () => options.meter.stalledMs(clock.now()),
    });
    this.pulses = new Pulses(tickRateHz);
    this.shots = new ShotTraces({ recorder, transport, changed: shotChanged });
    this.effects = new EffectQueue({
      self: seat,
      recorder,
      hitShown: (pulse, nowMs) => {
        const sinceMs = this.shots.shown(pulse, nowMs);
        this.shots.hit(pulse, nowMs);
        return sinceMs;
      },
    });
    const { pulses, shots, effects } = this;
    this.#frameEffects = new FrameEffects({ pulses, shots, effects, recorder });
  }

  get isPredicting(): boolean {
    return this.#options.switches().prediction;
  }

  /** The tick at which this player's own ship and pulses are drawn, with a fraction. */
  ownTickAt(nowMs: number): number {
    return this.isPredicting ? this.timeline.predictedAt(nowMs) : this.remoteView.tick;
  }

  get newest(): Snapshot | undefined {
    return this.interpolation.newest;
  }

  /** Age of the newest world held, ms. */
  ageMs(nowMs: number): number {
    return this.newest ? this.#ageOf(this.newest, nowMs) : 0;
  }

  /** Not more than the time since the join: a snapshot that waited for this page to start is not old because of that. */
  #ageOf(snapshot: Snapshot, nowMs: number): number {
    const madeMs = this.timeline.msAt(snapshot.tick) + snapshot.tickLateTenthMs / 10;
    const joinedMs = this.#joinedLocalMs + this.#options.clock.reading().offsetMs;
    return Math.max(0, nowMs - Math.max(madeMs, joinedMs));
  }

  /** @throws MalformedMessage */
  receiveSnapshot(message: InboundMessage): void {
    const snapshot = this.#decode(message);
    if (!snapshot) return;
    const { meter, snapshotArrived: arrived } = this.#options;
    // Until now the snapshot before was the newest.
    if (this.newest) meter.addAge(message.receivedAtMs, this.ageMs(message.receivedAtMs));
    const missing = this.#missing.countSince(snapshot);
    const gapMs = meter.addArrival(message.receivedAtMs, message.bytes, missing);
    arrived({ ageMs: this.#ageOf(snapshot, message.receivedAtMs), gapMs, missing });
    this.interpolation.addSnapshot(
      snapshot,
      message.receivedAtMs - this.timeline.msAt(snapshot.tick),
    );
    this.#applyLead(snapshot);
    this.#reconcileOwnShip(snapshot, message.receivedAtMs);
    this.#applyEvents(snapshot, message);
    this.shots.expire(snapshot.tick, message.receivedAtMs);
    this.pulses.prune(snapshot.tick);
  }

  #applyLead({ tick, lead, hadCommand }: Snapshot): void {
    // No command and a lead of 0: the server has received no command at all so far.
    if (!this.prediction || (!hadCommand && lead === 0)) return;
    this.timeline.addLead(tick, lead, this.prediction.tick);
  }

  #decode(message: InboundMessage): Snapshot | undefined {
    try {
      return message.codec.decodeSnapshot(message.body, (tick) =>
        this.interpolation.snapshotAt(tick),
      );
    } catch (error) {
      // Its baseline was held by an earlier page of this tab; the next acknowledgement tells the server.
      if (error instanceof UnknownBaseline) return undefined;
      throw error;
    }
  }

  #reconcileOwnShip(snapshot: Snapshot, nowMs: number): void {
    if (!snapshot.own || snapshot.tick <= this.#reconciledTick) return;
    this.#reconciledTick = snapshot.tick;
    const serverShip = ownShipFromWire(this.seat, snapshot.own);
    if (!this.prediction) {
      this.prediction = new Prediction(serverShip, snapshot.tick, this.timeline.tickRateHz);
      return;
    }
    const { reconciliation } = this.#options.switches();
    const correction = this.prediction.reconcile(serverShip, snapshot.tick, nowMs, reconciliation);
    this.#options.meter.addCorrection(correction?.units ?? 0);
  }

  #applyEvents(snapshot: Snapshot, message: InboundMessage): void {
    const contextOf = (of: "spawn" | "event", index: number): TraceContext | undefined =>
      snapshot.contexts.find((entry) => entry.of === of && entry.index === index)?.context;
    snapshot.spawns.forEach((spawn, index) => {
      const confirmed = this.pulses.confirm(spawn, this.seat, contextOf("spawn", index));
      if (confirmed) confirmed.message = message;
    });
    snapshot.events.forEach((event, index) => {
      if (!this.effects.push(event, contextOf("event", index), message)) return;
      if (event.type !== "hit" && event.type !== "burst") return;
      this.pulses.hit(event.by, event.counter);
      this.shots.confirmHit(pulseId(event.by, event.counter));
    });
  }

  /** Predicts the ticks that are due and sends their commands. Call it often, also in a hidden tab. */
  update(): void {
    this.#followClock();
    const { prediction, timeline } = this;
    if (!prediction) return;
    const due = Math.floor(timeline.predictedAt(this.#options.clock.now()));
    if (due <= prediction.tick) return;
    this.remoteView.update();
    if ((due - prediction.tick) * timeline.stepMs > maxCatchUpMs) prediction.skipTo(due - 1);
    let steppedTicks = 0;
    let shot: TraceContext | undefined;
    for (; prediction.tick < due; steppedTicks++) shot = this.#predictTick(prediction) ?? shot;
    this.#sendInput(prediction, steppedTicks, shot);
  }

  /** A frame is about to be drawn: commands name its moment, and what it shows for the first time is marked and traced. */
  showFrame(nowMs: number): void {
    const { remoteView } = this;
    remoteView.updateFrame();
    this.frameEffects = this.#frameEffects.take({
      nowMs,
      ownTick: this.ownTickAt(nowMs),
      viewTick: remoteView.tick,
      newestTick: this.newest?.tick ?? 0,
      ships: remoteView.ships(),
      isInterpolating: this.#options.switches().interpolation,
    });
  }

  /** A new estimate of the server's clock does not change how early commands are. */
  #followClock(): void {
    const { offsetMs } = this.#options.clock.reading();
    this.timeline.shiftClock(offsetMs - this.#offsetMs);
    this.#offsetMs = offsetMs;
  }

  #predictTick(prediction: Prediction): TraceContext | undefined {
    const { clock, sampleControls, pressedMs } = this.#options;
    const command: Command = { ...sampleControls(), viewTick16: this.remoteView.viewTick16 };
    const pulse = prediction.advance(command);
    if (!pulse) return undefined;
    this.pulses.predict(pulse);
    const nowMs = clock.now();
    // Of the shots of a held key only the first one began with the press.
    const startMs = pressedMs() > this.#shotMs ? Math.min(pressedMs(), nowMs) : nowMs;
    this.#shotMs = nowMs;
    const endTick = pulseEndTick(pulse, this.timeline.tickRateHz);
    return this.shots.fired(pulse.id, pulse.spawnTick, endTick, startMs);
  }

  #sendInput(prediction: Prediction, steppedTicks: number, shot: TraceContext | undefined): void {
    const newest = prediction.tick;
    const count = Math.min(
      Math.max(steppedTicks, this.#options.isLossy() ? commandsPerInput : 1),
      16,
      newest - 1,
    );
    const commands: Command[] = [];
    for (let back = 0; back < count; back++) {
      const command = prediction.commandAt(newest - back);
      // Skipped ticks have no command; the server repeats the last one.
      if (!command) break;
      commands.push(command);
    }
    const input = { ackTick: this.newest?.tick ?? 0, newestTick: newest, commands };
    this.#options.send(input, shot);
  }
}
