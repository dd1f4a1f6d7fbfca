/**
 * Where peers say that their own ships are. The rest of the world and every ship's life and energy come from the server;
 * this only tells where a ship flies that the server has not told of yet.
 *
 * All ships are drawn at one moment, which is the one the server rewinds to (docs/decisions/0007). Peers help in two
 * ways: beyond the server's newest word a ship is drawn from its own reports instead of a guess, and where
 * every other ship reports, that moment may come nearer to now.
 *
 * A report is believed as long as it can be true: within what a ship can fly from where the server had it last, for at most
 * a second, and the same as the server's word of the same tick once that comes. A peer that is caught is drawn from the server.
 */
import type { Snapshot } from "#protocol";
import { maxTravelUnits, pointFromWire } from "#simulation";
import type { DrawnShip } from "./interpolation.ts";
import { interpolateReports } from "./peer-interpolation.ts";
import type { PeerReport } from "./peer-report.ts";

const maxReports = 64;
/** Arrivals that decide how late a peer usually is: two seconds at 30 Hz. */
const maxArrivals = 60;
/** Fewer say nothing of what is usual. */
const minArrivals = 10;
/** A peer that is silent this long is drawn from the server. */
const staleMs = 250;
/** Further beyond the server's newest word than this no peer is believed, whatever it says. */
const maxTrustMs = 1000;
/** Server and peer fly the same ship by the same rules: what is further apart than this is not the same ship any more. */
export const maxDivergenceUnits = 16;
/** After the first lie the server alone is believed for this long, after each further one twice as long as before. */
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
  /** The newest tick that a report was of, believed or not; undefined before the first report. */
  reportedTick: number | undefined;
  /** Between its word and the server's on the last tick that both told of, units. */
  apartUnits: number | undefined;
  /** How often it was caught saying what could not be true. */
  violations: number;
  distrustedUntilTick: number;
}

export class PeerStates {
  readonly #tickRateHz: number;
  readonly #stepMs: number;
  readonly #peers = new Map<number, Peer>();
  /** Where the newest snapshot had the ships that fly, by seat. */
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

  /** The newest tick that this seat itself has told of, believed or not: who lies from its first report on is listed too. */
  newestTick(seat: number): number | undefined {
    return this.#peers.get(seat)?.reportedTick;
  }

  /** How far this seat's word was from the server's, on the last tick that both told of; units. */
  apartUnits(seat: number): number | undefined {
    return this.#peers.get(seat)?.apartUnits;
  }

  /** How often this seat was caught saying what could not be true. */
  violations(seat: number): number {
    return this.#peers.get(seat)?.violations ?? 0;
  }

  /** The server's word: who said otherwise of the same tick is not believed for a while. */
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
   * How far behind now the world may be drawn when these are the ships that fly, ms; undefined unless each of them reports
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

  /** These ships, as the server has them at `tick`, with those moved whose own word reaches further than its newest. */
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
   * How much further a place is than the ship of `seat` can have flown by `tick` from where the server had it last, units; NaN
   * where that says nothing.
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
