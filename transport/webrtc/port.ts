/** The UDP port which all WebRTC peers of this process share, and the care libdatachannel's objects need. */
import { PeerConnection, type DataChannel } from "node-datachannel";
import { checkUdpPort, type UdpPort, untilUdpPortIsFree } from "../udp-port.ts";

let peersCreated = 0;

/**
 * Channels whose end libdatachannel has not told yet. It tells it to the wrapper even if that was collected meanwhile,
 * and `cleanup` walks over collected ones: both crash the process.
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

/** A peer on the port which all peers of this process share. */
export function createMuxedPeer({ portUdp, bindAddress }: UdpPort): PeerConnection {
  return new PeerConnection(`server-${++peersCreated}`, {
    // Players come to us: our own addresses are all that is needed.
    iceServers: [],
    enableIceUdpMux: true,
    portRangeBegin: portUdp,
    portRangeEnd: portUdp,
    disableAutoNegotiation: true,
    ...(bindAddress === undefined ? {} : { bindAddress }),
  });
}

/**
 * Holds the port while no player is there, by a peer that waits for nobody; libdatachannel's own listener never lets
 * go of a port. Returns the release, which resolves when the port is free.
 */
export async function reservePort(port: UdpPort): Promise<() => Promise<void>> {
  // Asked first, for libdatachannel ends the process when it finds a port in use.
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
