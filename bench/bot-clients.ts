/** A process of players that join a room on request, fly, and count their messages. */
import { RTCPeerConnection as NodePeerConnection } from "node-datachannel/polyfill";
import { browserTracing } from "#otel/browser";
import { noSpans, noTracing } from "#protocol";
import { type Dialer } from "#transport";
import { socketioDialer, webrtcDialer } from "#transport/dial";
import { handleRequest } from "./request-handlers.ts";
import { BotClient } from "./bot-client.ts";

export interface FullRoom {
  readonly origin: string;
  readonly transport: "socketio" | "webrtc";
  readonly tracing: boolean;
  readonly count: number;
}

/** Of all players together, since they joined. */
export interface BotClientCounts {
  readonly atSeconds: number;
  readonly snapshots: number;
  readonly snapshotBytes: number;
  readonly inputs: number;
  readonly inputBytes: number;
  readonly lost: number;
  readonly spans: number;
  /** Accepted by the server's intake. */
  readonly exported: number;
}

/** Kept from garbage collection: node-datachannel crashes when a channel is collected. */
const peers = new Set<NodePeerConnection>();
const PeerConnection = class extends NodePeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    peers.add(this);
  }
} as unknown as typeof RTCPeerConnection;

const dialers: Record<FullRoom["transport"], () => Dialer> = {
  socketio: () => socketioDialer(),
  webrtc: () => webrtcDialer({ RTCPeerConnection: PeerConnection }),
};

const clients: BotClient[] = [];
const tracings: ReturnType<typeof browserTracing>[] = [];

/** The tracing of a page, which sends its spans to the server. */
function tracingFor(origin: string, transport: string, index: number) {
  const tracing = browserTracing({
    endpoint: `${origin}/v1/traces`,
    serviceName: "crosswire-browser",
    instanceId: `bench-${index}`,
    clock: () => ({ offsetMs: 0, errorMs: 0, transport }),
    enabled: () => true,
  });
  tracings.push(tracing);
  return tracing;
}

handleRequest<FullRoom>("join", async ({ origin, transport, tracing, count }) => {
  for (let index = 0; index < count; index++) {
    const traced = tracing ? tracingFor(origin, transport, index) : undefined;
    const client = await BotClient.join({
      origin,
      dialer: dialers[transport](),
      name: `Bench ${index}`,
      // Browsers do not tick in step.
      phase: index / count,
      tracing: traced !== undefined,
      tracer: traced?.messages ?? noTracing,
      recorder: traced?.recorder ?? noSpans,
      onSessionKey: (key) => traced?.setSessionKey(key),
    });
    clients.push(client);
  }
});

handleRequest("counts", (): BotClientCounts => {
  const sum = { snapshots: 0, snapshotBytes: 0, inputs: 0, inputBytes: 0, lost: 0 };
  for (const { channel, closed } of clients) {
    if (closed) throw new Error(`a player's link closed: ${closed.code} ${closed.detail ?? ""}`);
    const { received, receivedBytes, lost } = channel.ledger.of("snapshot");
    const { sent, sentBytes } = channel.ledger.of("input");
    sum.snapshots += received;
    sum.snapshotBytes += receivedBytes;
    sum.lost += lost;
    sum.inputs += sent;
    sum.inputBytes += sentBytes;
  }
  const counters = tracings.map((tracing) => tracing.counters());
  return {
    atSeconds: performance.now() / 1000,
    ...sum,
    spans: counters.reduce((all, { recorded }) => all + recorded, 0),
    exported: counters.reduce((all, { exported }) => all + exported, 0),
  };
});
