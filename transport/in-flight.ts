/**
 * The bytes that each lane of a link has in flight, by cumulative totals modulo 2^32. SCTP, the kernel and proxies hide
 * their queues, so bytes count as in flight until the far side acknowledges them.
 */
import { frameBytes, lanes, MalformedFrame, type LaneTotals } from "./frame.ts";
import type { Delivery } from "./link.ts";

interface LaneTotal {
  /** Bytes of frames sent, and the part that the far side has acknowledged. */
  sentTotal: number;
  ackedTotal: number;
  ackedTotalAtLastCheck: number;
  /** Bytes received from the far side: a sum on reliable lanes, the newest offset on unreliable ones. */
  receivedTotal: number;
}

export class InFlight {
  readonly #lanes: Readonly<Record<Delivery, LaneTotal>> = {
    unreliable: { sentTotal: 0, ackedTotal: 0, ackedTotalAtLastCheck: 0, receivedTotal: 0 },
    "unreliable-sequenced": {
      sentTotal: 0,
      ackedTotal: 0,
      ackedTotalAtLastCheck: 0,
      receivedTotal: 0,
    },
    "reliable-unordered": {
      sentTotal: 0,
      ackedTotal: 0,
      ackedTotalAtLastCheck: 0,
      receivedTotal: 0,
    },
    "reliable-ordered": { sentTotal: 0, ackedTotal: 0, ackedTotalAtLastCheck: 0, receivedTotal: 0 },
  };
  #bytes = 0;

  /** Bytes sent on all lanes and not yet acknowledged by the far side. */
  get bytes(): number {
    return this.#bytes;
  }

  /** True when bytes of this lane are in flight and none was acknowledged since the last call. */
  isStalled(delivery: Delivery): boolean {
    const lane = this.#lanes[delivery];
    const isStalled =
      lane.sentTotal !== lane.ackedTotal && lane.ackedTotal === lane.ackedTotalAtLastCheck;
    lane.ackedTotalAtLastCheck = lane.ackedTotal;
    return isStalled;
  }

  sentTotal(delivery: Delivery): number {
    return this.#lanes[delivery].sentTotal;
  }

  /** Adds a message to be sent; returns the new total of the lane, which is the offset of the frame. */
  addSent(payloadBytes: number, delivery: Delivery): number {
    const lane = this.#lanes[delivery];
    const bytes = frameBytes(payloadBytes, delivery);
    lane.sentTotal = (lane.sentTotal + bytes) >>> 0;
    this.#bytes += bytes;
    return lane.sentTotal;
  }

  /** Applies an ack of the far side. Throws `MalformedFrame` if it acknowledges bytes that were never sent. */
  acknowledge(receivedTotals: LaneTotals): void {
    lanes.forEach((delivery, i) => {
      const lane = this.#lanes[delivery];
      const ackedBytes = (receivedTotals[i]! - lane.ackedTotal) >>> 0;
      if (ackedBytes > (lane.sentTotal - lane.ackedTotal) >>> 0) {
        throw new MalformedFrame(`reports ${delivery} bytes that were never sent`);
      }
      lane.ackedTotal = receivedTotals[i]!;
      this.#bytes -= ackedBytes;
    });
  }

  /** Adds a reliable frame that arrived. All of them arrive, so that a sum is exact. */
  addReceived(payloadBytes: number, delivery: "reliable-unordered" | "reliable-ordered"): void {
    const lane = this.#lanes[delivery];
    lane.receivedTotal = (lane.receivedTotal + frameBytes(payloadBytes, delivery)) >>> 0;
  }

  /** Adds an unreliable frame or ackRequest; returns false if a newer one was received before it. */
  addReceivedUpTo(offset: number, delivery: "unreliable" | "unreliable-sequenced"): boolean {
    const lane = this.#lanes[delivery];
    const isNewest = ((offset - lane.receivedTotal) | 0) > 0;
    if (isNewest) lane.receivedTotal = offset;
    return isNewest;
  }

  get receivedTotals(): LaneTotals {
    return [
      this.#lanes.unreliable.receivedTotal,
      this.#lanes["unreliable-sequenced"].receivedTotal,
      this.#lanes["reliable-unordered"].receivedTotal,
      this.#lanes["reliable-ordered"].receivedTotal,
    ];
  }
}
