/** The part of the WebRTC acceptor that the signaling route uses; free of Node, like all that `#transport` exports. */

import type { Caller } from "../link.ts";

export interface Description {
  readonly sdp: string;
}

/** The data channels of a link: one for each delivery, or one reliable and ordered channel for all. */
export type OfferedChannels = "by-delivery" | "one";

export interface Offer extends Description {
  /** `by-delivery` by default. */
  readonly channels?: OfferedChannels | undefined;
}

export interface OfferAnswerer {
  /**
   * Answers an offer; the caller has checked credential and origin. Throws `MalformedDescription` for anything but an offer
   * of data channels, and `NotAccepting` while it does not listen or when newer offers took the place of this one.
   */
  answer(offer: Offer, caller: Caller, signal?: AbortSignal): Promise<Description>;
}

/** The description is not one offer, or one answer, of data channels. */
export class MalformedDescription extends Error {
  constructor(what: string) {
    super(`malformed description: ${what}`);
    this.name = "MalformedDescription";
  }
}

/** The acceptor takes no offers now; try again later. */
export class NotAccepting extends Error {
  constructor(why: string) {
    super(`not accepting: ${why}`);
    this.name = "NotAccepting";
  }
}
