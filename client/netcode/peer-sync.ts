/** The peer mesh of one session: sends the own ship to peers, and keeps what they report. */
import type { Snapshot } from "#protocol";
import type { NetcodeSession } from "./netcode-session.ts";
import { decodePeerReport, encodePeerReport, peerReportOf } from "./peer-report.ts";
import { PeerStates } from "./peer-states.ts";

export interface PeerAge {
  readonly seat: number;
  /** How far the newest report, and the newest snapshot, are behind the server's clock, ms; below zero for a ship that runs ahead. */
  readonly peerMs: number;
  readonly serverMs: number;
  /** Distance between the two on the last tick that both have, units; undefined before there was one. */
  readonly apartUnits: number | undefined;
  /** How many of its reports could not be true. After each the peer is drawn from snapshots alone for a while. */
  readonly violations: number;
}

/** Clocks agree within an RTT, and no page runs further ahead than two seconds. */
const maxAheadMs = 5000;

export class PeerSync {
  readonly peerStates: PeerStates;
  readonly #netcode: NetcodeSession;
  #sentTick = 0;
  #validated: Snapshot | undefined;

  constructor(netcode: NetcodeSession) {
    this.#netcode = netcode;
    this.peerStates = new PeerStates(netcode.timeline.tickRateHz);
  }

  /** Call it after each update of the netcode: a new tick is sent to the peers. */
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
      const peerMs = nowMs - timeline.msAt(tick);
      return [{ seat, peerMs, serverMs, apartUnits, violations }];
    });
  }
}
