/**
 * The one list of span and link attribute names; page, server, bench and trace viewer all read it. Names of OpenTelemetry's
 * conventions are kept (semantic-conventions 1.4x, `messaging.*` and `network.*`); the game's own are under `game.*` and `clock.*`.
 * A player's id is never part of a span name or a metric dimension.
 */
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
  action: "game.action",
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
  /** Of a resource. The id of the server that forwarded the spans follows it. */
  forwardedBy: "crosswire.forwarded_by",
} as const;
