export type {
  Acceptor,
  Address,
  Admission,
  Attach,
  Caller,
  CloseCode,
  CloseReason,
  Delivery,
  Dialer,
  DialOptions,
  DialPhase,
  Link,
  LinkEvents,
  LinkLimits,
  LinkStats,
  Listener,
  OriginHeaders,
  Refusal,
  SendOutcome,
  TransportName,
} from "./link.ts";
export { defaultLimits, DialFailed, LinkClosed, PayloadTooLarge } from "./link.ts";
export { bearerToken } from "./bearer-token.ts";
export { originHeadersOf } from "./origin-headers.ts";
export {
  MalformedDescription,
  NotAccepting,
  type OfferAnswerer,
  type Description,
  type Offer,
} from "./webrtc/offer-answer.ts";
export { dataChannelDescription, throughRelay, type UdpAddress } from "./webrtc/sdp.ts";
export {
  catalog,
  fallbackTiers,
  findTransport,
  initialTiers,
  playerTransports,
  transportEntry,
  type TransportEntry,
} from "./catalog.ts";
export { networkOf } from "./network.ts";
export { type HandshakeLimits, PendingHandshakes } from "./pending-handshakes.ts";
export { TokenBucket } from "./token-bucket.ts";
export { MemoryHub, type FrameOutcome } from "./memory/hub.ts";
export type { Candidate, SignalingChannel, Signal } from "./mesh/signaling-channel.ts";
export { SignalBudget } from "./mesh/signal-budget.ts";
