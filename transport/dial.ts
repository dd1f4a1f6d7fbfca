/** What clients use: all dialers, and those that are needed by name. Free of Node, so that browsers can load it. */
export { createDialers } from "./dialers.ts";
export type { DialerOptions } from "./ends.ts";
export { grpcDialer, type GrpcDialerOptions } from "./grpc/dial.ts";
export { memoryDialer, type MemoryDialerOptions } from "./memory/dial.ts";
export { openMeshLink, type MeshLinkOptions } from "./mesh/dial.ts";
export { socketioDialer, type SocketioDialerOptions } from "./socketio/dial.ts";
export {
  socketioPollingDialer,
  type SocketioPollingDialerOptions,
} from "./socketio-polling/dial.ts";
export { webrtcDialer, type WebrtcDialerOptions } from "./webrtc/dial.ts";
export { webrtcReliableDialer } from "./webrtc-reliable/dial.ts";
export { websocketDialer, type WebsocketDialerOptions } from "./websocket/dial.ts";
export { longPollingDialer, type LongPollingDialerOptions } from "./long-polling/dial.ts";
export {
  shortPollingDialer,
  type ShortPollingDialer,
  type ShortPollingDialerOptions,
} from "./short-polling/dial.ts";
export { sseDialer, type SseDialerOptions } from "./sse/dial.ts";
export type { PollingDialer, PollStats } from "./http/polling.ts";
export { webtransportDialer, type WebtransportDialerOptions } from "./webtransport/dial.ts";
