/** Handshakes: the hello of each new link leads to its session, an existing or a new one, or the link is closed with a reason. */
import {
  hello as helloMessage,
  type Hello,
  MalformedMessage,
  type MessageTracer,
  decodeEnvelope,
  protocolVersion,
} from "#protocol";
import type { Member, TicketStore } from "#signaling";
import {
  type Attach,
  type Caller,
  type Link,
  type LinkEvents,
  networkOf,
  PendingHandshakes,
} from "#transport";
import type { Faults } from "../../faults.ts";
import { MessageRateLimiter } from "../message-rate-limiter.ts";
import type { PlayerAdmission, RefusalCode } from "../player-admission.ts";
import type { SeatPort } from "../room-handle.ts";
import { endedByError } from "../ended-by-error.ts";
import { Session } from "./session.ts";
import type { SpanBudget } from "../../span-budget.ts";
import type { Clock } from "../../clock.ts";

export interface SessionsOptions {
  readonly admission: PlayerAdmission;
  readonly tickets: TicketStore;
  readonly tracing: SpanBudget | undefined;
  readonly clock: Clock;
  readonly faults: Faults;
  /** How long a ship waits for its player without any link, ms. */
  readonly graceMs: number;
}

/** For a link that was not opened over a network. */
const unknownCaller: Caller = { address: undefined };
/** A link on which no hello comes is not a player's. */
const handshakeTimeoutMs = 5000;
/** A page that closes sends its last spans after its goodbye. */
const endedSessionKeptMs = 10_000;

