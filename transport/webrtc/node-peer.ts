/** RTCPeerConnection for Node: for bots, benches and tests. */
import { RTCPeerConnection as NodePeerConnection } from "node-datachannel/polyfill";

/** Never collected, because `cleanup` of node-datachannel crashes over collected channels. */
const peers = new Set<NodePeerConnection>();

/** Behaves like that of a browser as far as data channels go. */
export const RTCPeerConnection = class extends NodePeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    peers.add(this);
  }
} as unknown as new (configuration?: RTCConfiguration) => RTCPeerConnection;
