/** The platform's peer connection, for Node: bots, benches and tests. */
import { RTCPeerConnection as NodePeerConnection } from "node-datachannel/polyfill";

/** Never collected: node-datachannel's `cleanup` crashes over channels that were. */
const peers = new Set<NodePeerConnection>();

/** Behaves as a browser's, as far as data channels go. */
export const RTCPeerConnection = class extends NodePeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    peers.add(this);
  }
} as unknown as new (configuration?: RTCConfiguration) => RTCPeerConnection;
