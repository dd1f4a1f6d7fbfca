/** Every transport, through our link and through the bare library below it. */
import { bareConnect } from "./bare/connect.ts";
import { bareDataChannel } from "./bare/data-channel.ts";
import { bareHttp } from "./bare/http.ts";
import { bareSocketio } from "./bare/socketio.ts";
import { bareWebsocket } from "./bare/websocket.ts";
import { linkAdapter, type BenchTransport } from "./link-adapter.ts";
import type { TransportAdapter } from "./transport-adapter.ts";

export type Implementation = "link" | "bare";

export interface EchoTarget {
  readonly transport: BenchTransport;
  readonly implementation: Implementation;
}

/** Without WebTransport: our transport calls its library directly, so there is nothing to compare with. */
const bareAdapters: Readonly<Record<Exclude<BenchTransport, "webtransport">, TransportAdapter>> = {
  webrtc: bareDataChannel,
  "webrtc-reliable": bareDataChannel,
  websocket: bareWebsocket,
  socketio: bareSocketio("websocket"),
  "socketio-polling": bareSocketio("polling"),
  sse: bareHttp("sse"),
  "long-polling": bareHttp("long-polling"),
  "short-polling": bareHttp("short-polling"),
  grpc: bareConnect,
};

export function adapterOf({ transport, implementation }: EchoTarget): TransportAdapter {
  if (implementation === "link") return linkAdapter(transport);
  if (transport === "webtransport") throw new Error("there is no bare WebTransport to measure");
  return bareAdapters[transport];
}
