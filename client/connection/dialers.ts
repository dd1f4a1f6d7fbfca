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
