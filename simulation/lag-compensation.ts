/**
 * Lag compensation: a pulse is tested against ships where its shooter saw them, `rewindSixteenths` sixteenths of a tick ago, as
 * long as it is in flight. Between two ticks a ship is where an interpolating browser draws it.
 */
import { pulseAt } from "./pulse.ts";
import { pulseRadius, shipRadius } from "./rules.ts";
import { speedLimit } from "./grid.ts";
import type { HistoryTick, Pulse, Ship } from "./world.ts";

const contactUnits = shipRadius + pulseRadius;
const seats = 16;

/** Positions by seat, x then y; NaN for a ship that was not flying. */
type Row = Float64Array;

/** The past positions that one step needs; rows are made on first use and shared by all pulses of the step. */
interface PositionHistory {
  readonly tick: number;
  readonly tickRateHz: number;
  rowAt(tick: number): Row | undefined;
}

/** `now` are the ships at `tick`, which the past does not hold yet. */
export function positionHistory(
  history: readonly HistoryTick[],
  now: readonly Ship[],
  tick: number,
  tickRateHz: number,
): PositionHistory {
  const rows: (Row | undefined)[] = [];
  const madeRow = (back: number): Row | undefined => {
    const ships =
      back === 0
        ? now.filter((ship) => ship.respawnTicks === 0)
        : history.findLast((entry) => entry.tick === tick - back)?.ships;
    if (ships === undefined) return undefined;
    const row = new Float64Array(seats * 2).fill(NaN);
    for (const { id, x, y } of ships) {
      row[id * 2] = x;
      row[id * 2 + 1] = y;
    }
    return row;
  };
  return { tick, tickRateHz, rowAt: (at) => (rows[tick - at] ??= madeRow(tick - at)) };
}

/** The seat of the first ship that the pulse meets on its way from the tick before to this one, of those in `targets`. */
export function firstShipHit(
  pulse: Pulse,
  endTick: number,
  targets: readonly Ship[],
  history: PositionHistory,
): number | undefined {
  const until = Math.min(endTick, history.tick);
  const rewind = pulse.rewindSixteenths / 16;
  const start = history.tick - 1;
  // Seen ships turn only on whole ticks, so a rewind with a fraction splits the way in two at the tick in between.
  const knot = Math.floor(start - rewind) + 1 + rewind;
  const first = firstContact(pulse, start, Math.min(knot, until), targets, history);
  return first ?? (knot < until ? firstContact(pulse, knot, until, targets, history) : undefined);
}

function firstContact(
  pulse: Pulse,
  from: number,
  to: number,
  targets: readonly Ship[],
  history: PositionHistory,
): number | undefined {
  const rewind = pulse.rewindSixteenths / 16;
  const older = Math.floor(from - rewind);
  const before = history.rowAt(older);
  if (before === undefined) return undefined;
  const after = history.rowAt(older + 1);
  const begin = from - rewind - older;
  const length = to - from;
  const start = pulseAt(pulse, from, history.tickRateHz);
  const end = pulseAt(pulse, to, history.tickRateHz);
  const wayX = end.x - start.x;
  const wayY = end.y - start.y;
  // Farther than a ship can move in a tick is a jump: browsers draw the old position until the new one.
  const jump = speedLimit / history.tickRateHz + 1;

  let hitSeat: number | undefined;
  let nearest = Infinity;
  for (const target of targets) {
    const seat = target.id * 2;
    const x = before[seat] ?? NaN;
    const y = before[seat + 1] ?? NaN;
    let moveX = (after?.[seat] ?? NaN) - x;
    let moveY = (after?.[seat + 1] ?? NaN) - y;
    // Also true for NaN: the ship was gone one tick later, and is drawn in its place until then.
    if (!(Math.abs(moveX) <= jump && Math.abs(moveY) <= jump)) {
      moveX = 0;
      moveY = 0;
    }
    const share = shareToContact(
      start.x - x - moveX * begin,
      start.y - y - moveY * begin,
      wayX - moveX * length,
      wayY - moveY * length,
    );
    if (share < nearest) {
      nearest = share;
      hitSeat = target.id;
    }
  }
  return hitSeat;
}

/** The share of a relative way at which a point comes within reach of the origin; Infinity if it does not, or for NaN. */
function shareToContact(x: number, y: number, dx: number, dy: number): number {
  const outside = x * x + y * y - contactUnits * contactUnits;
  if (outside <= 0) return 0;
  const closing = x * dx + y * dy;
  if (!(closing < 0)) return Infinity;
  const square = dx * dx + dy * dy;
  const root = closing * closing - square * outside;
  if (root < 0) return Infinity;
  const share = (0 - closing - Math.sqrt(root)) / square;
  return share <= 1 ? share : Infinity;
}