export class Sessions {
  readonly #options: SessionsOptions;
  /** Links that are open and on which no hello has come. */
  readonly #pendingHandshakes: PendingHandshakes;
  readonly #byKey = new Map<string, Session>();
  /** By the ticket each joined with: a page may be unloaded before it knows its key. */
  readonly #byTicket = new Map<string, Session>();
  /** Sessions that ended not long ago, by key; the oldest end first. */
  readonly #ended = new Map<string, { readonly id: string; readonly atMs: number }>();

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#pendingHandshakes = new PendingHandshakes(options.admission.quotas.handshakes);
  }

  get count(): number {
    return this.#byKey.size;
  }

  /** True for an unspent ticket and for the key of a session that has not ended. */
  admits(credential: string): boolean {
    return this.#byKey.has(credential) || this.#options.tickets.admits(credential);
  }

  /** The member whose key this is; undefined once that session has ended. */
  memberOf(key: string): Member | undefined {
    return this.#byKey.get(key)?.member;
  }

  /** The same, while there is a link to that player. */
  linkedMemberOf(key: string): Member | undefined {
    const session = this.#byKey.get(key);
    return session?.isLinked ? session.member : undefined;
  }

  /** The id of the session whose key this is, or was a few seconds ago. It attributes spans and gives no other right. */
  idOf(key: string): string | undefined {
    this.#pruneEnded();
    return this.#byKey.get(key)?.id ?? this.#ended.get(key)?.id;
  }

  #pruneEnded(): void {
    const nowMs = this.#options.clock.now();
    for (const [key, { atMs }] of this.#ended) {
      if (nowMs - atMs < endedSessionKeptMs) return;
      this.#ended.delete(key);
    }
  }

  /** The page is being unloaded, before its links have closed. `credential` as for `resume`. */
  goodbye(credential: string): boolean {
    const session = this.#find(credential);
    session?.goodbye();
    return session !== undefined;
  }

  /**
   * A ticket to the seat of a session, for the page after a reload, which is at `address`. `credential` is the key of that
   * session or the ticket that it joined with. `left`: its page has been unloaded. Otherwise a page that still sends
   * messages keeps its seat.
   */
  resume(credential: string, left: boolean, address: string | undefined): string | undefined {
    const session = this.#find(credential);
    if (!session || (!left && session.isPresent)) return undefined;
    session.expectTakeover();
    const { seat, key } = session;
    const wish = { name: seat.name, room: seat.room.name, bots: undefined, takesOver: key };
    return this.#options.tickets.issue(wish, address);
  }

  #find(credential: string): Session | undefined {
    return this.#byKey.get(credential) ?? this.#byTicket.get(credential);
  }

  readonly attach: Attach = (link, caller = unknownCaller): LinkEvents => {
    let session: Session | undefined;
    const removePending = this.#pendingHandshakes.add(caller, () =>
      this.#refuse(
        link,
        "refused",
        "newer links took the place of this one, which had said nothing",
      ),
    );
    const cancelTimeout = this.#options.clock.after(handshakeTimeoutMs, () =>
      this.#refuse(link, "timeout", "no hello within 5 s"),
    );
    const handshakeStarted = (): void => {
      removePending();
      cancelTimeout();
    };
    const guard = (act: () => void): void => {
      try {
        act();
      } catch (error) {
        if (session) session.fail(error);
        else this.#failed(error);
        link.close("going-away", endedByError);
      }
    };
    return {
      message: (bytes) =>
        guard(() => {
          if (session) {
            session.receive(bytes, link);
            return;
          }
          handshakeStarted();
          session = this.#handshake(link, bytes, caller.address);
        }),
      closed: (reason) =>
        guard(() => {
          handshakeStarted();
          session?.linkClosed(link, reason);
        }),
    };
  };

  #failed(error: unknown): void {
    this.#options.faults.record("session", "A session has ended after an error", error);
  }

  #refuse(link: Link, code: RefusalCode, why: string): undefined {
    this.#options.admission.countRefusal(code);
    link.close(code, why);
    return undefined;
  }

  #handshake(link: Link, bytes: Uint8Array, address: string | undefined): Session | undefined {
    let hello: Hello;
    try {
      const envelope = decodeEnvelope(bytes);
      if (envelope.kind !== helloMessage.kind)
        throw new MalformedMessage(`${envelope.kind} before hello`);
      hello = helloMessage.decode(envelope.body);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return this.#refuse(link, "protocol-error", error.message);
    }
    if (hello.version !== protocolVersion) {
      const why = `this server speaks version ${protocolVersion}, the page ${hello.version}: reload the page`;
      return this.#refuse(link, "incompatible", why);
    }
    const known = this.#byKey.get(hello.credential);
    return known ? this.#welcome(known, link, hello, true) : this.#join(link, hello, address);
  }

  #join(link: Link, hello: Hello, address: string | undefined): Session | undefined {
    const { admission, tickets } = this.#options;
    // Before the ticket is spent, and before there is a ship for it.
    if (hello.received !== 0 && tickets.admits(hello.credential))
      return this.#refuse(link, "protocol-error", "a new session has received nothing yet");
    const wish = tickets.spend(hello.credential);
    if (!wish)
      return this.#refuse(link, "refused", "this ticket is unknown, expired or already used");
    // A session that has ended meanwhile has left neither ship nor name: its page joins like any other.
    const previous = wish.takesOver === undefined ? undefined : this.#byKey.get(wish.takesOver);
    const network = networkOf(address);
    const request = this.#seatRequest(hello, previous);
    if (previous) {
      const session = admission.pageReloaded(previous.seat, network, request);
      this.#register(session);
      previous.end("taken over", "another page of this tab took over the ship");
      return this.#welcome(session, link, hello, true);
    }
    const session = admission.join(wish, network, request);
    if (session instanceof Session) {
      this.#register(session);
      return this.#welcome(session, link, hello, false);
    }
    const { code, why } = session;
    if (code === "refused") return this.#refuse(link, code, why);
    link.close(code, why);
    return undefined;
  }

  #seatRequest({ tracing, credential }: Hello, previous: Session | undefined) {
    const { clock, graceMs, tracing: spans, admission } = this.#options;
    // The page after a reload has no new budget.
    const newTracer = (): MessageTracer | undefined => spans?.tracerOfSession();
    const tracer = tracing ? (previous?.tracer ?? newTracer()) : undefined;
    return {
      traced: tracer !== undefined,
      clientAt: (seat: SeatPort): Session =>
        new Session({
          seat,
          ticket: credential,
          rateLimiter: previous?.rateLimiter ?? new MessageRateLimiter(clock.now),
          tracer,
          clock,
          graceMs,
          protocolError: () => admission.countRefusal("protocol-error"),
          failed: (error) => this.#failed(error),
          ended: (session) => this.#unregister(session),
        }),
    };
  }

  #register(session: Session): void {
    this.#byKey.set(session.key, session);
    this.#byTicket.set(session.ticket, session);
  }

  #unregister({ key, ticket, id }: Session): void {
    this.#byKey.delete(key);
    this.#byTicket.delete(ticket);
    this.#pruneEnded();
    this.#ended.set(key, { id, atMs: this.#options.clock.now() });
  }

  #welcome(session: Session, link: Link, hello: Hello, resumed: boolean): Session | undefined {
    try {
      session.attach(link, hello, resumed);
      return session;
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      session.linkClosed(link, { code: "protocol-error", by: "local" });
      return this.#refuse(link, "protocol-error", error.message);
    }
  }
}
