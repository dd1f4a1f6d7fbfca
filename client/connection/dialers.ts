/** Every transport this page can dial, in the order in which players choose from them. */
import type { Dialer, TransportName } from "#transport";
import {
  grpcDialer,
  longPollingDialer,
  shortPollingDialer,
  socketioDialer,
  socketioPollingDialer,
  sseDialer,
  webrtcDialer,
  webrtcReliableDialer,
  websocketDialer,
  webtransportDialer,
  webtransportMissing,
} from "#transport/dial";

export const dialers: readonly Dialer[] = [
  webrtcDialer(),
  webrtcReliableDialer(),
  webtransportDialer(),
  websocketDialer(),
  socketioDialer(),
  socketioPollingDialer(),
  sseDialer(),
  longPollingDialer(),
  shortPollingDialer(),
  grpcDialer({ service: async () => (await import("#protocol/wire")).Wire }),
];

export const dialable: readonly TransportName[] = dialers.map(({ transport }) => transport);

/** Why this browser cannot dial it on this page; undefined where it can. */
export function unsupportedReason(name: string): string | undefined {
  switch (name) {
    case "webtransport":
      return webtransportMissing();
    case "webrtc":
    case "webrtc-reliable":
      return "RTCPeerConnection" in globalThis ? undefined : "this browser has no WebRTC";
    default:
      return undefined;
  }
}
