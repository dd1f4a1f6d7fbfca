/**
 * The game of this page without its screen: the session, the netcode of the room it is in, and what panels subscribe to. It
 * moves on only when the game loop advances it.
 */
import {
  clientOptions,
  input,
  type MessageTracer,
  roster,
  snapshot,
  type SpanRecorder,
  type Welcome,
} from "#protocol";
import { type Dialer, findTransport } from "#transport";
import type { ClockSync } from "./connection/clock-sync.ts";
import { CodecMeter } from "./connection/codec-meter.ts";
import { Session } from "./connection/session.ts";
import type { SessionState } from "./connection/session-state.ts";
import { Emitter } from "./emitter.ts";
import { InboundRouter } from "./inbound-router.ts";
import type { ControlSample } from "./input/index.ts";
import { Meter } from "./netcode/meter.ts";
import { NetcodeSession, type SnapshotArrival } from "./netcode/netcode-session.ts";
import type { ShotStatus } from "./netcode/shot-traces.ts";
import { PeerMesh } from "./peer-mesh.ts";
import { Roster } from "./roster.ts";
import type { Settings } from "./settings.ts";

export interface ClientGameOptions {
  readonly origin: string;
  readonly dialers: readonly Dialer[];
  readonly clock: ClockSync;
  /** This page's own clock, ms, monotonic. */
  readonly local: () => number;
  /** Turns a time of `performance.now()` into one of `local`. */
  readonly fromPage: (ms: number) => number;
  readonly messageTracer: MessageTracer;
  readonly recorder: SpanRecorder;
  readonly spanCounts: () => SpanCounts;
  readonly settings: () => Settings;
  /** The controls at the end of a tick; taps since the last call are in it. */
  readonly sampleControls: (netcode: NetcodeSession | undefined) => ControlSample;
  /** When a key or button went down last, server time. */
  readonly pressedMs: () => number;
}

/** How many spans this page recorded, and how they ended. */
export interface SpanCounts {
  readonly recorded: number;
  readonly exported: number;
  readonly droppedByExporter: number;
  readonly failed: number;
  /** The server answered that it does not take them. */
  readonly refused: number;
}

/** The events that panels and the page subscribe to. */
export interface GameEvents {
  /** A new session has begun. */
  readonly joined: Welcome;
  readonly connection: SessionState;
  /** The server closed the link, for this reason. */
  readonly closedByServer: string;
  readonly snapshot: SnapshotArrival;
  /** A shot of this player was fired, or ended. */
  readonly shot: ShotStatus;
  /** The game was advanced; this comes many times a second. */
  readonly advanced: GameMoment;
  /** A few times a second: for numbers that a player reads. */
  readonly refresh: GameMoment;
}

export interface GameMoment {
  /** Server time, ms. */
  readonly serverMs: number;
  /** This page's own clock, ms. */
  readonly localMs: number;
}

export class ClientGame {
  readonly session: Session;
  readonly peerMesh: PeerMesh;
  readonly clock: ClockSync;
  readonly meter = new Meter();
  readonly codecMeter: CodecMeter;
  readonly roster = new Roster();
  readonly inbound = new InboundRouter();
  readonly events = new Emitter<GameEvents>();
  /** The netcode of the present session; undefined before the first session. */
  netcode: NetcodeSession | undefined;
  readonly #options: ClientGameOptions;
  #transport: string | undefined;

  constructor(options: ClientGameOptions) {
    const { origin, clock, local, settings, messageTracer } = options;
    this.#options = options;
    this.clock = clock;
    this.codecMeter = new CodecMeter(local);
    this.peerMesh = new PeerMesh({ origin, local, clock, isEnabled: () => settings().mesh });
    this.session = new Session({
      ...options,
      tracer: messageTracer,
      tracing: () => settings().tracing,
      instrument: (codec) => this.codecMeter.instrument(codec),
      joined: (welcome) => this.#joined(welcome),
      received: (message) => this.inbound.route(message),
      changed: (state) => this.#connectionChanged(state),
      closedByServer: (why) => this.events.emit("closedByServer", why),
    });
    this.inbound.on(roster, (rows) => this.roster.replace(rows));
    this.inbound.onEncoded(snapshot, (message) => this.netcode?.receiveSnapshot(message));
  }

  /** This player's seat; -1 before the first session. */
  get seat(): number {
    return this.netcode?.seat ?? -1;
  }

  /** This page's own clock, ms. */
  localMs(): number {
    return this.#options.local();
  }

  spanCounts(): SpanCounts {
    return this.#options.spanCounts();
  }

  /** Everything that moves on with time, drawn or not. Only the game loop calls it. */
  advance(): GameMoment {
    this.session.update();
    this.netcode?.update();
    this.peerMesh.update();
    const serverMs = this.clock.now();
    this.meter.update(serverMs);
    if (this.netcode?.newest) this.meter.addAge(serverMs, this.netcode.ageMs(serverMs));
    const moment = { serverMs, localMs: this.localMs() };
    this.events.emit("advanced", moment);
    return moment;
  }

  /** The switches that the server obeys. */
  sendClientOptions(): void {
    const { lagCompensation, ackClock } = this.#options.settings();
    this.session.send(clientOptions, { lagCompensation, ackClock });
  }

  #joined(welcome: Welcome): void {
    const { session, clock, meter, peerMesh, events } = this;
    const { settings, sampleControls, pressedMs, recorder } = this.#options;
    this.roster.replace([]);
    this.netcode = new NetcodeSession({
      welcome,
      clock,
      send: (commands, parent) => session.send(input, commands, parent),
      transport: () => session.transport ?? "none",
      isLossy: () => session.channel.link?.mayLose ?? false,
      switches: settings,
      peers: () => peerMesh.peerStates,
      sampleControls: () => sampleControls(this.netcode),
      pressedMs,
      meter,
      gaps: () => session.channel.ledger.of(snapshot.kind),
      isPolling: () => findTransport(session.transport ?? "")?.hasPollInterval ?? false,
      recorder,
      shotChanged: (shot) => events.emit("shot", shot),
      snapshotArrived: (arrival) => events.emit("snapshot", arrival),
    });
    peerMesh.begin(welcome, this.netcode);
    events.emit("joined", welcome);
    this.sendClientOptions();
  }

  #connectionChanged(state: SessionState): void {
    const isOther = state.transport !== this.#transport;
    this.#transport = state.transport;
    if (isOther && this.netcode) {
      // Another link has another delay.
      this.netcode.interpolation.resetArrivals();
      const { rttMs } = this.session.pinger;
      if (rttMs > 0) this.netcode.timeline.expectRtt(rttMs);
    }
    this.events.emit("connection", state);
  }
}
