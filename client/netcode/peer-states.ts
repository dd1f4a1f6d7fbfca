/**
 * Where peers report their own ships. Life and energy of every ship come from the server; a report only says where a ship is
 * that no snapshot has shown yet.
 *
 * All ships are drawn at one moment, to which the server rewinds (docs/decisions/0007). Reports help in two ways: beyond
 * the newest snapshot a ship is drawn from its own reports instead of an extrapolation, and where every other ship reports, the
 * drawn moment may come nearer to now.
 *
 * A report is used while it can be true: within the distance that a ship can fly from its place in the newest snapshot, for at
 * most a second, and equal to the snapshot of the same tick once that comes. A peer whose report fails this is distrusted for a
 * while, and drawn from snapshots alone.
 */
import type { Snapshot } from "#protocol";
import { maxTravelUnits, pointFromWire } from "#simulation";
import type { DrawnShip } from "./interpolation.ts";
import { interpolateReports } from "./peer-interpolation.ts";
import type { PeerReport } from "./peer-report.ts";

const maxReports = 64;
/** Arrivals from which the usual lateness of a peer is taken: two seconds at 30 Hz. */
const maxArrivals = 60;
/** Fewer arrivals do not show what is usual. */
const minArrivals = 10;
/** The reports of a peer that has been silent for this long do not bring the drawn moment nearer. */
const staleMs = 250;
/** Reports of ticks further beyond the newest snapshot than this are not used. */
const maxTrustMs = 1000;
/** Server and peer step the same ship by the same rules: a larger distance is a violation. */
export const maxDivergenceUnits = 16;
/** A peer is distrusted for this long after its first violation, and twice as long after each further one. */
const distrustMs = 1000;
const maxDoublings = 5;

interface Position {
  readonly x: number;
  readonly y: number;
}

interface Peer {
  /** By tick, oldest first, never two of one tick. */
  readonly reports: PeerReport[];
  readonly lateness: number[];
  receivedMs: number;
  /** The newest tick that was reported, used or not; undefined before the first report. */
  reportedTick: number | undefined;
  /** Distance between its report and the snapshot on the last tick that both have, units. */
  apartUnits: number | undefined;
  /** How many of its reports could not be true. */
  violations: number;
  distrustedUntilTick: number;
}

export class PeerStates {
  readonly #tickRateHz: number;
  readonly #stepMs: number;
  readonly #peers = new Map<number, Peer>();
  /** The ships that fly in the newest snapshot, by seat. */
  #serverTick = 0;
  #server = new Map<number, Position>();

  constructor(tickRateHz: number) {
    this.#tickRateHz = tickRateHz;
    this.#stepMs = 1000 / tickRateHz;
  }

  /** `lateMs` is how long after its tick was due the report arrived; below zero for a ship that runs ahead of the server. */
  receive(report: PeerReport, lateMs: number, nowMs: number): void {
    const peer = this.#peers.get(report.seat) ?? newPeer();
    this.#peers.set(report.seat, peer);
    const { reports, lateness } = peer;
    peer.reportedTick = Math.max(peer.reportedTick ?? 0, report.tick);
    if (report.tick <= (reports.at(-1)?.tick ?? -1)) return;
    if (report.flying && this.#beyondReachUnits(report.seat, report, report.tick) > 0) {
      this.#addViolation(peer);
      return;
    }
    reports.push(report);
    if (reports.length > maxReports) reports.shift();
    lateness.push(lateMs);
    if (lateness.length > maxArrivals) lateness.shift();
    peer.receivedMs = nowMs;
  }

  remove(seat: number): void {
    this.#peers.delete(seat);
  }

  /** The newest tick that this seat has reported, used or not: a peer is listed even where its first report is a violation. */
  newestTick(seat: number): number | undefined {
    return this.#peers.get(seat)?.reportedTick;
  }

  /** Distance between this seat's report and the snapshot, on the last tick that both have; units. */
  apartUnits(seat: number): number | undefined {
    return this.#peers.get(seat)?.apartUnits;
  }

