/** A link over a Socket.IO socket, the same at both ends. */
import type { LinkLimits } from "../link.ts";
import { streamMaxBytes } from "../max-bytes.ts";
import { WireLink } from "../wire-link.ts";
import { frameEvent, malformedEvent } from "./parser.ts";

/** What the client's and the server's socket have in common. */
interface EitherSocket {
  emit(event: string, frame: Uint8Array): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
  disconnect(close?: boolean): unknown;
}

export function linkOver(socket: EitherSocket, limits: LinkLimits): WireLink {
  const link = new WireLink({
    transport: "socketio",
    limits,
    maxBytes: streamMaxBytes,
    wire: {
      write: (frame) => void socket.emit(frameEvent, frame),
      end: () => void socket.disconnect(true),
    },
  });
  socket.on(frameEvent, (frame: Uint8Array) => link.hear(frame));
  socket.on(malformedEvent, (what: string) => link.close("protocol-error", what));
  socket.on("disconnect", (reason: string, error?: unknown) => {
    if (isViolation(error)) link.close("protocol-error", "not a WebSocket message within limits");
    link.lost(reason);
  });
  return link;
}

/** Engine.IO keeps of a violation that `ws` found only its text: a frame out of protocol, or above `maxHttpBufferSize`. */
function isViolation(error: unknown): boolean {
  return error instanceof Error && /Invalid WebSocket frame|Max payload size/.test(error.message);
}
