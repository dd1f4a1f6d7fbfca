/** The wing link of one flight: tells peers where one's own ship is, and keeps what they tell. */
import type { Snapshot } from "#protocol";
import type { Flight } from "./flight.ts";
import { decodeReport, encodeReport, reportOf } from "./peer-report.ts";
import { PeerViews } from "./peer-views.ts";

export interface WingAge {
  readonly seat: number;
  /** How far the newest word of a source lies behind the server's clock, ms; below zero for a ship that runs ahead of it. */
  readonly peerMs: number;
  readonly serverMs: number;
  /** Between the two on the last tick that both told of, units; undefined before there was one. */
  readonly apartUnits: number | undefined;
  /** How often its word could not be true; each time the server alone is believed for a while. */
  readonly lies: number;
}

/** Clocks agree within a RTT and nobody runs further ahead than two seconds. */
const furthestAheadMs = 5000;

export class Wing {
  readonly views: PeerViews;
  readonly #flight: Flight;
  #toldTick = 0;
  #checked: Snapshot | undefined;

  constructor(flight: Flight) {
    this.#flight = flight;
    this.views = new PeerViews(flight.timeline.tickRateHz);
  }

  /** Call it after each advance of the flight; a new tick is told to the peers. */
  beat(send: (report: Uint8Array) => void): void {
    const { prediction, newest, timeline } = this.#flight;
    if (newest && newest !== this.#checked) {
      this.#checked = newest;
      this.views.check(newest);
    }
    if (!prediction || prediction.tick <= this.#toldTick) return;
    this.#toldTick = prediction.tick;
    send(encodeReport(reportOf(prediction.ship, prediction.tick, timeline.tickRateHz)));
  }

  /** @throws MalformedMessage */
  hear(seat: number, bytes: Uint8Array, nowMs: number): void {
    const { timeline } = this.#flight;
    const latestTick = Math.max(0, timeline.ticksAt(nowMs + furthestAheadMs));
    const report = decodeReport(bytes, seat, latestTick);
    this.views.hear(report, nowMs - timeline.msAt(report.tick), nowMs);
  }

  ages(seats: readonly number[], nowMs: number): WingAge[] {
    const { timeline, newest } = this.#flight;
    const serverMs = newest ? nowMs - timeline.msAt(newest.tick) : 0;
    return seats.flatMap((seat) => {
      const tick = this.views.newestTick(seat);
      if (tick === undefined) return [];
      const apartUnits = this.views.apartUnits(seat);
      const lies = this.views.lies(seat);
      return [{ seat, peerMs: nowMs - timeline.msAt(tick), serverMs, apartUnits, lies }];
    });
  }
}
