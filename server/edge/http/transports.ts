/** Every transport of this server: what each is called, and what each of its HTTP servers accepts. One line each. */
import type { FastifyInstance } from "fastify";
import type { Acceptor, Admission, HandshakeLimits, TransportName } from "#transport";
import { Wire } from "#protocol/wire";
import {
  grpcAcceptor,
  longPollingAcceptor,
  shortPollingAcceptor,
  socketioAcceptor,
  socketioPollingAcceptor,
  sseAcceptor,
  websocketAcceptor,
} from "#transport/accept";

/** As players read them, in the order of the list they choose from. */
export const transportLabels: readonly { readonly name: TransportName; readonly label: string }[] =
  [
    { name: "webrtc", label: "WebRTC" },
    { name: "webrtc-reliable", label: "WebRTC reliable" },
    { name: "webtransport", label: "WebTransport" },
    { name: "websocket", label: "WebSocket" },
    { name: "socketio", label: "Socket.IO" },
    { name: "socketio-polling", label: "Socket.IO polling" },
    { name: "sse", label: "SSE" },
    { name: "long-polling", label: "Long polling" },
    { name: "short-polling", label: "Short polling" },
    { name: "grpc", label: "gRPC" },
  ];

/** The transports that live on an HTTP server: a set for each, with its routes and upgrades. */
export function acceptorsOn(
  fastify: FastifyInstance,
  admission: Admission,
  handshakes?: Partial<HandshakeLimits>,
): readonly Acceptor[] {
  const { server } = fastify;
  return [
    websocketAcceptor({ server, admission }),
    socketioAcceptor({ server, admission, handshakes }),
    socketioPollingAcceptor({ server, admission, handshakes }),
    sseAcceptor({ fastify, admission, handshakes }),
    longPollingAcceptor({ fastify, admission, handshakes }),
    shortPollingAcceptor({ fastify, admission, handshakes }),
    grpcAcceptor({ service: Wire, fastify, admission, handshakes }),
  ];
}
