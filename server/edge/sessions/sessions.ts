/** The door: every new link says hello here and is led to its session, an old one or a new one, or sent away with a reason. */
import {
  decodeHello,
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
import { MessageRateLimiter } from "./message-rate-limiter.ts";
import { defaultPlayersPerAddress, type Quotas, quotasFor } from "./quotas.ts";
import { closedByError } from "../../room/room.ts";
import type { Rooms } from "../rooms.ts";
import { endedByError, Session } from "./session.ts";
import type { SpanBudget } from "../../span-budget.ts";
import type { Clock } from "../../clock.ts";

export interface SessionsOptions {
  readonly rooms: Rooms;
  readonly tickets: TicketStore;
  readonly tracing: SpanBudget | undefined;
  readonly clock: Clock;
  readonly faults: Faults;
  /** How long a ship waits for its player without any link, ms. */
  readonly graceMs: number;
  /** Of one network; the server's own by default. */
  readonly quotas?: Quotas;
}

type Refusal = "timeout" | "refused" | "incompatible" | "protocol-error";

/** Of a link in this process, which nobody opened from outside. */
const unknownCaller: Caller = { address: undefined };
/** A link that says nothing is not a player. */
const handshakeTimeoutMs = 5000;
/** A page reports the last it saw when it closes: after its goodbye, about as often as before. */
const endedSessionKeptMs = 10_000;

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #quotas: Quotas;
  /** Links that are open and have not said hello. */
  readonly #pendingHandshakes: PendingHandshakes;
  readonly #byKey = new Map<string, Session>();
  /** By the ticket each was joined with: a page may go before it has been told its key. */
  readonly #byTicket = new Map<string, Session>();
  /** Sessions that ended not long ago, by key; the oldest end first. */
  readonly #ended = new Map<string, { readonly id: string; readonly atMs: number }>();
  /** Links closed for what they said, at the door or later, by code; shown by /healthz. */
  readonly refusals = new Map<Refusal, number>();

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#quotas = options.quotas ?? quotasFor(defaultPlayersPerAddress);
    this.#pendingHandshakes = new PendingHandshakes(this.#quotas.handshakes);
  }

  get count(): number {
    return this.#byKey.size;
  }

  /** An unspent ticket, or the key of a session that still stands. */
  admits(credential: string): boolean {
    return this.#byKey.has(credential) || this.#options.tickets.admits(credential);
  }

  /** Whose key this is; undefined once that session has ended. */
  memberOf(key: string): Member | undefined {
    return this.#byKey.get(key)?.member;
  }

  /** The same, while there is a link to that player. */
  linkedMemberOf(key: string): Member | undefined {
    const session = this.#byKey.get(key);
    return session?.isLinked ? session.member : undefined;
  }

  /** The id of the session whose key this is, or was a few seconds ago: for what its page reports, not for what it does. */
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

  /** The page is being unloaded: no need to wait for its links to be missed. `credential` as for `resume`. */
  goodbye(credential: string): boolean {
    const session = this.#find(credential);
    session?.goodbye();
    return session !== undefined;
  }

  /**
   * A ticket to the seat of the session of this key, or of the ticket it was joined with, for the page that comes after
   * the one that held it, which is at `address`. `left`: that page has been unloaded; otherwise it may be speaking still,
   * and keeps its seat.
   */
  resume(credential: string, left: boolean, address: string | undefined): string | undefined {
    const session = this.#find(credential);
    if (!session || (!left && session.isPresent)) return undefined;
    session.expectTakeover();
    const { name, roomName: room, key } = session;
    const wish = { name, room, bots: undefined, takesOver: key };
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

  #refuse(link: Link, code: Refusal, why: string): undefined {
    this.#count(code);
    link.close(code, why);
    return undefined;
  }

  #count(code: Refusal): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  #handshake(link: Link, bytes: Uint8Array, address: string | undefined): Session | undefined {
    let hello: Hello;
    try {
      const envelope = decodeEnvelope(bytes);
      if (envelope.kind !== "hello") throw new MalformedMessage(`${envelope.kind} before hello`);
      hello = decodeHello(envelope.body);
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
    const { rooms, tickets, clock, graceMs } = this.#options;
    const quotas = this.#quotas;
    // Before the ticket is spent, and before a ship is launched for it.
    if (hello.received !== 0 && tickets.admits(hello.credential))
      return this.#refuse(link, "protocol-error", "a new session has heard nothing yet");
    const wish = tickets.spend(hello.credential);
    if (!wish)
      return this.#refuse(link, "refused", "this ticket is unknown, expired or already used");
    // One that has ended meanwhile has left neither ship nor name: its page joins like any other.
    const previous = wish.takesOver === undefined ? undefined : this.#byKey.get(wish.takesOver);
    const network = networkOf(address);
    if (!previous && this.#playersOf(network) >= quotas.players) {
      const why = `one address may have ${quotas.players} at play here and no more: PLAYERS_PER_ADDRESS on the server sets that`;
      return this.#refuse(link, "refused", why);
    }
    if (!rooms.mayJoin(wish.room, network, quotas.rooms)) {
      const why = `one address may make ${quotas.rooms} of the rooms here and no more: join one of them`;
      return this.#refuse(link, "refused", why);
    }
    const room = rooms.findOrCreate(wish.room, wish.bots, network);
    if (!room) return this.#refuse(link, "refused", "this server has no room for one more room");
    const seat = previous ? previous.seat : room.freeSeat();
    if (seat === undefined)
      return this.#refuse(link, "refused", `room ${wish.room} is full: 16 of 16 seats`);
    // The page after a reload has no new budget.
    const newTracer = (): MessageTracer | undefined => this.#options.tracing?.tracerOfSession();
    const tracer = hello.tracing ? (previous?.tracer ?? newTracer()) : undefined;
    const isTraced = tracer !== undefined;
    const session: Session = new Session({
      room: {
        name: room.name,
        tickRateHz: room.tickRateHz,
        get zeroMs() {
          return room.zeroMs;
        },
        tick: room.tick,
        receive: (who, message) => room.receive(who, message),
        linkChanged: (who) => room.linkChanged(who),
        leave: (who) => {
          this.#byKey.delete(who.key);
          this.#byTicket.delete(who.ticket);
          this.#pruneEnded();
          this.#ended.set(who.key, { id: who.id, atMs: clock.now() });
          room.leave(who);
        },
      },
      name: previous ? previous.name : room.freeName(wish.name === "" ? "Pilot" : wish.name),
      seat,
      network,
      ticket: hello.credential,
      rateLimiter: previous ? previous.rateLimiter : new MessageRateLimiter(clock.now),
      tracer,
      clock,
      graceMs,
      protocolError: () => this.#count("protocol-error"),
      failed: (error) => this.#failed(error),
    });
    this.#byKey.set(session.key, session);
    this.#byTicket.set(session.ticket, session);
    if (previous) {
      room.transferSeat(previous, session, isTraced);
      previous.end("taken over", "another page of this tab took over the ship");
    } else if (!room.join(session, isTraced)) {
      link.close("going-away", closedByError);
      return undefined;
    }
    return this.#welcome(session, link, hello, previous !== undefined);
  }

  #playersOf(network: string): number {
    let players = 0;
    for (const session of this.#byKey.values()) if (session.network === network) players += 1;
    return players;
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
