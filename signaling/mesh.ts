/**
 * Forwards signals between the browsers of one room, so that they can open links to each other. Socket.IO on the path
 * `/signal`, WebSocket only, `auth: {"key": session key}`; the key decides seat and room of a connection.
 *
 *   <- here [seat, …]        once: who is there already
 *   <- came seat             <- left seat
 *   -> signal to attempt signal     an offer, an answer or a candidate (signal-envelope.ts) for one of them
 *   <- signal from attempt signal   the same, with the seat of its sender
 *
 * A signal for an empty seat is dropped. Anything that is no signal closes the connection of its sender, and no other.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Server, type Socket } from "socket.io";
import {
  type Admission,
  type HandshakeLimits,
  originHeadersOf,
  PendingHandshakes,
  type Refusal,
  SignalBudget,
  TokenBucket,
} from "#transport";
import { parseSignalEnvelope } from "./signal-envelope.ts";

/** The owner of a session key: the same object for the same session. */
export interface Member {
  readonly room: string;
  readonly seat: number;
}

export interface MeshOptions {
  /** The owner of this session key; undefined once the session has ended. */
  readonly memberOf: (key: string) => Member | undefined;
  readonly refusal: Admission["refusal"];
  readonly now: () => number;
  /** How often a member's session is checked; a connection without any answer for as long is closed. */
  readonly heartbeatMs?: number;
  /** Of connections that have not sent their key. */
  readonly handshakes?: Partial<HandshakeLimits>;
}

export interface MeshSignaling {
  /** Takes over the stream of a WebSocket handshake on `meshPath`, or returns the refusal. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Refusal | undefined;
  stop(): void;
}

/** As Socket.IO's clients request it; their `path` has no slash at its end. */
export const meshPath = "/signal/";
/** An SDP offer of data channels takes 500 to 2000 bytes. */
const maxSignalBytes = 16 * 1024;
/** The number of peers that a browser of the game links to. */
const maxPeers = 8;
/** Each connection makes all others of the room dial again; a browser connects again only when its connection breaks. */
const connectRate = { burst: 10, perSecond: 10 / 60 };

export function meshSignaling(options: MeshOptions): MeshSignaling {
  const { memberOf, refusal, now, heartbeatMs = 5000 } = options;
  const rooms = new Map<string, Map<number, Socket>>();
  /** The budgets of each session, over all its connections. */
  const budgets = new WeakMap<Member, { connects: TokenBucket; signals: SignalBudget }>();
  let isStopped = false;
  // Socket.IO closes the server that it is attached to; this one never listens and only passes on the upgrades of our path.
  const httpServer = createServer();
  const io = new Server(httpServer, {
    path: meshPath,
    transports: ["websocket"],
    serveClient: false,
    perMessageDeflate: false,
    destroyUpgrade: false,
    maxHttpBufferSize: maxSignalBytes,
    pingInterval: heartbeatMs,
    pingTimeout: heartbeatMs,
    connectTimeout: heartbeatMs,
  });
  const handshakes = new PendingHandshakes(options.handshakes);
  const finished = new WeakMap<object, () => void>();
  io.engine.on("connection", (conn: Socket["conn"]) => {
    const finish = handshakes.add({ address: conn.remoteAddress }, () => conn.close(true));
    finished.set(conn, finish);
    conn.once("close", finish);
  });
  io.use((socket, next) => {
    const member = memberOfSocket(socket);
    if (!member) return next(new Error("no session of that key"));
    const mayConnect = budgetOf(member).connects.take();
    next(mayConnect ? undefined : new Error("too many connections; try again in a minute"));
  });
  io.on("connection", (socket) => {
    finished.get(socket.conn)?.();
    const member = memberOfSocket(socket);
    if (!member) return void socket.disconnect(true);
    join(socket, member);
  });

  const memberOfSocket = ({ handshake }: Socket): Member | undefined => {
    const { key } = handshake.auth as { key?: unknown };
    return typeof key === "string" ? memberOf(key) : undefined;
  };

  function budgetOf(member: Member) {
    const budget = budgets.get(member) ?? {
      connects: new TokenBucket({ now, ...connectRate }),
      signals: new SignalBudget({ now, peers: maxPeers }),
    };
    budgets.set(member, budget);
    return budget;
  }

  function join(socket: Socket, member: Member): void {
    const { room, seat } = member;
    const others = rooms.get(room) ?? new Map<number, Socket>();
    // The same player again, or the next one in the seat: the older connection must not be taken for theirs.
    others.get(seat)?.disconnect(true);
    others.set(seat, socket);
    rooms.set(room, others);
    socket.emit(
      "here",
      [...others.keys()].filter((other) => other !== seat),
    );
    broadcast(others, seat, "came");
    const { signals } = budgetOf(member);
    socket.onAny((event: unknown, ...args: unknown[]) => {
      const envelope = event === "signal" ? parseSignalEnvelope(args) : undefined;
      const isForwarded = envelope && signals.take(envelope.signal) && memberOfSocket(socket);
      if (!isForwarded) return void socket.disconnect(true);
      const to = others.get(envelope.to);
      if (to && to !== socket && memberOfSocket(to))
        to.emit("signal", seat, envelope.attempt, envelope.signal);
    });
    // Nothing here is called when a session ends.
    socket.conn.on("heartbeat", () => void (memberOfSocket(socket) || socket.disconnect(true)));
    socket.on("disconnect", () => {
      if (others.get(seat) !== socket) return;
      others.delete(seat);
      broadcast(others, seat, "left");
      if (others.size === 0) rooms.delete(room);
    });
  }

  function broadcast(
    members: ReadonlyMap<number, Socket>,
    seat: number,
    event: "came" | "left",
  ): void {
    for (const [other, socket] of members) if (other !== seat) socket.emit(event, seat);
  }

  return {
    upgrade(request, stream, head) {
      if (isStopped) return { status: "503 Service Unavailable" };
      const error = refusal(originHeadersOf(request));
      if (error !== undefined) return { status: "403 Forbidden", error };
      httpServer.emit("upgrade", request, stream, head);
      return undefined;
    },
    stop() {
      isStopped = true;
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}
