/**
 * The data channels of a WebRTC link. All are negotiated: both ends know them beforehand, so none waits for an
 * announcement (RFC 8832) and all open with the SCTP association. Each carries the frames (../frame.ts) of its lane.
 */
import type { Lane } from "../wire-link.ts";

export interface ChannelPlan {
  readonly id: number;
  readonly lane: Lane;
  readonly ordered: boolean;
  /** 0 where a lost message stays lost. */
  readonly maxRetransmits?: 0;
}

export const channelPlans: readonly ChannelPlan[] = [
  { id: 0, lane: "unreliable", ordered: false, maxRetransmits: 0 },
  // Unordered as well: SCTP would hold a newer message back until it gave up on the older one.
  { id: 1, lane: "unreliable-sequenced", ordered: false, maxRetransmits: 0 },
  { id: 2, lane: "reliable-unordered", ordered: false },
  { id: 3, lane: "reliable-ordered", ordered: true },
  // Reports and heartbeats, so that they do not wait behind the game.
  { id: 4, lane: "control", ordered: true },
];
