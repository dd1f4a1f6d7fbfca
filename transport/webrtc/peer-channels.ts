/** All data channels of a link on the platform's peer connection, from their creation to the end. */
import { DialFailed, type TransportName } from "../link.ts";
import type { Lane, Wire } from "../wire.ts";
import type { WireLink } from "../wire-link.ts";
import {
  channelLayouts,
  DataChannelMap,
  expectedLane,
  type ChannelLane,
  type DataChannelPlan,
} from "./channel-layouts.ts";

export interface PeerChannelsOptions {
  readonly transport: TransportName;
  /** How errors name the far side, as in "no path to the server". */
  readonly remoteName: string;
  /** One for each delivery by default. */
  readonly plans?: readonly DataChannelPlan[];
}

export class PeerChannels implements Wire {
  readonly #peer: RTCPeerConnection;
  readonly #channels = new DataChannelMap<RTCDataChannel>();
  /** Messages that arrived before the last channel opened. */
  readonly #early: [data: unknown, lane: ChannelLane][] = [];
  readonly #options: PeerChannelsOptions;
  #link: WireLink | undefined;

  /** An answering peer creates it after the offer is set, or the peer of Node would offer too. */
  constructor(peer: RTCPeerConnection, options: PeerChannelsOptions) {
    this.#peer = peer;
    this.#options = options;
    const { plans = channelLayouts["by-delivery"].plans } = options;
    for (const { lane, ...init } of plans) {
      const channel = peer.createDataChannel(lane, { ...init, negotiated: true });
      channel.binaryType = "arraybuffer";
      channel.onmessage = ({ data }) => this.#receive(data, lane);
      this.#channels.set(lane, channel);
    }
  }

  /** Resolves when every channel is open. */
  async opened(signal: AbortSignal | undefined, endPhase: (name: string) => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const peer = this.#peer;
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    const { transport, remoteName } = this.#options;
    const lose = (detail: string) =>
      reject(new DialFailed({ transport, reason: { code: "lost", by: "network", detail } }));
    const check = () => {
      if (["connected", "completed"].includes(peer.iceConnectionState)) endPhase("ice");
      if (peer.connectionState === "connected") endPhase("dtls");
      if (peer.connectionState === "failed") lose(`no UDP path to ${remoteName}`);
      const states = [...this.#channels.values()].map(({ readyState }) => readyState);
      if (states.includes("closed")) lose("hung up while connecting");
      if (states.every((state) => state === "open")) {
        endPhase("sctp");
        resolve();
      }
    };
    signal?.addEventListener("abort", abort);
    peer.oniceconnectionstatechange = check;
    peer.onconnectionstatechange = check;
    for (const channel of this.#channels.values()) {
      channel.onopen = check;
      channel.onclose = check;
    }
    check();
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Passes everything received to the link from now on, first what arrived before. */
  deliverTo(link: WireLink): void {
    this.#link = link;
    for (const [data, lane] of this.#early.splice(0)) this.#receive(data, lane);
    const peer = this.#peer;
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "failed")
        link.lost(`the path to ${this.#options.remoteName} failed`);
    };
    for (const channel of this.#channels.values()) {
      channel.onopen = null;
      channel.onclose = () => link.lost("a data channel closed");
      if (channel.readyState === "closed") link.lost("a data channel closed");
    }
  }

  write(frame: Uint8Array<ArrayBuffer>, lane: Lane): void {
    this.#channels.of(lane)?.send(frame);
  }

  queuedBytes(): number {
    let bytes = 0;
    for (const { bufferedAmount } of this.#channels.values()) bytes += bufferedAmount;
    return bytes;
  }

  end(): void {
    const peer = this.#peer;
    peer.onconnectionstatechange = null;
    peer.oniceconnectionstatechange = null;
    for (const channel of this.#channels.values()) {
      channel.onopen = null;
      channel.onclose = null;
      channel.onmessage = null;
      channel.close();
    }
    peer.close();
  }

  #receive(data: unknown, lane: ChannelLane): void {
    if (!this.#link) this.#early.push([data, lane]);
    else if (data instanceof ArrayBuffer)
      this.#link.receive(new Uint8Array(data), expectedLane(lane));
    else this.#link.close("protocol-error", "text on a data channel");
  }
}
