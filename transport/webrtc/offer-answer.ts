/** What the signaling route needs of the WebRTC acceptor; free of Node, like everything behind `#transport`. */

import type { Caller } from "../link.ts";

export interface Description {
  readonly sdp: string;
}

/** How many data channels a link has: one for each delivery, or one reliable and ordered for all. */
export type OfferedChannels = "by-delivery" | "one";

export interface Offer extends Description {
  /** `by-delivery` by default. */
  readonly channels?: OfferedChannels | undefined;
}

export interface OfferAnswerer {
  /**
   * Answers an offer; whoever calls has checked credential and origin. Throws `MalformedDescription` for anything but an
   * offer of data channels and `NotAccepting` while not listening, or when newer offers took this one's place meanwhile.
   */
  answer(offer: Offer, caller: Caller, signal?: AbortSignal): Promise<Description>;
}

/** Something other than one offer, or one answer, of data channels. */
export class MalformedDescription extends Error {
  constructor(what: string) {
    super(`malformed description: ${what}`);
    this.name = "MalformedDescription";
  }
}

/** This acceptor takes no offers now; try again later. */
export class NotAccepting extends Error {
  constructor(why: string) {
    super(`not accepting: ${why}`);
    this.name = "NotAccepting";
  }
}
