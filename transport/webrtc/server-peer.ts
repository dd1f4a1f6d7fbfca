/** One libdatachannel peer and its channels, from an offer to the end. */
import { PeerConnection, type DataChannel } from "node-datachannel";
import type { Lane, Wire, WireLink } from "../wire-link.ts";
import { MalformedOffer } from "./answering.ts";
import { channelPlans } from "./channels.ts";

export interface UdpPort {
  readonly portUdp: number;
  readonly bindAddress: string | undefined;
}

let peersMade = 0;

/**
 * Channels whose end libdatachannel has not told yet. It tells it to the wrapper even if that was collected meanwhile,
 * and `cleanup` walks over collected ones: both crash the process.
 */
const unclosed = new Set<DataChannel>();

function keepUntilClosed(channel: DataChannel, onClosed: () => void): void {
  unclosed.add(channel);
  channel.onClosed(() => {
    // The wrapper frees itself after this callback.
    setImmediate(() => unclosed.delete(channel));
    onClosed();
  });
}

/** A peer on the port which all peers of this process share. */
function muxedPeer({ portUdp, bindAddress }: UdpPort): PeerConnection {
  return new PeerConnection(`server-${++peersMade}`, {
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
 * Holds the port while no player is there, by a peer that waits for nobody, so that a port in use fails here and not
 * at the first player. libdatachannel's own listener for the port never lets go of it. Returns the release.
 */
export function holdPort(port: UdpPort): () => void {
  const peer = muxedPeer(port);
  try {
    keepUntilClosed(peer.createDataChannel("hold"), () => {});
    peer.setLocalDescription("offer");
  } catch (error) {
    peer.close();
    throw new Error(`UDP port ${port.portUdp} cannot be bound; is it in use?`, { cause: error });
  }
  return () => peer.close();
}

export class ServerPeer implements Wire {
  readonly #peer: PeerConnection;
  readonly #channels = new Map<Lane, DataChannel>();
  readonly #opening = Promise.withResolvers<void>();
  #link: WireLink | undefined;
  #isEnded = false;

  constructor(options: UdpPort) {
    this.#peer = muxedPeer(options);
    this.#peer.onStateChange((state) => {
      if (state === "failed" || state === "closed") this.#lose(`peer ${state}`);
    });
  }

  /** Our description with all candidates in it. Throws `MalformedOffer`. */
  async answer(offerSdp: string): Promise<string> {
    const peer = this.#peer;
    try {
      peer.setRemoteDescription(offerSdp, "offer");
    } catch (error) {
      throw new MalformedOffer(error instanceof Error ? error.message : String(error));
    }
    for (const plan of channelPlans) this.#openChannel(plan);
    const gathered = new Promise<void>((resolve) => {
      peer.onGatheringStateChange((state) => {
        if (state === "complete") resolve();
      });
    });
    peer.setLocalDescription("answer");
    await Promise.race([gathered, this.#opening.promise]);
    const description = peer.localDescription();
    if (!description) throw new MalformedOffer("it has no answer");
    return description.sdp;
  }

  /** Resolves when every channel is open; rejects if the peer ends first or takes too long. */
  async opened(withinMs: number): Promise<void> {
    const timer = setTimeout(() => this.#lose(`not open after ${withinMs} ms`), withinMs);
    try {
      await this.#opening.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** From now on the link hears everything; libdatachannel keeps messages until then. */
  tell(link: WireLink): void {
    this.#link = link;
    for (const [lane, channel] of this.#channels) {
      channel.onMessage((message) => {
        if (typeof message === "string") link.close("protocol-error", "text on a data channel");
        else link.hear(message instanceof ArrayBuffer ? new Uint8Array(message) : message, lane);
      });
    }
  }

  write(frame: Uint8Array, lane: Lane): void {
    // False means queued, not failed.
    this.#channels.get(lane)?.sendMessageBinary(frame);
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#opening.reject(new Error("the peer ended"));
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
    this.#peer.close();
  }

  #openChannel({ id, lane, ordered, maxRetransmits }: (typeof channelPlans)[number]): void {
    const channel = this.#peer.createDataChannel(lane, {
      id,
      negotiated: true,
      unordered: !ordered,
      ...(maxRetransmits === undefined ? {} : { maxRetransmits }),
    });
    this.#channels.set(lane, channel);
    channel.onOpen(() => {
      const channels = [...this.#channels.values()];
      if (channels.every((each) => each.isOpen())) this.#opening.resolve();
    });
    keepUntilClosed(channel, () => this.#lose("a data channel closed"));
    channel.onError((error) => this.#lose(error));
  }

  #lose(detail: string): void {
    this.#opening.reject(new Error(detail));
    this.#link?.lost(detail);
  }
}
