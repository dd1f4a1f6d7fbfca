/**
 * This player's stay in a room, over whatever links there are. The one place that dials again: it swaps make-before-break,
 * falls back when a link goes silent, climbs back, resumes after an outage and joins anew when the server forgot us.
 */
import {
  Conversation,
  decodePong,
  encodePing,
  type Heard,
  type JourneyTracer,
  type Kind,
  MalformedMessage,
  type MessageTracer,
  type TraceContext,
  type Welcome,
} from "#protocol";
import {
  type CloseReason,
  DialFailed,
  type Dialer,
  type DialPhase,
  type Link,
  type TransportName,
} from "#transport";
import type { ClockSync } from "./clock-sync.ts";
import { greet } from "./greet.ts";
import { type Failures, type Move, nextMove, rungs } from "./ladder.ts";
import { fetchTicket, JoinRefused, type TicketWish } from "./tickets.ts";

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
  readonly journeys: JourneyTracer;
  readonly tracing: () => boolean;
  /** A new stay has begun: what was known of the world is void. */
  readonly joined: (welcome: Welcome) => void;
  readonly heard: (message: Heard) => void;
  readonly changed: (state: SessionState) => void;
}

/** The old link is heard this long after a swap, for what is still under way on it. */
const overlapMs = 500;
const pingEveryMs = 500;
/** The first pings come faster: the clock wants samples. */
const eagerPings = 8;
const eagerPingEveryMs = 100;
/** Beats come every 8 ms where the page has the machine to itself. */
const longestBeatMs = 100;
/** A link that lasted this long has shown that it works. */
const provenMs = 15_000;

const labels: Partial<Record<TransportName, string>> = { webrtc: "WebRTC", socketio: "Socket.IO" };
const labelOf = (name: TransportName): string => labels[name] ?? name;

