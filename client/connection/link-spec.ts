/** A link as one value: a swap of the transport, of the codec or of the route is the same swap. */
import type { CodecName } from "#protocol";
import type { TransportName } from "#transport";

/** Through which address the server is dialed: its own. */
export type Route = "direct";

/** One link, as it is dialed. */
export interface LinkSpec {
  readonly transport: TransportName;
  readonly codec: CodecName;
  readonly route: Route;
}

/** The player's choice. "auto" leaves the transport to the fallback policy. */
export interface WantedLink {
  readonly transport: TransportName | "auto";
  readonly codec: CodecName;
  readonly route: Route;
}
