/** What the server uses: all acceptors on its HTTP servers, and those that are needed by name. */
export { createHttpAcceptors } from "./http-acceptors.ts";
export type { HttpHost } from "./ends.ts";
export { grpcAcceptor, type GrpcAcceptor, type GrpcAcceptorOptions } from "./grpc/accept.ts";
export { addressOfCall, callListener, abortCall, originHeadersOfCall } from "./grpc/calls.ts";
export { firstMessage } from "./grpc/first-message.ts";
export type { ServerBounds } from "./http-guard.ts";
export { mount, routerOf } from "./http-router.ts";
export { memoryAcceptor, type MemoryAcceptorOptions } from "./memory/accept.ts";
export { socketioAcceptor, type SocketioAcceptorOptions } from "./socketio/accept.ts";
export {
  socketioPollingAcceptor,
  type SocketioPollingAcceptorOptions,
} from "./socketio-polling/accept.ts";
export {
  cleanup,
  webrtcAcceptor,
  type WebrtcAcceptor,
  type WebrtcAcceptorOptions,
} from "./webrtc/accept.ts";
export { websocketAcceptor, type WebsocketAcceptorOptions } from "./websocket/accept.ts";
export { longPollingAcceptor, type LongPollingAcceptorOptions } from "./long-polling/accept.ts";
export { shortPollingAcceptor } from "./short-polling/accept.ts";
export { sseAcceptor } from "./sse/accept.ts";
export type { HttpAcceptorOptions } from "./http/accept.ts";
export {
  NativeUnavailable,
  webtransportAcceptor,
  webtransportUnavailable,
  type WebtransportAcceptor,
  type WebtransportAcceptorOptions,
} from "./webtransport/accept.ts";
