/**
 * The names of span and link attributes, once. Those of OpenTelemetry's conventions keep their names
 * (semantic-conventions 1.4x, `messaging.*` and `network.*`); what they lack is under `game.*` and `clock.*`.
 * Never a player's id in a span name, and never one as a metric dimension.
 */
import type { TransportName } from "#transport";

export const attribute = {
  serviceName: "service.name",
  serviceInstance: "service.instance.id",
  messagingSystem: "messaging.system",
  operationName: "messaging.operation.name",
  operationType: "messaging.operation.type",
  destination: "messaging.destination.name",
  messageId: "messaging.message.id",
  bodyBytes: "messaging.message.body.size",
  envelopeBytes: "messaging.message.envelope.size",
  batchMessages: "messaging.batch.message_count",
  networkTransport: "network.transport",
  networkProtocol: "network.protocol.name",
  transport: "game.transport",
  peer: "game.peer",
  sendOutcome: "game.send.outcome",
  tick: "game.tick",
  room: "game.room",
  action: "game.act",
  snapshots: "game.snapshots",
  player: "game.player.id",
  queueWaitMs: "game.queue.wait_ms",
  inputToPhotonMs: "game.input_to_photon_ms",
  outcome: "game.outcome",
  swapFrom: "game.swap.from",
  swapTo: "game.swap.to",
  swapWhy: "game.swap.why",
  clockOffsetMs: "clock.offset_ms",
  clockErrorMs: "clock.error_ms",
  clockTransport: "clock.sync.transport",
  /** Of resources; the id of the server that passed the spans on follows it. */
  forwardedBy: "crosswire.passed_on",
} as const;

export const messagingSystem = "crosswire";
export const scopeName = "crosswire";

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
