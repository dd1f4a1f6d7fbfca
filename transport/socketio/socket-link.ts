/** A link over a Socket.IO socket, the same at both ends. */
import type { LinkLimits } from "../link.ts";
import { streamMaxBytes } from "../max-bytes.ts";
import { WireLink } from "../wire-link.ts";
import { frameEvent, malformedEvent } from "./parser.ts";

/** The common part of the client's and the server's socket. */
interface EitherSocket {
  emit(event: string, frame: Uint8Array): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
}

export interface SocketLinkOptions {
  readonly transport: "socketio" | "socketio-polling";
  readonly limits: LinkLimits;
  readonly end: () => void;
  /** The Engine.IO socket below, where its queue can be observed; it emits `flush` when the queue is written. */
  readonly conn?: { on(event: "flush", listener: () => void): unknown };
}

export function createSocketLink(socket: EitherSocket, options: SocketLinkOptions): WireLink {
  const { transport, limits, end, conn } = options;
  let queuedBytes = 0;
  conn?.on("flush", () => (queuedBytes = 0));
  const link = new WireLink({
    transport,
    limits,
    maxBytes: streamMaxBytes,
    wire: {
      write(frame) {
        queuedBytes += frame.length;
        socket.emit(frameEvent, frame);
      },
      end,
      queuedBytes: () => (conn ? queuedBytes : 0),
    },
  });
  socket.on(frameEvent, (frame: Uint8Array) => link.receive(frame));
  socket.on(malformedEvent, (what: string) => link.close("protocol-error", what));
  socket.on("disconnect", (reason: string, error?: unknown) => {
    const violation = violationOf(reason, error);
    if (violation) link.close("protocol-error", violation);
    link.lost(reason);
  });
  return link;
}

/** Of a violation that Engine.IO or `ws` found only the text remains. */
function violationOf(reason: string, error: unknown): string | undefined {
  if (reason === "parse error") return "not an Engine.IO packet";
  if (!(error instanceof Error)) return undefined;
  if (/Invalid WebSocket frame|Max payload size/.test(error.message)) {
    return "not a WebSocket message within limits";
  }
  return /overlap from client|invalid (content|heartbeat)/.test(error.message)
    ? error.message
    : undefined;
}
