/** The UDP port which all WebRTC peers of this process share, and the care libdatachannel's objects need. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { PeerConnection, type DataChannel } from "node-datachannel";

export interface UdpPort {
  readonly portUdp: number;
  readonly bindAddress: string | undefined;
}

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
  const inUse = await bindError(port);
  if (inUse) throw new Error(`UDP port ${port.portUdp} cannot be bound`, { cause: inUse });
  const peer = createMuxedPeer(port);
  keepUntilClosed(peer.createDataChannel("hold"), () => {});
  peer.setLocalDescription("offer");
  return async () => {
    peer.close();
    await untilFree(port);
  };
}

/** Peers let go of the port on threads of their own and do not say when; it takes milliseconds. */
async function untilFree(port: UdpPort): Promise<void> {
  for (let attempt = 0; attempt < 100 && (await bindError(port)); attempt++) await setTimeout(10);
}

async function bindError({ portUdp, bindAddress }: UdpPort): Promise<unknown> {
  const socket = createSocket(bindAddress?.includes(":") ? "udp6" : "udp4");
  try {
    await once(socket.bind(portUdp, bindAddress), "listening");
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    return undefined;
  } catch (error) {
    return error;
  }
}
