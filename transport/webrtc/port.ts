/**
 * The UDP port that all WebRTC peers of this process share, and work-arounds for the lifetime of libdatachannel's objects.
 */
import { PeerConnection, type DataChannel } from "node-datachannel";
import { checkUdpPort, type UdpPort, untilUdpPortIsFree } from "../udp-port.ts";

let peersCreated = 0;

/**
 * Channels that libdatachannel has not reported as closed yet. It reports that to a wrapper even if that was collected, and
 * `cleanup` visits collected ones: both crash the process.
 */
const openChannels = new Set<DataChannel>();

export function keepUntilClosed(channel: DataChannel, onClosed: () => void): void {
  openChannels.add(channel);
  channel.onClosed(() => {
    // The wrapper frees itself after this callback.
    setImmediate(() => openChannels.delete(channel));
    onClosed();
  });
}

/** Creates a peer on the port that all peers of this process share. */
export function createMuxedPeer({ portUdp, bindAddress }: UdpPort): PeerConnection {
  return new PeerConnection(`server-${++peersCreated}`, {
    // Players connect to the server: its own addresses are enough.
    iceServers: [],
    enableIceUdpMux: true,
    portRangeBegin: portUdp,
    portRangeEnd: portUdp,
    disableAutoNegotiation: true,
    ...(bindAddress === undefined ? {} : { bindAddress }),
  });
}

/**
 * Keeps the port bound while no player is connected, by a peer without a far side, because libdatachannel's own listener
 * never releases a port. Returns the release, which resolves when the port is free.
 */
export async function reservePort(port: UdpPort): Promise<() => Promise<void>> {
  // Checked first, because libdatachannel ends the process when the port is in use.
  await checkUdpPort(port);
  const peer = createMuxedPeer(port);
  keepUntilClosed(peer.createDataChannel("hold"), () => {});
  peer.setLocalDescription("offer");
  return async () => {
    peer.close();
    // Peers release the port on threads of their own and do not say when; it takes milliseconds.
    await untilUdpPortIsFree(port, { tries: 100, intervalMs: 10 });
  };
}
