/**
 * This player's stay in a room, over whatever links there are. The one place that dials again: it swaps make-before-break,
 * falls back when a link goes silent, climbs back, resumes after an outage and joins anew when the server forgot us.
 */
import {
  binaryCodec,
  type Codec,
  type CodecName,
  Channel,
  decodePong,
  encodePing,
  type InboundMessage,
  type ActionTracer,
  loadCodec,
  MalformedMessage,
  type Messages,
  type MessageTracer,
  type PlainKind,
  type TraceContext,
  type Welcome,
} from "#protocol";
import {
  type CloseCode,
  type CloseReason,
  DialFailed,
  type Dialer,
  type DialPhase,
  type Link,
  type TransportName,
} from "#transport";
import type { ClockSync } from "./clock-sync.ts";
import { handshake, type Handshake } from "./handshake.ts";
import { type Failures, type DialPlan, nextDial, idleTimeoutMs } from "./fallback-policy.ts";
import {
  statusAfterDial,
  statusAfterDialFailure,
  statusAfterLoss,
  statusAfterReturn,
} from "./status-text.ts";
import { Credentials, type PreviousPage } from "./credentials.ts";
import { JoinLater, JoinRefused, type JoinRequest } from "./tickets.ts";

export interface SessionState {
  readonly phase: "joining" | "playing" | "reconnecting" | "refused";
  readonly transport: TransportName | undefined;
  readonly chosen: TransportName | "auto";
  readonly swappingTo: TransportName | undefined;
  readonly statusText: string;
}

export interface SessionOptions {
  readonly origin: string;
  readonly dialers: readonly Dialer[];
  readonly clock: ClockSync;
  /** This page's own clock, ms, monotonic. */
  readonly local: () => number;
  /** Turns a time of `performance.now()` into one of `local`. */
  readonly fromPage: (ms: number) => number;
  readonly tracer: MessageTracer;
  readonly actionTracer: ActionTracer;
  readonly tracing: () => boolean;
  /** What the player chose; every hello asks for it. */
  readonly codec: () => CodecName;
  /** Stands in for a codec, to see what it costs. */
  readonly instrument: (codec: Codec) => Codec;
  /** A new stay has begun: what was known of the world is void. */
  readonly joined: (welcome: Welcome) => void;
  readonly received: (message: InboundMessage) => void;
  readonly changed: (state: SessionState) => void;
  /** The server hung up, and says why; it is joined anew at once, so that the state shows this for a moment only. */
  readonly closedByServer: (why: string) => void;
}

/** The old link is heard this long after a swap, for what is still under way on it, and until the new one brought something. */
const overlapMs = 500;
/** Longer than the slowest WebRTC connect seen at 5 % loss, shorter than a player's patience. */
const dialTimeoutMs = 5000;
const pingEveryMs = 500;
/** The first pings come faster: the clock wants samples. */
const initialPings = 8;
const initialPingEveryMs = 100;
/** Beats come every 8 ms where the page has the machine to itself. */
const maxUpdateGapMs = 100;
/** A link that lasted this long has shown that it works. */
const stableAfterMs = 15_000;
/** Another codec is worth another try after this. */
const codecRetryMs = 2000;

