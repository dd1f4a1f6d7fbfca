/** One libdatachannel peer and its channels, from the offer to the end. */
import type { DataChannel, PeerConnection } from "node-datachannel";
import type { Lane, Wire } from "../wire.ts";
import type { WireLink } from "../wire-link.ts";
import { MalformedDescription, NotAccepting } from "./offer-answer.ts";
import { keepUntilClosed, createMuxedPeer } from "./port.ts";
import type { UdpPort } from "../udp-port.ts";
import { DataChannelMap, expectedLane, type DataChannelPlan } from "./channel-layouts.ts";

export class ServerPeer implements Wire {
  readonly #peer: PeerConnection;
  readonly #channels = new DataChannelMap<DataChannel>();
  readonly #opening = Promise.withResolvers<void>();
  #link: WireLink | undefined;
  #isEnded = false;

  constructor(options: UdpPort) {
    this.#peer = createMuxedPeer(options);
    this.#peer.onStateChange((state) => {
      if (state === "failed" || state === "closed") this.#fail(`peer ${state}`);
    });
  }

  /** Resolves with our description and all its candidates. Throws `MalformedDescription`. */
  async answer(offerSdp: string, plans: readonly DataChannelPlan[]): Promise<string> {
    const peer = this.#peer;
    try {
      peer.setRemoteDescription(offerSdp, "offer");
    } catch (error) {
      throw new MalformedDescription(error instanceof Error ? error.message : String(error));
    }
    for (const plan of plans) this.#openChannel(plan);
    const gathered = new Promise<void>((resolve) => {
      peer.onGatheringStateChange((state) => {
        if (state === "complete") resolve();
      });
    });
    peer.setLocalDescription("answer");
    await Promise.race([gathered, this.#opening.promise]);
    const description = peer.localDescription();
    if (!description) throw new MalformedDescription("it has no answer");
    return description.sdp;
  }

  /** Resolves when every channel is open; rejects if the peer ends first or takes too long. */
  async opened(withinMs: number): Promise<void> {
    const timer = setTimeout(() => this.#fail(`not open after ${withinMs} ms`), withinMs);
    try {
      await this.#opening.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Passes everything received to the link from now on; libdatachannel keeps messages until then. */
  deliverTo(link: WireLink): void {
    this.#link = link;
    for (const [lane, channel] of this.#channels) {
      channel.onMessage((message) => {
        if (typeof message === "string") link.close("protocol-error", "text on a data channel");
        else
          link.receive(
            message instanceof ArrayBuffer ? new Uint8Array(message) : message,
            expectedLane(lane),
          );
      });
    }
  }

  write(frame: Uint8Array, lane: Lane): void {
    // False means queued, not failed.
    this.#channels.of(lane)?.sendMessageBinary(frame);
  }

  queuedBytes(): number {
    let bytes = 0;
    // A closed channel throws.
    for (const channel of this.#channels.values()) {
      if (channel.isOpen()) bytes += channel.bufferedAmount();
    }
    return bytes;
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#opening.reject(new NotAccepting("the peer was ended before it opened"));
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
    this.#peer.close();
  }

  #openChannel({ id, lane, ordered, maxRetransmits }: DataChannelPlan): void {
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
    keepUntilClosed(channel, () => this.#fail("a data channel closed"));
    channel.onError((error) => this.#fail(error));
  }

  #fail(detail: string): void {
    this.#opening.reject(new Error(detail));
    this.#link?.lost(detail);
  }
}
