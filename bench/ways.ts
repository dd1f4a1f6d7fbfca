/** Every transport, by our link and by the library that it stands on. */
import { bareConnect } from "./bare/connect.ts";
import { bareDataChannel } from "./bare/data-channel.ts";
import { bareHttp } from "./bare/http.ts";
import { bareSocketio } from "./bare/socketio.ts";
import { bareWebsocket } from "./bare/websocket.ts";
import { linkWay, type Measured } from "./link-way.ts";
import type { Way } from "./way.ts";

export type How = "link" | "bare";

export interface Choice {
  readonly transport: Measured;
  readonly how: How;
}

/** QUIC's library has no counterpart that would be worth a second dialer: its own calls are our wire. */
const bareWays: Readonly<Record<Exclude<Measured, "webtransport">, Way>> = {
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

export function wayOf({ transport, how }: Choice): Way {
  if (how === "link") return linkWay(transport);
  if (transport === "webtransport") throw new Error("there is no bare WebTransport to measure");
  return bareWays[transport];
}
