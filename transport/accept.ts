/** What the server uses: the accepting end of every transport. */
export { memoryAcceptor, type MemoryAcceptorOptions } from "./memory/accept.ts";
export { socketioAcceptor, type SocketioAcceptorOptions } from "./socketio/accept.ts";
export {
  cleanup,
  webrtcAcceptor,
  type WebrtcAcceptor,
  type WebrtcAcceptorOptions,
} from "./webrtc/accept.ts";
