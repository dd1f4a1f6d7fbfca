/**
 * What each lane of a link has in flight, by cumulative byte totals modulo 2^32.
 * SCTP, the kernel and proxies hide their queues, so only what the far side reports as heard counts as gone.
 */
import { frameBytes, lanes, MalformedFrame, type LaneTotals } from "./frame.ts";
import type { Delivery } from "./link.ts";

interface Lane {
  /** Bytes of frames sent, and how much of that the far side has reported. */
  sentTotal: number;
  settledTotal: number;
  settledTotalWhenAsked: number;
  /** Bytes heard from the far side: a sum where all arrive, the newest offset where some are lost. */
  heardTotal: number;
}

export class Ledger {
  readonly #lanes: Readonly<Record<Delivery, Lane>> = {
    unreliable: { sentTotal: 0, settledTotal: 0, settledTotalWhenAsked: 0, heardTotal: 0 },
    "unreliable-sequenced": {
      sentTotal: 0,
      settledTotal: 0,
      settledTotalWhenAsked: 0,
      heardTotal: 0,
    },
    "reliable-unordered": {
      sentTotal: 0,
      settledTotal: 0,
      settledTotalWhenAsked: 0,
      heardTotal: 0,
    },
    "reliable-ordered": { sentTotal: 0, settledTotal: 0, settledTotalWhenAsked: 0, heardTotal: 0 },
  };
  #inFlightBytes = 0;

  /** Bytes sent in all lanes and not yet reported by the far side. */
  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  /** True when bytes of this lane are in flight and none was settled since this was last asked. */
  isStuck(delivery: Delivery): boolean {
    const lane = this.#lanes[delivery];
    const isStuck =
      lane.sentTotal !== lane.settledTotal && lane.settledTotal === lane.settledTotalWhenAsked;
    lane.settledTotalWhenAsked = lane.settledTotal;
    return isStuck;
  }

  sentTotal(delivery: Delivery): number {
    return this.#lanes[delivery].sentTotal;
  }

  /** Enters a message to be sent; returns the lane's new total, which is the frame's offset. */
  send(payloadBytes: number, delivery: Delivery): number {
    const lane = this.#lanes[delivery];
    const bytes = frameBytes(payloadBytes, delivery);
    lane.sentTotal = (lane.sentTotal + bytes) >>> 0;
    this.#inFlightBytes += bytes;
    return lane.sentTotal;
  }

  /** Enters the far side's report. Throws `MalformedFrame` when it claims what was never sent. */
  settle(heardBytes: LaneTotals): void {
    lanes.forEach((delivery, i) => {
      const lane = this.#lanes[delivery];
      const settledBytes = (heardBytes[i]! - lane.settledTotal) >>> 0;
      if (settledBytes > (lane.sentTotal - lane.settledTotal) >>> 0) {
        throw new MalformedFrame(`reports ${delivery} bytes that were never sent`);
      }
      lane.settledTotal = heardBytes[i]!;
      this.#inFlightBytes -= settledBytes;
    });
  }

  /** Enters a reliable frame that arrived: all of them do, so a sum is exact. */
  hear(payloadBytes: number, delivery: "reliable-unordered" | "reliable-ordered"): void {
    const lane = this.#lanes[delivery];
    lane.heardTotal = (lane.heardTotal + frameBytes(payloadBytes, delivery)) >>> 0;
  }

  /** Enters an unreliable frame or probe; false if one sent later was heard before it. */
  hearUpTo(offset: number, delivery: "unreliable" | "unreliable-sequenced"): boolean {
    const lane = this.#lanes[delivery];
    const isNewest = ((offset - lane.heardTotal) | 0) > 0;
    if (isNewest) lane.heardTotal = offset;
    return isNewest;
  }

  get heardTotals(): LaneTotals {
    return [
      this.#lanes.unreliable.heardTotal,
      this.#lanes["unreliable-sequenced"].heardTotal,
      this.#lanes["reliable-unordered"].heardTotal,
      this.#lanes["reliable-ordered"].heardTotal,
    ];
  }
}
