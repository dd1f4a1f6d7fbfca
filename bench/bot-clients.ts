/** A process of players: joins a full room when asked, flies, and counts. */
import { RTCPeerConnection as NodePeerConnection } from "node-datachannel/polyfill";
import { browserTracing } from "#otel/browser";
import { noActions, noTracing } from "#protocol";
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
  /** Taken by the server's intake. */
  readonly exported: number;
}

/** Never collected: node-datachannel's clean-up crashes over channels that were. */
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

/** A page's own tracing, which sends its spans to the server as a page does. */
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
    const pilot = await BotClient.join({
      origin,
      dialer: dialers[transport](),
      name: `Bench ${index}`,
      // Browsers do not tick in step.
      phase: index / count,
      tracing: traced !== undefined,
      tracer: traced?.messages ?? noTracing,
      actionTracer: traced?.actions ?? noActions,
      onSessionKey: (key) => traced?.setSessionKey(key),
    });
    clients.push(pilot);
  }
});

handleRequest("counts", (): BotClientCounts => {
  const sum = { snapshots: 0, snapshotBytes: 0, inputs: 0, inputBytes: 0, lost: 0 };
  for (const { channel: conversation, closed } of clients) {
    if (closed) throw new Error(`a player lost its link: ${closed.code} ${closed.detail ?? ""}`);
    const { received, receivedBytes, lost } = conversation.ledger.of("snapshot");
    const { sent, sentBytes } = conversation.ledger.of("input");
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
