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
import { greet, type Greeted } from "./greet.ts";
import { type Failures, type Move, nextMove, silentAfterMs } from "./ladder.ts";
import { noteAfter, noteOfFailure, noteOfLoss, noteOfReturn } from "./notes.ts";
import { Credentials, type PreviousPage } from "./credentials.ts";
import { JoinLater, JoinRefused, type TicketWish } from "./tickets.ts";

export interface SessionState {
  readonly phase: "joining" | "playing" | "reconnecting" | "refused";
  readonly transport: TransportName | undefined;
  readonly chosen: TransportName | "auto";
  readonly swappingTo: TransportName | undefined;
  readonly note: string;
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
  readonly journeys: ActionTracer;
  readonly tracing: () => boolean;
  /** What the player chose; every hello asks for it. */
  readonly codec: () => CodecName;
  /** Stands in for a codec, to see what it costs. */
  readonly watched: (codec: Codec) => Codec;
  /** A new stay has begun: what was known of the world is void. */
  readonly joined: (welcome: Welcome) => void;
  readonly heard: (message: InboundMessage) => void;
  readonly changed: (state: SessionState) => void;
  /** The server hung up, and says why; it is joined anew at once, so that the state shows this for a moment only. */
  readonly hungUp: (why: string) => void;
}

/** The old link is heard this long after a swap, for what is still under way on it, and until the new one brought something. */
const overlapMs = 500;
/** Longer than the slowest WebRTC connect seen at 5 % loss, shorter than a player's patience. */
const dialMs = 5000;
const pingEveryMs = 500;
/** The first pings come faster: the clock wants samples. */
const eagerPings = 8;
const eagerPingEveryMs = 100;
/** Beats come every 8 ms where the page has the machine to itself. */
const longestBeatMs = 100;
/** A link that lasted this long has shown that it works. */
const provenMs = 15_000;
/** Another codec is worth another try after this. */
const recodeAgainMs = 2000;

