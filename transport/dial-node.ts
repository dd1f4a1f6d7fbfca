/** What clients in Node need beside `dial.ts`, because Node lacks it. */
export { EventSource } from "./sse/node-event-source.ts";
export { NodeWebTransport } from "./webtransport/node-webtransport.ts";
export { RTCPeerConnection } from "./webrtc/node-peer.ts";
/** Frees libdatachannel's threads; call it once, before the process exits. */
export { cleanup } from "node-datachannel";
