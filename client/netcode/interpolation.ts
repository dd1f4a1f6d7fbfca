/**
 * Other ships, drawn a little in the past, between two snapshots. The delay follows the jitter of arrivals. Every command names
 * the drawn moment, so that the server rewinds to exactly that.
 */
import type { RemoteShip, Snapshot } from "#protocol";

/** A remote ship as drawn: units, aim in turns of 1. */
export interface DrawnShip {
  readonly seat: number;
  readonly x: number;
  readonly y: number;
  readonly aimTurns: number;
  readonly speed: number;
  readonly energy: number;
  readonly flying: boolean;
  readonly thrusting: boolean;
  readonly shielded: boolean;
  readonly dashing: boolean;
}

const keptTicks = 240;
/** Arrivals that decide the delay: two seconds at 30 Hz. */
const maxArrivals = 60;
/** The delay changes by at most this share of the time that passes; after a minute in a hidden tab that allows any change. */
const maxRateChange = 0.1;
/** Beyond this, the delay jumps: a new link, or a tab that slept. */
const jumpMs = 250;
/** Beyond the newest snapshot a ship flies on for this long and then stands, ms. */
const maxExtrapolationMs = 150;
/** A ship that moved further than this between two snapshots did not fly there. */
const teleportUnits = 220;

export class Interpolation {
  readonly #tickRateHz: number;
  readonly #snapshots: Snapshot[] = [];
  #lateness: number[] = [];
  #delayMs: number;
  #drawnMs: number | undefined;

  constructor(tickRateHz: number) {
    this.#tickRateHz = tickRateHz;
    this.#delayMs = (1000 / tickRateHz) * 2;
  }

  get delayMs(): number {
    return this.#delayMs;
  }
  get newest(): Snapshot | undefined {
    return this.#snapshots.at(-1);
  }
  snapshotAt(tick: number): Snapshot | undefined {
    return this.#snapshots.find((snapshot) => snapshot.tick === tick);
  }

