/** Every transport, through our link and through the bare library below it. */
import { bareConnect } from "./bare/connect-rpc.ts";
import { bareDataChannel } from "./bare/data-channel.ts";
import { bareHttp } from "./bare/http.ts";
import { bareSocketio } from "./bare/socketio.ts";
import { bareWebsocket } from "./bare/websocket.ts";
import type { TransportName } from "#transport";
import { linkAdapter } from "./link-adapter.ts";
import type { TransportAdapter } from "./transport-adapter.ts";

export type Implementation = "link" | "bare";

export interface EchoTarget {
  readonly transport: TransportName;
  readonly implementation: Implementation;
}

interface BareLibrary {
  /** As the table names it. */
  readonly library: string;
  readonly adapter: TransportAdapter;
}

const dataChannel: BareLibrary = { library: "data channel", adapter: bareDataChannel };

/** Not of WebTransport: our transport calls its library directly, so there is nothing to compare with. */
export const bareLibraries: Partial<Record<TransportName, BareLibrary>> = {
  webrtc: dataChannel,
  "webrtc-reliable": dataChannel,
  websocket: { library: "ws", adapter: bareWebsocket },
  socketio: { library: "emit", adapter: bareSocketio("websocket") },
  "socketio-polling": { library: "emit", adapter: bareSocketio("polling") },
  sse: { library: "node:http", adapter: bareHttp("sse") },
  "long-polling": { library: "node:http", adapter: bareHttp("long-polling") },
  "short-polling": { library: "node:http", adapter: bareHttp("short-polling") },
  grpc: { library: "Connect", adapter: bareConnect },
};

export function adapterOf({ transport, implementation }: EchoTarget): TransportAdapter {
  if (implementation === "link") return linkAdapter(transport);
  const bare = bareLibraries[transport];
  if (!bare) throw new Error(`there is no bare library to compare ${transport} with`);
  return bare.adapter;
}
