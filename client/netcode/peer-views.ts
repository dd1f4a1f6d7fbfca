/**
 * Where peers say that their own ships are. The rest of the world and every ship's life and energy come from the server;
 * this only tells where a ship flies that the server has not told of yet.
 *
 * All ships are drawn at one moment, which is the one the server rewinds to (docs/decisions/0007). Peers help in two
 * ways: beyond the server's newest word a ship is drawn from its own reports instead of a guess, and where
 * every other ship reports, that moment may come nearer to now.
 */
import type { Snapshot } from "#protocol";
import type { DrawnShip } from "./interpolation.ts";
import type { PeerReport } from "./peer-report.ts";

const keptReports = 64;
/** Arrivals that decide how late a peer usually is: two seconds at 30 Hz. */
const arrivalsKept = 60;
/** Fewer say nothing of what is usual. */
const arrivalsNeeded = 10;
/** A peer that is silent this long is drawn from the server. */
const staleMs = 250;
/** Beyond the last report a ship flies on this long. */
const flyOnMs = 100;
/** Server and peer fly the same ship by the same rules: what is further apart than this is not the same ship any more. */
const mostApartUnits = 16;
/** After a disagreement the server alone is believed for this long. */
const distrustMs = 1000;

interface Peer {
  /** By tick, oldest first, never two of one tick. */
  readonly reports: PeerReport[];
  readonly lateness: number[];
  heardMs: number;
  /** Between its word and the server's on the last tick that both told of, units. */
  apartUnits: number | undefined;
  distrustedUntilTick: number;
}

export class PeerViews {
  readonly #stepMs: number;
  readonly #peers = new Map<number, Peer>();
  #checkedTick = 0;

  constructor(tickRateHz: number) {
    this.#stepMs = 1000 / tickRateHz;
  }

  /** `lateMs` is how long after its tick was due the report arrived; below zero for a ship that runs ahead of the server. */
  hear(report: PeerReport, lateMs: number, nowMs: number): void {
    const peer = this.#peers.get(report.seat) ?? newPeer();
    this.#peers.set(report.seat, peer);
    const { reports, lateness } = peer;
    if (report.tick <= (reports.at(-1)?.tick ?? -1)) return;
    reports.push(report);
    if (reports.length > keptReports) reports.shift();
    lateness.push(lateMs);
    if (lateness.length > arrivalsKept) lateness.shift();
    peer.heardMs = nowMs;
  }

  forget(seat: number): void {
    this.#peers.delete(seat);
  }

  /** The newest tick that this seat itself has told of. */
  newestTick(seat: number): number | undefined {
    return this.#peers.get(seat)?.reports.at(-1)?.tick;
  }

  /** How far this seat's word was from the server's, on the last tick that both told of; units. */
  apartUnits(seat: number): number | undefined {
    return this.#peers.get(seat)?.apartUnits;
  }

  /** The server's word: who said otherwise of the same tick is not believed for a while. */
  check({ tick, ships }: Pick<Snapshot, "tick" | "ships">): void {
    this.#checkedTick = Math.max(this.#checkedTick, tick);
    for (const [seat, peer] of this.#peers) {
      const said = peer.reports.find((report) => report.tick === tick);
      const ship = ships.find((each) => each.seat === seat);
      if (!said || !ship?.flying) continue;
      peer.apartUnits = Math.hypot(said.x - ship.x4 / 4, said.y - ship.y4 / 4);
      if (peer.apartUnits > mostApartUnits)
        peer.distrustedUntilTick = tick + distrustMs / this.#stepMs;
    }
  }

  /**
   * How far behind now the world may be drawn when these are the ships that fly, ms; undefined unless each of them reports
   * steadily.
   */
  coveredMs(seats: readonly number[], nowMs: number): number | undefined {
    if (seats.length === 0) return undefined;
    let most = this.#stepMs;
    for (const seat of seats) {
      const peer = this.#peers.get(seat);
      if (!peer || !this.#isBelieved(peer) || nowMs - peer.heardMs > staleMs) return undefined;
      if (peer.lateness.length < arrivalsNeeded) return undefined;
      const sorted = peer.lateness.toSorted((a, b) => a - b);
      const usual = sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0;
      most = Math.max(most, usual + this.#stepMs + 3);
    }
    return most;
  }

  /** These ships, as the server has them at `tick`, with those moved whose own word reaches further than its newest. */
  fresher(ships: readonly DrawnShip[], tick: number, serverTick: number): DrawnShip[] {
    if (tick <= serverTick) return [...ships];
    return ships.map((ship) => {
      const peer = this.#peers.get(ship.seat);
      const newest = peer?.reports.at(-1)?.tick ?? 0;
      if (!peer || newest <= serverTick || !ship.flying || !this.#isBelieved(peer)) return ship;
      return this.#at(peer, ship, tick) ?? ship;
    });
  }

  #isBelieved(peer: Peer): boolean {
    return this.#checkedTick >= peer.distrustedUntilTick;
  }

  #at({ reports }: Peer, ship: DrawnShip, tick: number): DrawnShip | undefined {
    const after = reports.findIndex((report) => report.tick >= tick);
    const to = after === -1 ? reports.at(-1) : reports[after];
    const from = after < 1 ? to : reports[after - 1];
    if (!from?.flying || !to?.flying) return undefined;
    const units = Math.hypot(to.x - from.x, to.y - from.y);
    const seconds = ((to.tick - from.tick) * this.#stepMs) / 1000;
    // It did not fly there: it returned, or was put elsewhere.
    if (units > 1024 * seconds) return undefined;
    const speed = Math.hypot(to.vx, to.vy);
    const { thrusting, shielded, dashing } = to;
    const looks = { ...ship, speed, thrusting, shielded, dashing };
    if (tick >= to.tick) {
      const onSeconds = Math.min((tick - to.tick) * this.#stepMs, flyOnMs) / 1000;
      const [x, y] = [to.x + to.vx * onSeconds, to.y + to.vy * onSeconds];
      return { ...looks, x, y, aimTurns: to.aimTurns };
    }
    const share = (tick - from.tick) / (to.tick - from.tick || 1);
    const turn = ((to.aimTurns - from.aimTurns + 1.5) % 1) - 0.5;
    return {
      ...looks,
      x: from.x + (to.x - from.x) * share,
      y: from.y + (to.y - from.y) * share,
      aimTurns: (from.aimTurns + turn * share + 1) % 1,
    };
  }
}

const newPeer = (): Peer => ({
  reports: [],
  lateness: [],
  heardMs: 0,
  apartUnits: undefined,
  distrustedUntilTick: 0,
});
