/** How OpenTelemetry's messaging and network conventions name what each of our transports runs on. */
import type { TransportName } from "#transport";

/** What the conventions call the layers below each of our transports. */
export const networkByTransport: Readonly<
  Record<TransportName, { readonly transport: string; readonly protocol: string }>
> = {
  webrtc: { transport: "udp", protocol: "sctp" },
  "webrtc-reliable": { transport: "udp", protocol: "sctp" },
  mesh: { transport: "udp", protocol: "sctp" },
  webtransport: { transport: "quic", protocol: "http" },
  websocket: { transport: "tcp", protocol: "websocket" },
  socketio: { transport: "tcp", protocol: "websocket" },
  "socketio-polling": { transport: "tcp", protocol: "http" },
  sse: { transport: "tcp", protocol: "http" },
  "long-polling": { transport: "tcp", protocol: "http" },
  "short-polling": { transport: "tcp", protocol: "http" },
  grpc: { transport: "tcp", protocol: "http" },
  memory: { transport: "pipe", protocol: "memory" },
};
