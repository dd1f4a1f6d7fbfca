/** The wing link of one flight: tells peers where one's own ship is, and keeps what they tell. */
import type { Snapshot } from "#protocol";
import type { NetcodeSession } from "./netcode-session.ts";
import { decodePeerReport, encodePeerReport, peerReportOf } from "./peer-report.ts";
import { PeerStates } from "./peer-states.ts";

export interface PeerAge {
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
const maxAheadMs = 5000;

export class PeerSync {
  readonly peerStates: PeerStates;
  readonly #netcode: NetcodeSession;
  #sentTick = 0;
  #validated: Snapshot | undefined;

  constructor(flight: NetcodeSession) {
    this.#netcode = flight;
    this.peerStates = new PeerStates(flight.timeline.tickRateHz);
  }

  /** Call it after each advance of the flight; a new tick is told to the peers. */
  update(send: (report: Uint8Array) => void): void {
    const { prediction, newest, timeline } = this.#netcode;
    if (newest && newest !== this.#validated) {
      this.#validated = newest;
      this.peerStates.validate(newest);
    }
    if (!prediction || prediction.tick <= this.#sentTick) return;
    this.#sentTick = prediction.tick;
    send(encodePeerReport(peerReportOf(prediction.ship, prediction.tick, timeline.tickRateHz)));
  }

  /** @throws MalformedMessage */
  receive(seat: number, bytes: Uint8Array, nowMs: number): void {
    const { timeline } = this.#netcode;
    const latestTick = Math.max(0, timeline.ticksAt(nowMs + maxAheadMs));
    const report = decodePeerReport(bytes, seat, latestTick);
    this.peerStates.receive(report, nowMs - timeline.msAt(report.tick), nowMs);
  }

  ages(seats: readonly number[], nowMs: number): PeerAge[] {
    const { timeline, newest } = this.#netcode;
    const serverMs = newest ? nowMs - timeline.msAt(newest.tick) : 0;
    return seats.flatMap((seat) => {
      const tick = this.peerStates.newestTick(seat);
      if (tick === undefined) return [];
      const apartUnits = this.peerStates.apartUnits(seat);
      const violations = this.peerStates.violations(seat);
      return [
        { seat, peerMs: nowMs - timeline.msAt(tick), serverMs, apartUnits, lies: violations },
      ];
    });
  }
}