  /** `lateMs` is how long after its tick was due the snapshot arrived, on the server's clock. */
  addSnapshot(snapshot: Snapshot, lateMs: number): void {
    const after = this.#snapshots.findIndex(({ tick }) => tick > snapshot.tick);
    this.#snapshots.splice(after === -1 ? this.#snapshots.length : after, 0, snapshot);
    const newest = this.newest?.tick ?? 0;
    while ((this.#snapshots[0]?.tick ?? newest) < newest - keptTicks) this.#snapshots.shift();
    this.#lateness.push(lateMs);
    if (this.#lateness.length > maxArrivals) this.#lateness.shift();
  }

  /** Another link has other delays. */
  resetArrivals(): void {
    this.#lateness = [];
  }

  /** The lateness that 95 % of the snapshots stay below, plus the wait for the next one. */
  #targetDelayMs(): number {
    const stepMs = 1000 / this.#tickRateHz;
    if (this.#lateness.length === 0) return this.#delayMs;
    const sorted = this.#lateness.toSorted((a, b) => a - b);
    const usual = sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0;
    return Math.max(usual, 0) + this.#gapTicks() * stepMs + 3;
  }

  /** Usual distance between snapshots: 1 on push, more with polls and on a full link. */
  #gapTicks(): number {
    const recent = this.#snapshots.slice(-16);
    const gaps = recent.slice(1).map(({ tick }, index) => tick - (recent[index]?.tick ?? tick));
    const sorted = gaps.toSorted((a, b) => a - b);
    return Math.max(1, sorted[Math.floor(sorted.length * 0.75)] ?? 1);
  }

  /**
   * Moves the drawn moment on; answers it in server time, ms. `nowMs` is the drawing clock. `peerDelayMs` is the delay at which
   * peers report every ship.
   */
  update(nowMs: number, peerDelayMs = Infinity): number {
    const wanted = Math.min(this.#targetDelayMs(), peerDelayMs);
    const elapsed = this.#drawnMs === undefined ? 0 : nowMs - (this.#drawnMs + this.#delayMs);
    if (this.#drawnMs === undefined || Math.abs(wanted - this.#delayMs) > jumpMs) {
      this.#delayMs = wanted;
    } else {
      const most = Math.max(elapsed, 0) * maxRateChange;
      this.#delayMs += Math.min(Math.max(wanted - this.#delayMs, -most), most);
    }
    this.#drawnMs = nowMs - this.#delayMs;
    return this.#drawnMs;
  }

  /** All remote ships at `tick`, which has a fraction. */
  shipsAt(tick: number): DrawnShip[] {
    const after = this.#snapshots.findIndex((snapshot) => snapshot.tick >= tick);
    if (after === 0) return shipsOf(this.#snapshots[0]);
    if (after === -1) return this.#extrapolated(tick);
    const from = this.#snapshots[after - 1];
    const to = this.#snapshots[after];
    if (!from || !to) return [];
    return between(from, to, (tick - from.tick) / (to.tick - from.tick), this.#tickRateHz);
  }

  /** The ships of the newest snapshot: what a game without interpolation draws. */
  newestShips(): DrawnShip[] {
    return shipsOf(this.newest);
  }

  /** The own ship as snapshots had it at `tick`: what a game without prediction draws. */
  ownAt(tick: number): { x: number; y: number } | undefined {
    const after = this.#snapshots.findIndex((snapshot) => snapshot.tick >= tick);
    const to = after === -1 ? this.newest : this.#snapshots[after];
    const from = after < 1 ? to : this.#snapshots[after - 1];
    if (!from?.own || !to?.own) return undefined;
    const share = to.tick > from.tick ? (tick - from.tick) / (to.tick - from.tick) : 1;
    return {
      x: (from.own.x8 + (to.own.x8 - from.own.x8) * share) / 8,
      y: (from.own.y8 + (to.own.y8 - from.own.y8) * share) / 8,
    };
  }

  #extrapolated(tick: number): DrawnShip[] {
    const to = this.newest;
    const from = this.#snapshots.at(-2);
    if (!to || !from || to.tick - from.tick > keptTicks / 4) return shipsOf(to);
    const limit = to.tick + (maxExtrapolationMs / 1000) * this.#tickRateHz;
    const share = (Math.min(tick, limit) - from.tick) / (to.tick - from.tick);
    return between(from, to, share, this.#tickRateHz);
  }
}

const drawnShip = (
  ship: RemoteShip,
  x: number,
  y: number,
  aimTurns: number,
  speed: number,
): DrawnShip => ({
  seat: ship.seat,
  x,
  y,
  aimTurns,
  speed,
  energy: ship.energy,
  flying: ship.flying,
  thrusting: ship.thrusting,
  shielded: ship.shielded,
  dashing: ship.dashing,
});

function shipsOf(snapshot: Snapshot | undefined): DrawnShip[] {
  return (snapshot?.ships ?? []).map((ship) =>
    drawnShip(ship, ship.x4 / 4, ship.y4 / 4, ship.aim8 / 256, 0),
  );
}

/** A `share` above 1 extrapolates along the same line. */
function between(from: Snapshot, to: Snapshot, share: number, tickRateHz: number): DrawnShip[] {
  const seconds = (to.tick - from.tick) / tickRateHz;
  return to.ships.map((ship) => {
    const before = from.ships.find(({ seat }) => seat === ship.seat);
    const dx = (ship.x4 - (before?.x4 ?? ship.x4)) / 4;
    const dy = (ship.y4 - (before?.y4 ?? ship.y4)) / 4;
    const units = Math.hypot(dx, dy);
    const flew = before !== undefined && before.flying === ship.flying && units < teleportUnits;
    // A ship that burst or returned in between stays where it was until the later snapshot.
    if (!flew)
      return drawnShip(
        share < 1 && before ? before : ship,
        ...poseOf(share < 1 && before ? before : ship),
      );
    const turn = ((ship.aim8 - before.aim8 + 384) & 255) - 128;
    const aimTurns = (before.aim8 + turn * Math.min(share, 1)) / 256;
    return drawnShip(
      ship,
      before.x4 / 4 + dx * share,
      before.y4 / 4 + dy * share,
      aimTurns,
      units / seconds,
    );
  });
}

const poseOf = (ship: RemoteShip): [number, number, number, number] => [
  ship.x4 / 4,
  ship.y4 / 4,
  ship.aim8 / 256,
  0,
];