  /** How many reports of this seat could not be true. */
  violations(seat: number): number {
    return this.#peers.get(seat)?.violations ?? 0;
  }

  /** Compares reports with the snapshot of the same tick: a peer that differs is distrusted for a while. */
  validate({ tick, ships }: Pick<Snapshot, "tick" | "ships">): void {
    if (tick <= this.#serverTick) return;
    this.#serverTick = tick;
    this.#server = new Map(
      ships.filter(({ flying }) => flying).map((ship) => [ship.seat, pointFromWire(ship)]),
    );
    for (const [seat, peer] of this.#peers) {
      const place = this.#server.get(seat);
      const newest = peer.reports.at(-1)?.tick ?? 0;
      const reported =
        newest < tick ? undefined : interpolateReports(peer.reports, tick, this.#stepMs);
      if (!reported || !place) continue;
      peer.apartUnits = distanceBetween(reported, place);
      if (peer.apartUnits > maxDivergenceUnits) this.#addViolation(peer);
    }
  }

  /**
   * The smallest delay at which all these ships can be drawn from their reports, ms; undefined unless each of them reports
   * steadily.
   */
  requiredDelayMs(seats: readonly number[], nowMs: number): number | undefined {
    if (seats.length === 0) return undefined;
    let most = this.#stepMs;
    for (const seat of seats) {
      const peer = this.#peers.get(seat);
      if (!peer || !this.#isTrusted(peer) || nowMs - peer.receivedMs > staleMs) return undefined;
      if (peer.lateness.length < minArrivals) return undefined;
      const sorted = peer.lateness.toSorted((a, b) => a - b);
      const usual = sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0;
      most = Math.max(most, usual + this.#stepMs + 3);
    }
    return most;
  }

  /** These ships, as snapshots have them at `tick`, with those moved whose own reports reach further than the newest snapshot. */
  applyReports(ships: readonly DrawnShip[], tick: number, serverTick: number): DrawnShip[] {
    const isNear = (tick - serverTick) * this.#stepMs <= maxTrustMs;
    if (tick <= serverTick || !isNear) return [...ships];
    return ships.map((ship) => {
      const peer = this.#peers.get(ship.seat);
      const newest = peer?.reports.at(-1)?.tick ?? 0;
      if (!peer || newest <= serverTick || !ship.flying || !this.#isTrusted(peer)) return ship;
      const reported = interpolateReports(peer.reports, tick, this.#stepMs);
      return reported && this.#beyondReachUnits(ship.seat, reported, tick) <= 0
        ? { ...ship, ...reported }
        : ship;
    });
  }

  #isTrusted(peer: Peer): boolean {
    return this.#serverTick >= peer.distrustedUntilTick;
  }

  /**
   * How much further away a place is than the ship of `seat` can have flown by `tick` since the newest snapshot, units; NaN where
   * the snapshot does not have the ship, or is not older.
   */
  #beyondReachUnits(seat: number, place: Position, tick: number): number {
    const last = this.#server.get(seat);
    const ticks = tick - this.#serverTick;
    if (!last || ticks <= 0) return NaN;
    return (
      distanceBetween(place, last) - maxTravelUnits(ticks, this.#tickRateHz) - maxDivergenceUnits
    );
  }

  #addViolation(peer: Peer): void {
    if (!this.#isTrusted(peer)) return;
    const doubledMs = distrustMs * 2 ** Math.min(peer.violations, maxDoublings);
    peer.distrustedUntilTick = this.#serverTick + doubledMs / this.#stepMs;
    peer.violations += 1;
  }
}

const distanceBetween = (a: Position, b: Position): number => Math.hypot(a.x - b.x, a.y - b.y);

const newPeer = (): Peer => ({
  reports: [],
  lateness: [],
  receivedMs: 0,
  reportedTick: undefined,
  apartUnits: undefined,
  violations: 0,
  distrustedUntilTick: 0,
});
