/**
 * This player's session in a room, over one link after another. It is the one layer that dials again: it swaps
 * make-before-break, falls back from a silent link, climbs back, resumes after an outage, and joins anew when the server
 * has forgotten the session.
 */
import { type Channel, type Messages, type PlainKind, pong, type TraceContext } from "#protocol";
import type { CloseReason, Link, TransportName } from "#transport";
import type { PreviousPage } from "./credentials.ts";
import { dialFailureOf } from "./dial-failure.ts";
import type { ActiveLink, DialPlan } from "./fallback-policy.ts";
import type { Handshake } from "./handshake.ts";
import { LinkDialer } from "./link-dialer.ts";
import { LinkOpener } from "./link-opener.ts";
import type { WantedLink } from "./link-spec.ts";
import { OpenLinks } from "./open-links.ts";
import { Pinger } from "./pinger.ts";
import type { SessionOptions } from "./session-options.ts";
import * as states from "./session-state.ts";
import type { JoinRequest } from "./tickets.ts";

/** Updates come every 8 ms where the page has the machine to itself. */
const maxUpdateGapMs = 100;

export class Session {
  readonly #options: SessionOptions;
  readonly #opener: LinkOpener;
  readonly #dialer: LinkDialer;
  readonly #links = new OpenLinks();
  readonly pinger: Pinger;
  #sessionId = "";
  #wanted: WantedLink = { transport: "auto", codec: "binary", route: "direct" };
  #state = states.initialState;
  #lastUpdateMs = 0;
  #ended = false;
  swaps = 0;

