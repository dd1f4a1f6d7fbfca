/** Every transport this page can dial, in the order in which players choose from them. */
import type { Dialer, TransportName } from "#transport";
import {
  grpcDialer,
  socketioDialer,
  socketioPollingDialer,
  webrtcDialer,
  websocketDialer,
} from "#transport/dial";

export const dialers: readonly Dialer[] = [
  webrtcDialer(),
  websocketDialer(),
  socketioDialer(),
  socketioPollingDialer(),
  grpcDialer({ service: async () => (await import("#protocol/wire")).Wire }),
];

export const dialable: readonly TransportName[] = dialers.map(({ transport }) => transport);
