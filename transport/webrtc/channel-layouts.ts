/**
 * The data channels of a WebRTC link. All are negotiated: both ends know them beforehand, so none waits for an announcement
 * (RFC 8832) and all open with the SCTP association. A channel carries the frames (../frame.ts) of its lane, or those of
 * all lanes one after another; then it behaves like TCP.
 */
import type { Delivery, TransportName } from "../link.ts";
import { dataChannelMaxBytes, reliableChannelMaxBytes } from "../max-bytes.ts";
import type { Lane } from "../wire.ts";
import type { OfferedChannels } from "./offer-answer.ts";

/** The lane whose frames a channel carries, or all. */
export type ChannelLane = Lane | "all";

export interface DataChannelPlan {
  readonly id: number;
  readonly lane: ChannelLane;
  readonly ordered: boolean;
  /** 0 where a lost message is not resent. */
  readonly maxRetransmits?: 0;
}

export interface ChannelLayout {
  readonly transport: TransportName;
  readonly plans: readonly DataChannelPlan[];
  readonly maxBytes: Readonly<Record<Delivery, number>>;
}

export const channelLayouts: Readonly<Record<OfferedChannels, ChannelLayout>> = {
  "by-delivery": {
    transport: "webrtc",
    maxBytes: dataChannelMaxBytes,
    plans: [
      { id: 0, lane: "unreliable", ordered: false, maxRetransmits: 0 },
      // Also unordered: SCTP would hold a newer message back until it gave up the older one.
      { id: 1, lane: "unreliable-sequenced", ordered: false, maxRetransmits: 0 },
      { id: 2, lane: "reliable-unordered", ordered: false },
      { id: 3, lane: "reliable-ordered", ordered: true },
      // Acks and heartbeats, so that they do not wait behind other messages.
      { id: 4, lane: "control", ordered: true },
    ],
  },
  one: {
    transport: "webrtc-reliable",
    maxBytes: reliableChannelMaxBytes,
    plans: [{ id: 0, lane: "all", ordered: true }],
  },
};

/** The channels of one peer by lane. */
export class DataChannelMap<Channel> extends Map<ChannelLane, Channel> {
  /** The channel that carries the frames of this lane. */
  of(lane: Lane): Channel | undefined {
    return this.get(lane) ?? this.get("all");
  }
}

/** The lane that every frame of a channel must have; undefined where it carries all. */
export function expectedLane(lane: ChannelLane): Lane | undefined {
  return lane === "all" ? undefined : lane;
}