  constructor(options: SessionOptions) {
    const { clock, local, received } = options;
    this.#options = options;
    this.pinger = new Pinger(clock, local);
    this.#opener = new LinkOpener({
      ...options,
      now: () => clock.now(),
      linkReceived: (link) => this.#links.received(link),
      received: (message) =>
        message.kind === pong.kind ? this.pinger.receivePong(message.body) : received(message),
      closed: (link, reason) => this.#linkClosed(link, reason),
      overflowed: () => this.#forgetSession(),
    });
    this.#dialer = new LinkDialer({
      ...options,
      dialable: this.#opener.dialable,
      open: (spec, attempt) => this.#opener.open(spec, attempt),
      opened: (opened, plan) => this.#activate(opened, plan),
      failed: (plan, error) => this.#dialFailed(plan, error),
      changed: (dialing) => this.#setState(states.withDial(this.#state, dialing?.transport)),
    });
  }

  get channel(): Channel {
    return this.#opener.channel;
  }
  /** The transport of the active link. */
  get transport(): TransportName | undefined {
    return this.#links.transport;
  }
  /** By which the server knows this page: for its goodbye, and for the page that comes after it. */
  get credential(): string | undefined {
    return this.#opener.credentials.latest;
  }

  join(request: JoinRequest, wanted: WantedLink): void {
    this.#opener.joinRequest = request;
    this.#wanted = wanted;
    const state = states.afterChoice(this.#state, wanted.transport);
    this.#setState(states.afterJoin(state, this.transport));
    this.update();
  }

  /** Comes back to the seat of the page that was in this tab before; false where there is none. */
  async resume(previous: PreviousPage, request: JoinRequest, wanted: WantedLink): Promise<boolean> {
    this.#wanted = wanted;
    this.#setState(states.resuming(states.afterChoice(this.#state, wanted.transport)));
    const found = await this.#opener.credentials.resume(previous);
    if (found) this.#opener.joinRequest = request;
    else this.#setState(states.afterJoin(this.#state, undefined));
    this.update();
    return found;
  }

  /** The player chose another transport, codec or route. A chosen transport is dialed at once, whatever failed before. */
  swapTo(choice: Partial<WantedLink>): void {
    this.#wanted = { ...this.#wanted, ...choice };
    if (choice.transport) {
      this.#dialer.cancel("lost", "another transport was chosen");
      this.#dialer.failures.clear();
      this.#setState(states.afterChoice(this.#state, choice.transport));
    }
    this.update();
  }

  /** Sends a message of this definition. */
  send<K extends PlainKind>(
    { kind }: { readonly kind: K },
    message: Messages[K],
    parent?: TraceContext,
  ): "sent" | "buffered" | "dropped" {
    return this.channel.send(kind, message, parent);
  }

  /** Call it many times a second, also while the page is hidden: it pings, acknowledges, notices silence and dials. */
  update(): void {
    if (this.#ended || !this.#opener.joinRequest || this.#state.phase === "refused") return;
    const nowMs = this.#options.local();
    // After this page stood still, messages may wait to be read: a long gap between updates is not a silent link.
    const sinceMs = Math.min(nowMs - this.#lastUpdateMs, maxUpdateGapMs);
    this.#lastUpdateMs = nowMs;
    this.channel.acknowledge();
    const { active } = this.#links;
    if (active) this.pinger.update(this.channel, active);
    if (active && this.#links.isStable(nowMs)) this.#dialer.failures.forget(active.transport);
    this.#links.update(sinceMs, nowMs);
    this.#dialer.update(this.#wanted, this.#activeLink(), sinceMs);
  }

  /** The page is being unloaded; another may come after it and ask for the seat. */
  leave(): void {
    this.#ended = true;
    this.#dialer.cancel("going-away", "the page is being unloaded");
    this.#links.closeAll("going-away", "the page is being unloaded");
  }

  /** The codec is the channel's: a link that messages return to after a lost swap carries the newer codec. */
  #activeLink(): ActiveLink | undefined {
    const { transport, route, idleMs } = this.#links;
    if (!transport || !route) return undefined;
    return { spec: { transport, codec: this.channel.codec.name, route }, idleMs };
  }

  /** Messages are sent on the new link from now on. */
  #activate({ link, welcome, codec, startReceiving }: Handshake, plan: DialPlan): void {
    const { clock, local, joined } = this.#options;
    const old = this.transport;
    clock.seed(welcome.nowMs);
    this.channel.setCodec(codec);
    if (welcome.session !== this.#sessionId) {
      this.#sessionId = welcome.session;
      this.#opener.credentials.key = welcome.key;
      joined(welcome);
    }
    try {
      this.channel.attach(link, welcome.received);
    } catch (error) {
      link.close("protocol-error", error instanceof Error ? error.message : "");
      throw error;
    }
    this.#links.activate(link, plan.spec.route, local());
    this.pinger.restart();
    if (old) this.swaps += 1;
    if (old && plan.why === "silent") this.#dialer.failures.count(old);
    this.#setState(states.afterDial(this.#state, plan, old, this.#dialer.failures.byTransport));
    startReceiving();
  }

  #dialFailed({ spec }: DialPlan, error: unknown): void {
    const hasSession = this.#opener.credentials.key !== undefined;
    const failure = dialFailureOf(error, hasSession);
    if (failure.kind === "forgotten") return this.#forgetSession();
    if (failure.kind === "failed") this.#dialer.failures.count(spec.transport);
    const now = { transport: this.transport, hasSession };
    this.#setState(states.afterDialFailure(this.#state, spec.transport, failure, now));
  }

  #forgetSession(): void {
    this.#opener.credentials.forget();
    this.#dialer.cancel("lost", "joining anew");
    this.#links.closeAll("done", "joining anew");
    this.#links.clear();
    this.#dialer.failures.clear();
    this.#setState(states.forgotten(this.#state));
  }

  #linkClosed(link: Link, reason: CloseReason): void {
    if (!this.#links.remove(link) || this.#ended) return;
    if (reason.code !== "done" && reason.code !== "going-away")
      this.#dialer.failures.count(link.transport);
    // After a swap of a moment ago the link before it is still open, and the channel sends on that again.
    const back = this.transport;
    this.#setState(states.afterLoss(this.#state, link.transport, reason, back));
    if (!back && reason.code === "going-away" && reason.by === "remote" && reason.detail)
      this.#options.closedByServer(reason.detail);
  }

  #setState(state: states.SessionState): void {
    this.#state = state;
    this.#options.changed(state);
  }
}