export class Session {
  readonly #options: SessionOptions;
  readonly #dialers: ReadonlyMap<TransportName, Dialer>;
  readonly #failures = new Map<TransportName, Failures>();
  #wish: TicketWish | undefined;
  #conversation: Conversation;
  #key: string | undefined;
  #sessionId = "";
  #link: Link | undefined;
  #linkSinceMs = 0;
  #silentMs = 0;
  #beatMs = 0;
  #dialing: { transport: TransportName; abort: AbortController; why: Move["why"] } | undefined;
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
    this.#conversation = this.#newConversation();
  }

  get conversation(): Conversation {
    return this.#conversation;
  }
  get transport(): TransportName | undefined {
    return this.#link?.transport;
  }
  get silentMs(): number {
    return this.#link ? this.#silentMs : 0;
  }
  /** What closing the tab should tell the server. */
  get key(): string | undefined {
    return this.#key;
  }

  join(wish: TicketWish, chosen: TransportName | "auto"): void {
    this.#wish = wish;
    this.#change({ chosen, phase: "joining", note: "" });
    this.beat();
  }

  /** The player's choice; "auto" lets the ladder decide again. */
  swapTo(chosen: TransportName | "auto"): void {
    if (this.#dialing) this.#dialing.abort.abort();
    this.#failures.clear();
    this.#change({ chosen, note: "" });
    this.beat();
  }

  say(kind: Kind, body: Uint8Array, parent?: TraceContext): "sent" | "buffered" | "dropped" {
    return this.#conversation.say(kind, body, parent);
  }

  /** Call it many times a second, also while the page is hidden: pings, acknowledges, notices silence, dials. */
  beat(): void {
    if (this.#ended || !this.#wish || this.#state.phase === "refused") return;
    const nowMs = this.#options.local();
    const { chosen } = this.#state;
    // After a stall of this page the link may be full of news: a long gap between beats is not a silent link.
    this.#silentMs += Math.min(nowMs - this.#beatMs, longestBeatMs);
    this.#beatMs = nowMs;
    this.#conversation.acknowledge();
    this.#ping(nowMs);
    if (this.#link && nowMs - this.#linkSinceMs > provenMs)
      this.#failures.delete(this.#link.transport);
    const move = nextMove({
      chosen,
      current: this.#link?.transport,
      dialing: this.#dialing?.transport,
      silentMs: this.silentMs,
      failures: this.#failures,
      nowMs,
    });
    if (move) void this.#dial(move);
    else if (this.#dialing?.why === "climb" && this.#link && this.silentMs > 1000)
      this.#dialing.abort.abort();
  }

  /** The tab is closing. */
  leave(): void {
    this.#ended = true;
    this.#dialing?.abort.abort();
    this.#link?.close("done", "goodbye");
  }

  async #dial(move: Move): Promise<void> {
    const { local, fromPage, clock, journeys, tracing } = this.#options;
    const dialer = this.#dialers.get(move.dial);
    if (!dialer || !this.#wish) return;
    const abort = new AbortController();
    this.#dialing = { transport: move.dial, abort, why: move.why };
    const from = this.#link?.transport;
    this.#change({ swappingTo: move.dial });
    const phases: DialPhase[] = [];
    const startMs = local();
    let outcome = "open";
    try {
      const credential =
        this.#key ?? (await fetchTicket(this.#options.origin, this.#wish, abort.signal));
      if (!this.#key) this.#conversation = this.#newConversation();
      const { conversation } = this;
      const greeted = await greet({
        dialer,
        address: { origin: this.#options.origin, credential },
        conversation,
        tracing: tracing(),
        signal: abort.signal,
        onPhase: (phase) => phases.push(phase),
        message: (bytes, link) => this.#message(bytes, link),
        closed: (link, reason) => this.#closed(link, reason),
      });
      if (abort.signal.aborted || conversation !== this.#conversation) {
        greeted.link.close("done", "not wanted any more");
        return;
      }
      this.#use(greeted.link, greeted.welcome, move);
    } catch (error) {
      outcome = error instanceof Error ? error.message : String(error);
      if (!abort.signal.aborted) this.#failed(move, error);
    } finally {
      if (this.#dialing?.abort === abort) {
        this.#dialing = undefined;
        this.#change({ swappingTo: undefined });
      }
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

  /** The new link is spoken on from now; the old one is heard a little longer. */
  #use(link: Link, welcome: Welcome, move: Move): void {
    const { clock, local, joined } = this.#options;
    const old = this.#link;
    clock.guess(welcome.nowMs);
    if (welcome.session !== this.#sessionId) {
      this.#sessionId = welcome.session;
      this.#key = welcome.key;
      joined(welcome);
    }
    this.#conversation.attach(link, welcome.received);
    this.#link = link;
    this.#linkSinceMs = local();
    this.#silentMs = 0;
    this.#pings = 0;
    if (old) {
      this.swaps += 1;
      setTimeout(() => old.close("done", "swapped"), overlapMs);
    }
    if (move.why === "silent" && old) this.#countFailure(old.transport);
    this.#change({
      phase: "playing",
      transport: link.transport,
      note: this.#noteAfter(move, old?.transport),
    });
  }

  #noteAfter(move: Move, old: TransportName | undefined): string {
    const best = rungs[0];
    if (this.#state.chosen !== "auto" && this.#state.chosen !== move.dial) {
      return `${labelOf(this.#state.chosen)} could not be had: flying on ${labelOf(move.dial)}`;
    }
    if (move.why === "silent" && old && old !== move.dial) {
      return `${labelOf(old)} went silent: flying on ${labelOf(move.dial)}, trying again`;
    }
    if (move.why === "lost" && move.dial !== best && this.#failures.has(best ?? "webrtc")) {
      return `flying on ${labelOf(move.dial)}, trying ${labelOf(best ?? "webrtc")} again`;
    }
    return "";
  }

  #failed(move: Move, error: unknown): void {
    if (error instanceof JoinRefused) {
      this.#change({ phase: "refused", note: error.message });
      return;
    }
    const reason = error instanceof DialFailed ? error.reason : undefined;
    if (reason?.code === "incompatible") {
      this.#change({
        phase: "refused",
        note: reason.detail ?? "the page is out of date: reload it",
      });
      return;
    }
    if (reason?.code === "refused" && reason.by === "remote") {
      if (!this.#key) {
        this.#change({ phase: "refused", note: reason.detail ?? "the server refused" });
        return;
      }
      // The server was restarted or gave our seat away: join anew with a ticket of our own accord.
      this.#forgetSession();
      return;
    }
    this.#countFailure(move.dial);
    if (this.#link) {
      const why =
        move.dial === "webrtc" ? "UDP may be blocked" : (reason?.detail ?? "it did not open");
      this.#change({
        note: `${labelOf(move.dial)} did not connect (${why}): flying on ${labelOf(this.#link.transport)}, trying again`,
      });
    } else {
      this.#change({
        phase: this.#key ? "reconnecting" : "joining",
        note: "The server does not answer; trying again",
      });
    }
  }

  #forgetSession(): void {
    this.#key = undefined;
    this.#link?.close("done");
    this.#link = undefined;
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

  #message(bytes: Uint8Array, link: Link): void {
    if (link === this.#link) this.#silentMs = 0;
    try {
      this.#conversation.hear(bytes, link);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      link.close("protocol-error", error.message);
    }
  }

  #closed(link: Link, reason: CloseReason): void {
    this.#conversation.detach(link);
    if (link !== this.#link || this.#ended) return;
    this.#link = undefined;
    if (reason.code !== "done" && reason.code !== "going-away") this.#countFailure(link.transport);
    const why =
      reason.code === "going-away" ? "The server is going away" : "The connection was lost";
    this.#change({ phase: "reconnecting", transport: undefined, note: `${why}; reconnecting` });
  }

  #ping(nowMs: number): void {
    if (!this.#link) return;
    const every = this.#pings < eagerPings ? eagerPingEveryMs : pingEveryMs;
    if (nowMs - this.#pingedMs < every) return;
    this.#pingedMs = nowMs;
    this.#pings += 1;
    this.#conversation.sayOn(this.#link, "ping", encodePing(nowMs));
  }

  #heard(message: Heard): void {
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

  #newConversation(): Conversation {
    const { tracer, clock } = this.#options;
    return new Conversation({
      role: "client",
      peer: "server",
      tracer,
      now: () => clock.now(),
      heard: (message) => this.#heard(message),
      overflowed: () => this.#forgetSession(),
    });
  }

  #change(part: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...part };
    this.#options.changed(this.#state);
  }
}
