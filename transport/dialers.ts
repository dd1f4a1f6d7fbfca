/** The dialers of all transports between a player and the server. Made by `npm run generate`. */
import type { DialerOptions } from "./ends.ts";
import type { Dialer } from "./link.ts";
import { webrtcDialer } from "./webrtc/dial.ts";
import { webrtcReliableDialer } from "./webrtc-reliable/dial.ts";
import { webtransportDialer } from "./webtransport/dial.ts";
import { websocketDialer } from "./websocket/dial.ts";
import { socketioDialer } from "./socketio/dial.ts";
import { socketioPollingDialer } from "./socketio-polling/dial.ts";
import { sseDialer } from "./sse/dial.ts";
import { longPollingDialer } from "./long-polling/dial.ts";
import { shortPollingDialer } from "./short-polling/dial.ts";
import { grpcDialer } from "./grpc/dial.ts";

export const createDialers = (options: DialerOptions): readonly Dialer[] => [
  webrtcDialer(options),
  webrtcReliableDialer(options),
  webtransportDialer(options),
  websocketDialer(options),
  socketioDialer(options),
  socketioPollingDialer(options),
  sseDialer(options),
  longPollingDialer(options),
  shortPollingDialer(options),
  grpcDialer(options),
];