interface Dialing {
  readonly plan: DialPlan;
  readonly abort: AbortController;
  elapsedMs: number;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #dialers: ReadonlyMap<TransportName, Dialer>;
  readonly #failures = new Map<TransportName, Failures>();
  /** Those that were chosen so far. */
  readonly #codecs: Map<CodecName, Codec>;
  #joinRequest: JoinRequest | undefined;
  #channel: Channel;
  readonly #credentials: Credentials;
  #sessionId = "";
  /** Welcomed and open; the last is spoken on, the others are heard for a while yet. */
  #links: Link[] = [];
  /** Of the link spoken on. */
  #linkSinceMs = 0;
  #idleMs = 0;
  #hasReceived = false;
  #lastUpdateMs = 0;
  #dialing: Dialing | undefined;
  #state: SessionState = {
    phase: "joining",
    transport: undefined,
    chosen: "auto",
    swappingTo: undefined,
    statusText: "",
  };
  #pings = 0;
  #lastPingMs = 0;
  #ended = false;
  swaps = 0;
  rttMs = 0;
  jitterMs = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#dialers = new Map(options.dialers.map((dialer) => [dialer.transport, dialer]));
    this.#codecs = new Map([["binary", options.instrument(binaryCodec)]]);
    this.#credentials = new Credentials(options.origin);
    this.#channel = this.#newChannel();
  }

  get channel(): Channel {
    return this.#channel;
  }
  get #activeLink(): Link | undefined {
    return this.#links.at(-1);
  }
  get transport(): TransportName | undefined {
    return this.#activeLink?.transport;
  }
  get idleMs(): number {
    return this.#activeLink ? this.#idleMs : 0;
  }
  /** What the server knows this page by, for its goodbye and for the page that comes after it. */
  get credential(): string | undefined {
    return this.#credentials.latest;
  }

  join(wish: JoinRequest, chosen: TransportName | "auto"): void {
    this.#joinRequest = wish;
    this.#setState({ chosen, phase: this.#activeLink ? "playing" : "joining", statusText: "" });
    this.update();
  }

  /** Comes back to the seat of the page that was in this tab before; false where there is none. */
  async resume(
    previous: PreviousPage,
    wish: JoinRequest,
    chosen: TransportName | "auto",
  ): Promise<boolean> {
    this.#setState({ chosen, phase: "reconnecting", statusText: "Coming back to your ship" });
    const found = await this.#credentials.resume(previous);
    if (found) this.#joinRequest = wish;
    else this.#setState({ phase: "joining", statusText: "" });
    this.update();
    return found;
  }

  /** The player's choice; "auto" lets the ladder decide again. */
  swapTo(chosen: TransportName | "auto"): void {
    this.#cancelDial("lost", "another transport was chosen");
    this.#failures.clear();
    this.#setState({ chosen, statusText: "" });
    this.update();
  }

  send<K extends PlainKind>(
    kind: K,
    message: Messages[K],
    parent?: TraceContext,
  ): "sent" | "buffered" | "dropped" {
    return this.#channel.send(kind, message, parent);
  }

  /** Call it many times a second, also while the page is hidden: pings, acknowledges, notices silence, dials. */
  update(): void {
    if (this.#ended || !this.#joinRequest || this.#state.phase === "refused") return;
    const nowMs = this.#options.local();
    const { chosen } = this.#state;
    // After a stall of this page the link may be full of news: a long gap between beats is not a silent link.
    const sinceMs = Math.min(nowMs - this.#lastUpdateMs, maxUpdateGapMs);
    this.#lastUpdateMs = nowMs;
    this.#idleMs += sinceMs;
    if (this.#dialing) this.#dialing.elapsedMs += sinceMs;
    this.#channel.acknowledge();
    this.#ping(nowMs);
    if (this.#activeLink && nowMs - this.#linkSinceMs > stableAfterMs)
      this.#failures.delete(this.#activeLink.transport);
    if (this.#hasReceived && nowMs - this.#linkSinceMs > overlapMs) this.#closeOldLinks();
    this.#checkDialTimeout();
    const plan = nextDial({
      chosen,
      current: this.#activeLink?.transport,
      dialing: this.#dialing?.plan.transport,
      dialable: new Set(this.#dialers.keys()),
      idleMs: this.idleMs,
      failures: this.#failures,
      nowMs,
    });
    const next = plan ?? this.#codecSwap(nowMs);
    if (next) void this.#dial(next);
  }

  /** The page is being unloaded; another may come after it, and wants the ship. */
  leave(): void {
    this.#ended = true;
    this.#cancelDial("going-away", "the page is being unloaded");
    for (const link of this.#links) link.close("going-away", "the page is being unloaded");
  }

  /** Another codec was chosen: it is the hello of a fresh link that says so. */
  #codecSwap(nowMs: number): DialPlan | undefined {
    const { transport } = this;
    if (!transport || this.#dialing) return undefined;
    if (this.#options.codec() === this.#channel.codec.name) return undefined;
    const lastMs = this.#failures.get(transport)?.lastMs ?? Number.NEGATIVE_INFINITY;
    return nowMs - lastMs < codecRetryMs ? undefined : { transport, why: "codec" };
  }

  /** A codec costs its bytes when it is first chosen. */
  async #loadCodec(name: CodecName): Promise<void> {
    if (this.#codecs.has(name)) return;
    this.#codecs.set(name, this.#options.instrument(await loadCodec(name)));
  }

  #closeOldLinks(): void {
    for (const old of this.#links.slice(0, -1)) old.close("done", "swapped");
    this.#links = this.#links.slice(-1);
  }

  /** Nobody waits for ever for a link to open. */
  #checkDialTimeout(): void {
    if (!this.#dialing) return;
    const { plan, elapsedMs } = this.#dialing;
    const withinMs = plan.timeoutMs ?? dialTimeoutMs;
    if (elapsedMs > withinMs)
      this.#cancelDial("timeout", `it did not open within ${withinMs / 1000} s`);
    // A climb is not worth staying on a link that has gone silent.
    else if (plan.why === "climb" && this.idleMs > idleTimeoutMs)
      this.#cancelDial("lost", "what the ship flies on went silent meanwhile");
  }

  #cancelDial(code: CloseCode, detail: string): void {
    if (!this.#dialing) return;
    const { plan, abort } = this.#dialing;
    this.#dialing = undefined;
    const reason = { code, by: "local", detail } as const;
    abort.abort(new DialFailed({ transport: plan.transport, reason }));
    if (code === "timeout") this.#dialFailed(plan, abort.signal.reason);
  }

  async #dial(plan: DialPlan): Promise<void> {
    const { local, fromPage, clock, actionTracer } = this.#options;
    const dialer = this.#dialers.get(plan.transport);
    if (!dialer || !this.#joinRequest) return;
    const abort = new AbortController();
    const dialing = { plan, abort, elapsedMs: 0 };
    this.#dialing = dialing;
    const from = this.#activeLink?.transport;
    this.#setState({ swappingTo: plan.transport });
    const phases: DialPhase[] = [];
    const startMs = local();
    let outcome = "open";
    try {
      const handshaken = await this.#handshake(dialer, abort.signal, (phase) => phases.push(phase));
      this.#activate(handshaken, plan);
    } catch (error) {
      outcome = error instanceof Error ? error.message : String(error);
      // What was given up has been seen to.
      if (this.#dialing === dialing) this.#dialFailed(plan, error);
    } finally {
      if (this.#dialing === dialing) this.#dialing = undefined;
      if (!this.#dialing) this.#setState({ swappingTo: undefined });
      const times = { startMs: clock.toServer(startMs), endMs: clock.now() };
      const spans = phases.map(({ name, startMs: a, endMs: b }) => ({
        name,
        startMs: clock.toServer(fromPage(a)),
        endMs: clock.toServer(fromPage(b)),
      }));
      actionTracer.connect({ transport: plan.transport, outcome, phases: spans }, times);
      if (from && outcome === "open")
        actionTracer.swap({ from, to: plan.transport, why: plan.why, outcome }, times);
    }
  }

  async #handshake(
    dialer: Dialer,
    signal: AbortSignal,
    onPhase: (phase: DialPhase) => void,
  ): Promise<Handshake> {
    const { origin, tracing } = this.#options;
    if (!this.#joinRequest) throw new Error("nobody wished to join");
    const codec = this.#options.codec();
    await this.#loadCodec(codec);
    const credential = await this.#credentials.next(this.#joinRequest, signal);
    if (!this.#credentials.key) this.#channel = this.#newChannel();
    const { channel } = this;
    return handshake({
      dialer,
      address: { origin, credential },
      channel,
      tracing: tracing(),
      codec,
      signal,
      onPhase,
      received: (bytes, link) => this.#receive(bytes, link),
      closed: (link, reason) => {
        // It may be of an earlier stay by then.
        channel.detach(link);
        this.#linkClosed(link, reason);
      },
    });
  }

  /** The new link is spoken on from now; the old one is heard a little longer. */
  #activate({ link, welcome, codec, startReceiving: listen }: Handshake, plan: DialPlan): void {
    const { clock, local, joined } = this.#options;
    const old = this.#activeLink;
    clock.seed(welcome.nowMs);
    this.#channel.setCodec(codec);
    if (welcome.session !== this.#sessionId) {
      this.#sessionId = welcome.session;
      this.#credentials.key = welcome.key;
      joined(welcome);
    }
    try {
      this.#channel.attach(link, welcome.received);
    } catch (error) {
      link.close("protocol-error", error instanceof Error ? error.message : "");
      throw error;
    }
    this.#links.push(link);
    this.#linkSinceMs = local();
    this.#idleMs = 0;
    this.#hasReceived = false;
    this.#pings = 0;
    // At once: the server speaks on a link from the first word it hears there.
    this.#lastPingMs = 0;
    if (old) this.swaps += 1;
    if (plan.why === "silent" && old) this.#countFailure(old.transport);
    const statusText = statusAfterDial(plan, old?.transport, this.#state.chosen, this.#failures);
    this.#setState({ phase: "playing", transport: link.transport, statusText });
    listen();
  }

  #dialFailed(plan: DialPlan, error: unknown): void {
    if (error instanceof JoinRefused) {
      this.#setState({ phase: "refused", statusText: error.message });
      return;
    }
    const reason = error instanceof DialFailed ? error.reason : undefined;
    if (reason?.code === "incompatible" && reason.by === "remote") {
      this.#setState({
        phase: "refused",
        statusText: reason.detail ?? "the page is out of date: reload it",
      });
      return;
    }
    if (reason?.code === "refused" && reason.by === "remote") {
      if (!this.#credentials.key) {
        this.#setState({ phase: "refused", statusText: reason.detail ?? "the server refused" });
        return;
      }
      // The server was restarted or gave our seat away: join anew with a ticket of our own accord.
      this.#forgetSession();
      return;
    }
    this.#countFailure(plan.transport);
    if (this.#activeLink) {
      this.#setState({
        statusText: statusAfterDialFailure(plan.transport, reason, this.#activeLink.transport),
      });
      return;
    }
    const why = error instanceof JoinLater ? error.message : "The server does not answer";
    const isBack = this.#credentials.key || this.#state.phase === "reconnecting";
    this.#setState({
      phase: isBack ? "reconnecting" : "joining",
      statusText: `${why}; trying again`,
    });
  }

  #forgetSession(): void {
    this.#credentials.forget();
    this.#cancelDial("lost", "joining anew");
    for (const link of this.#links) link.close("done", "joining anew");
    this.#links = [];
    this.#failures.clear();
    this.#setState({
      phase: "reconnecting",
      transport: undefined,
      statusText: "The server has forgotten this ship; joining again",
    });
  }

  #countFailure(name: TransportName): void {
    const count = (this.#failures.get(name)?.count ?? 0) + 1;
    this.#failures.set(name, { count, lastMs: this.#options.local() });
  }

  #receive(bytes: Uint8Array, link: Link): void {
    if (link === this.#activeLink) {
      this.#idleMs = 0;
      this.#hasReceived = true;
    }
    try {
      this.#channel.receive(bytes, link);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      link.close("protocol-error", error.message);
    }
  }

  #linkClosed(link: Link, reason: CloseReason): void {
    const wasActive = link === this.#activeLink;
    this.#links = this.#links.filter((other) => other !== link);
    if (!wasActive || this.#ended) return;
    if (reason.code !== "done" && reason.code !== "going-away") this.#countFailure(link.transport);
    const back = this.#activeLink;
    if (back) {
      // Swapped a moment ago, and the one before is still there: the conversation has gone back to it already.
      this.#idleMs = 0;
      const statusText = statusAfterReturn(link.transport, back.transport);
      this.#setState({ transport: back.transport, statusText });
      return;
    }
    this.#setState({
      phase: "reconnecting",
      transport: undefined,
      statusText: statusAfterLoss(reason),
    });
    if (reason.code === "going-away" && reason.by === "remote" && reason.detail)
      this.#options.closedByServer(reason.detail);
  }

  #ping(nowMs: number): void {
    if (!this.#activeLink) return;
    const every = this.#pings < initialPings ? initialPingEveryMs : pingEveryMs;
    if (nowMs - this.#lastPingMs < every) return;
    this.#lastPingMs = nowMs;
    this.#pings += 1;
    this.#channel.sendOn(this.#activeLink, "ping", encodePing(nowMs));
  }

  #received(message: InboundMessage): void {
    if (message.kind !== "pong") {
      this.#options.received(message);
      return;
    }
    const { t0, t1, t2 } = decodePong(message.body);
    const rttMs = this.#options.clock.addSample(t0, t1, t2, this.#options.local());
    // RFC 3550 §6.4.1's smoothing, with a quicker gain: two samples a second, not fifty.
    this.jitterMs += (Math.abs(rttMs - this.rttMs) - this.jitterMs) / 8;
    this.rttMs = this.rttMs === 0 ? rttMs : this.rttMs + (rttMs - this.rttMs) / 4;
  }

  #newChannel(): Channel {
    const { tracer, clock } = this.#options;
    return new Channel({
      role: "client",
      peer: "server",
      tracer,
      codecs: this.#codecs,
      now: () => clock.now(),
      received: (message) => this.#received(message),
      overflowed: () => this.#forgetSession(),
    });
  }

  #setState(part: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...part };
    this.#options.changed(this.#state);
  }
}
