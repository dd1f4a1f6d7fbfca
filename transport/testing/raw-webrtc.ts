/** A raw WebRTC peer with our channels. */
import { RTCPeerConnection } from "../dial-node.ts";
import type { Lane } from "../wire.ts";
import type { OfferAnswerer, OfferedChannels } from "../webrtc/offer-answer.ts";
import { channelLayouts, DataChannelMap } from "../webrtc/channel-layouts.ts";
import { goodCaller } from "./test-rig.ts";

export class RawWebrtc {
  readonly #peer = new RTCPeerConnection();
  readonly #offered: OfferedChannels;
  readonly #channels = new DataChannelMap<RTCDataChannel>();
  readonly #opened: Promise<unknown>;

  constructor(offered: OfferedChannels = "by-delivery") {
    this.#offered = offered;
    const opening: Promise<void>[] = [];
    for (const { lane, ...init } of channelLayouts[offered].plans) {
      const channel = this.#peer.createDataChannel(lane, { ...init, negotiated: true });
      this.#channels.set(lane, channel);
      opening.push(new Promise((resolve) => (channel.onopen = () => resolve())));
    }
    this.#opened = Promise.all(opening);
  }

  async offer(): Promise<string> {
    await this.#peer.setLocalDescription(await this.#peer.createOffer());
    return this.#peer.localDescription?.sdp ?? "";
  }

  /** Connects; `changed` may alter the offer. */
  async open(acceptor: OfferAnswerer, changed = (sdp: string) => sdp): Promise<void> {
    const offer = { sdp: changed(await this.offer()), channels: this.#offered };
    const { sdp } = await acceptor.answer(offer, goodCaller);
    await this.#peer.setRemoteDescription({ type: "answer", sdp });
    await this.#opened;
  }

  send(message: string | Uint8Array<ArrayBuffer>, lane: Lane): void {
    // The overloads of `send` do not take a union.
    if (typeof message === "string") this.#channels.of(lane)?.send(message);
    else this.#channels.of(lane)?.send(message);
  }

  end(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#peer.close();
  }
}