interface Dialing {
  readonly move: Move;
  readonly abort: AbortController;
  waitedMs: number;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #dialers: ReadonlyMap<TransportName, Dialer>;
  readonly #failures = new Map<TransportName, Failures>();
  /** Those that were chosen so far. */
  readonly #codecs: Map<CodecName, Codec>;
  #wish: TicketWish | undefined;
  #conversation: Channel;
  readonly #credentials: Credentials;
  #sessionId = "";
  /** Welcomed and open; the last is spoken on, the others are heard for a while yet. */
  #links: Link[] = [];
  /** Of the link spoken on. */
  #linkSinceMs = 0;
  #silentMs = 0;
  #hasHeard = false;
  #beatMs = 0;
  #dialing: Dialing | undefined;
  #state: SessionState = {
    phase: "joining",
    transport: undefined,
    chosen: "auto",
    swappingTo: undefined,
    note: "",
  };
  #pings = 0;
  #pingedMs = 0;
  #ended = false;
  swaps = 0;
  rttMs = 0;
  jitterMs = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#dialers = new Map(options.dialers.map((dialer) => [dialer.transport, dialer]));
    this.#codecs = new Map([["binary", options.watched(binaryCodec)]]);
    this.#credentials = new Credentials(options.origin);
    this.#conversation = this.#newConversation();
  }

  get conversation(): Channel {
    return this.#conversation;
  }
  get #link(): Link | undefined {
    return this.#links.at(-1);
  }
  get transport(): TransportName | undefined {
    return this.#link?.transport;
  }
  get silentMs(): number {
    return this.#link ? this.#silentMs : 0;
  }
  /** What the server knows this page by, for its goodbye and for the page that comes after it. */
  get credential(): string | undefined {
    return this.#credentials.latest;
  }

  join(wish: TicketWish, chosen: TransportName | "auto"): void {
    this.#wish = wish;
    this.#change({ chosen, phase: this.#link ? "playing" : "joining", note: "" });
    this.beat();
  }

  /** Comes back to the seat of the page that was in this tab before; false where there is none. */
  async resume(
    previous: PreviousPage,
    wish: TicketWish,
    chosen: TransportName | "auto",
  ): Promise<boolean> {
    this.#change({ chosen, phase: "reconnecting", note: "Coming back to your ship" });
    const found = await this.#credentials.resume(previous);
    if (found) this.#wish = wish;
    else this.#change({ phase: "joining", note: "" });
    this.beat();
    return found;
  }

  /** The player's choice; "auto" lets the ladder decide again. */
  swapTo(chosen: TransportName | "auto"): void {
    this.#giveUpDialing("lost", "another transport was chosen");
    this.#failures.clear();
    this.#change({ chosen, note: "" });
    this.beat();
  }

  tell<K extends PlainKind>(
    kind: K,
    message: Messages[K],
    parent?: TraceContext,
  ): "sent" | "buffered" | "dropped" {
    return this.#conversation.send(kind, message, parent);
  }

  /** Call it many times a second, also while the page is hidden: pings, acknowledges, notices silence, dials. */
  beat(): void {
    if (this.#ended || !this.#wish || this.#state.phase === "refused") return;
    const nowMs = this.#options.local();
    const { chosen } = this.#state;
    // After a stall of this page the link may be full of news: a long gap between beats is not a silent link.
    const sinceMs = Math.min(nowMs - this.#beatMs, longestBeatMs);
    this.#beatMs = nowMs;
    this.#silentMs += sinceMs;
    if (this.#dialing) this.#dialing.waitedMs += sinceMs;
    this.#conversation.acknowledge();
    this.#ping(nowMs);
    if (this.#link && nowMs - this.#linkSinceMs > provenMs)
      this.#failures.delete(this.#link.transport);
    if (this.#hasHeard && nowMs - this.#linkSinceMs > overlapMs) this.#hangUpOld();
    this.#hurry();
    const move = nextMove({
      chosen,
      current: this.#link?.transport,
      dialing: this.#dialing?.move.dial,
      dialable: new Set(this.#dialers.keys()),
      silentMs: this.silentMs,
      failures: this.#failures,
      nowMs,
    });
    const next = move ?? this.#recode(nowMs);
    if (next) void this.#dial(next);
  }

  /** The page is being unloaded; another may come after it, and wants the ship. */
  leave(): void {
    this.#ended = true;
    this.#giveUpDialing("going-away", "the page is being unloaded");
    for (const link of this.#links) link.close("going-away", "the page is being unloaded");
  }

  /** Another codec was chosen: it is the hello of a fresh link that says so. */
  #recode(nowMs: number): Move | undefined {
    const { transport } = this;
    if (!transport || this.#dialing) return undefined;
    if (this.#options.codec() === this.#conversation.codec.name) return undefined;
    const lastMs = this.#failures.get(transport)?.lastMs ?? Number.NEGATIVE_INFINITY;
    return nowMs - lastMs < recodeAgainMs ? undefined : { dial: transport, why: "codec" };
  }

  /** A codec costs its bytes when it is first chosen. */
  async #load(name: CodecName): Promise<void> {
    if (this.#codecs.has(name)) return;
    this.#codecs.set(name, this.#options.watched(await loadCodec(name)));
  }

  #hangUpOld(): void {
    for (const old of this.#links.slice(0, -1)) old.close("done", "swapped");
    this.#links = this.#links.slice(-1);
  }

  /** Nobody waits for ever for a link to open. */
  #hurry(): void {
    if (!this.#dialing) return;
    const { move, waitedMs } = this.#dialing;
    const withinMs = move.withinMs ?? dialMs;
    if (waitedMs > withinMs)
      this.#giveUpDialing("timeout", `it did not open within ${withinMs / 1000} s`);
    // A climb is not worth staying on a link that has gone silent.
    else if (move.why === "climb" && this.silentMs > silentAfterMs)
      this.#giveUpDialing("lost", "what the ship flies on went silent meanwhile");
  }

  #giveUpDialing(code: CloseCode, detail: string): void {
    if (!this.#dialing) return;
    const { move, abort } = this.#dialing;
    this.#dialing = undefined;
    const reason = { code, by: "local", detail } as const;
    abort.abort(new DialFailed({ transport: move.dial, reason }));
    if (code === "timeout") this.#failed(move, abort.signal.reason);
  }

  async #dial(move: Move): Promise<void> {
    const { local, fromPage, clock, journeys } = this.#options;
    const dialer = this.#dialers.get(move.dial);
    if (!dialer || !this.#wish) return;
    const abort = new AbortController();
    const dialing = { move, abort, waitedMs: 0 };
    this.#dialing = dialing;
    const from = this.#link?.transport;
    this.#change({ swappingTo: move.dial });
    const phases: DialPhase[] = [];
    const startMs = local();
    let outcome = "open";
    try {
      const greeted = await this.#greeted(dialer, abort.signal, (phase) => phases.push(phase));
      this.#use(greeted, move);
    } catch (error) {
      outcome = error instanceof Error ? error.message : String(error);
      // What was given up has been seen to.
      if (this.#dialing === dialing) this.#failed(move, error);
    } finally {
      if (this.#dialing === dialing) this.#dialing = undefined;
      if (!this.#dialing) this.#change({ swappingTo: undefined });
      const times = { startMs: clock.toServer(startMs), endMs: clock.now() };
      const spans = phases.map(({ name, startMs: a, endMs: b }) => ({
        name,
        startMs: clock.toServer(fromPage(a)),
        endMs: clock.toServer(fromPage(b)),
      }));
      journeys.connect({ transport: move.dial, outcome, phases: spans }, times);
      if (from && outcome === "open")
        journeys.swap({ from, to: move.dial, why: move.why, outcome }, times);
    }
  }

  async #greeted(
    dialer: Dialer,
    signal: AbortSignal,
    onPhase: (phase: DialPhase) => void,
  ): Promise<Greeted> {
    const { origin, tracing } = this.#options;
    if (!this.#wish) throw new Error("nobody wished to join");
    const codec = this.#options.codec();
    await this.#load(codec);
    const credential = await this.#credentials.next(this.#wish, signal);
    if (!this.#credentials.key) this.#conversation = this.#newConversation();
    const { conversation } = this;
    return greet({
      dialer,
      address: { origin, credential },
      conversation,
      tracing: tracing(),
      codec,
      signal,
      onPhase,
      message: (bytes, link) => this.#hear(bytes, link),
      closed: (link, reason) => {
        // It may be of an earlier stay by then.
        conversation.detach(link);
        this.#closed(link, reason);
      },
    });
  }

  /** The new link is spoken on from now; the old one is heard a little longer. */
  #use({ link, welcome, codec, listen }: Greeted, move: Move): void {
    const { clock, local, joined } = this.#options;
    const old = this.#link;
    clock.guess(welcome.nowMs);
    this.#conversation.setCodec(codec);
    if (welcome.session !== this.#sessionId) {
      this.#sessionId = welcome.session;
      this.#credentials.key = welcome.key;
      joined(welcome);
    }
    try {
      this.#conversation.attach(link, welcome.received);
    } catch (error) {
      link.close("protocol-error", error instanceof Error ? error.message : "");
      throw error;
    }
    this.#links.push(link);
    this.#linkSinceMs = local();
    this.#silentMs = 0;
    this.#hasHeard = false;
    this.#pings = 0;
    // At once: the server speaks on a link from the first word it hears there.
    this.#pingedMs = 0;
    if (old) this.swaps += 1;
    if (move.why === "silent" && old) this.#countFailure(old.transport);
    const note = noteAfter(move, old?.transport, this.#state.chosen, this.#failures);
    this.#change({ phase: "playing", transport: link.transport, note });
    listen();
  }

  #failed(move: Move, error: unknown): void {
    if (error instanceof JoinRefused) {
      this.#change({ phase: "refused", note: error.message });
      return;
    }
    const reason = error instanceof DialFailed ? error.reason : undefined;
    if (reason?.code === "incompatible" && reason.by === "remote") {
      this.#change({
        phase: "refused",
        note: reason.detail ?? "the page is out of date: reload it",
      });
      return;
    }
    if (reason?.code === "refused" && reason.by === "remote") {
      if (!this.#credentials.key) {
        this.#change({ phase: "refused", note: reason.detail ?? "the server refused" });
        return;
      }
      // The server was restarted or gave our seat away: join anew with a ticket of our own accord.
      this.#forgetSession();
      return;
    }
    this.#countFailure(move.dial);
    if (this.#link) {
      this.#change({ note: noteOfFailure(move.dial, reason, this.#link.transport) });
      return;
    }
    const why = error instanceof JoinLater ? error.message : "The server does not answer";
    const isBack = this.#credentials.key || this.#state.phase === "reconnecting";
    this.#change({ phase: isBack ? "reconnecting" : "joining", note: `${why}; trying again` });
  }

  #forgetSession(): void {
    this.#credentials.forget();
    this.#giveUpDialing("lost", "joining anew");
    for (const link of this.#links) link.close("done", "joining anew");
    this.#links = [];
    this.#failures.clear();
    this.#change({
      phase: "reconnecting",
      transport: undefined,
      note: "The server has forgotten this ship; joining again",
    });
  }

  #countFailure(name: TransportName): void {
    const count = (this.#failures.get(name)?.count ?? 0) + 1;
    this.#failures.set(name, { count, lastMs: this.#options.local() });
  }

  #hear(bytes: Uint8Array, link: Link): void {
    if (link === this.#link) {
      this.#silentMs = 0;
      this.#hasHeard = true;
    }
    try {
      this.#conversation.receive(bytes, link);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      link.close("protocol-error", error.message);
    }
  }

  #closed(link: Link, reason: CloseReason): void {
    const wasSpokenOn = link === this.#link;
    this.#links = this.#links.filter((other) => other !== link);
    if (!wasSpokenOn || this.#ended) return;
    if (reason.code !== "done" && reason.code !== "going-away") this.#countFailure(link.transport);
    const back = this.#link;
    if (back) {
      // Swapped a moment ago, and the one before is still there: the conversation has gone back to it already.
      this.#silentMs = 0;
      const note = noteOfReturn(link.transport, back.transport);
      this.#change({ transport: back.transport, note });
      return;
    }
    this.#change({ phase: "reconnecting", transport: undefined, note: noteOfLoss(reason) });
    if (reason.code === "going-away" && reason.by === "remote" && reason.detail)
      this.#options.hungUp(reason.detail);
  }

  #ping(nowMs: number): void {
    if (!this.#link) return;
    const every = this.#pings < eagerPings ? eagerPingEveryMs : pingEveryMs;
    if (nowMs - this.#pingedMs < every) return;
    this.#pingedMs = nowMs;
    this.#pings += 1;
    this.#conversation.sendOn(this.#link, "ping", encodePing(nowMs));
  }

  #heard(message: InboundMessage): void {
    if (message.kind !== "pong") {
      this.#options.heard(message);
      return;
    }
    const { t0, t1, t2 } = decodePong(message.body);
    const rttMs = this.#options.clock.hear(t0, t1, t2, this.#options.local());
    // RFC 3550 §6.4.1's smoothing, with a quicker gain: two samples a second, not fifty.
    this.jitterMs += (Math.abs(rttMs - this.rttMs) - this.jitterMs) / 8;
    this.rttMs = this.rttMs === 0 ? rttMs : this.rttMs + (rttMs - this.rttMs) / 4;
  }

  #newConversation(): Channel {
    const { tracer, clock } = this.#options;
    return new Channel({
      role: "client",
      peer: "server",
      tracer,
      codecs: this.#codecs,
      now: () => clock.now(),
      received: (message) => this.#heard(message),
      overflowed: () => this.#forgetSession(),
    });
  }

  #change(part: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...part };
    this.#options.changed(this.#state);
  }
}
