/**
 * What each lane of a link has in flight, by cumulative byte totals modulo 2^32.
 * SCTP, the kernel and proxies hide their queues, so only what the far side reports as heard counts as gone.
 */
import { frameBytes, lanes, MalformedFrame, type LaneTotals } from "./frame.ts";
import type { Delivery } from "./link.ts";

interface LaneTotal {
  /** Bytes of frames sent, and how much of that the far side has reported. */
  sentTotal: number;
  ackedTotal: number;
  ackedTotalAtLastCheck: number;
  /** Bytes heard from the far side: a sum where all arrive, the newest offset where some are lost. */
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

  /** Bytes sent in all lanes and not yet reported by the far side. */
  get bytes(): number {
    return this.#bytes;
  }

  /** True when bytes of this lane are in flight and none was settled since this was last asked. */
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

  /** Enters a message to be sent; returns the lane's new total, which is the frame's offset. */
  addSent(payloadBytes: number, delivery: Delivery): number {
    const lane = this.#lanes[delivery];
    const bytes = frameBytes(payloadBytes, delivery);
    lane.sentTotal = (lane.sentTotal + bytes) >>> 0;
    this.#bytes += bytes;
    return lane.sentTotal;
  }

  /** Enters the far side's report. Throws `MalformedFrame` when it claims what was never sent. */
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

  /** Enters a reliable frame that arrived: all of them do, so a sum is exact. */
  addReceived(payloadBytes: number, delivery: "reliable-unordered" | "reliable-ordered"): void {
    const lane = this.#lanes[delivery];
    lane.receivedTotal = (lane.receivedTotal + frameBytes(payloadBytes, delivery)) >>> 0;
  }

  /** Enters an unreliable frame or probe; false if one sent later was heard before it. */
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
