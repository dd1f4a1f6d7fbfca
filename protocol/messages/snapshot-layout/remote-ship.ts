/**
 * Another ship, against its dead-reckoned position:
 *
 *   no baseline: x4 14, y4 13, aim8 8, energy 7, flags 4
 *   baseline:    as predicted 1, or x4 S3, y4 S3, aim8 changed 1 -> S3, rest changed 1 -> energy S1, flags changed 1 -> 4
 *
 * flags: flying, thrusting, shielded, dashing. The prediction is the baseline plus its movement before, extrapolated; both
 * ends know both, so no velocity is sent.
 */
import type { BitReader, BitWriter } from "../../bits.ts";
import { MalformedMessage } from "../../bytes.ts";
import { maxEnergy, maxX4, maxY4 } from "../../field-limits.ts";
import type { RemoteShip } from "../snapshot.ts";

function deadReckoned(
  from: number,
  travelled: number,
  travelledTicks: number,
  ticks: number,
  max: number,
): number {
  const moved = travelledTicks === 0 ? 0 : Math.round((travelled * ticks) / travelledTicks);
  return Math.min(Math.max(from + moved, 0), max);
}

const flagsOf = (ship: RemoteShip): number =>
  (ship.flying ? 8 : 0) |
  (ship.thrusting ? 4 : 0) |
  (ship.shielded ? 2 : 0) |
  (ship.dashing ? 1 : 0);

/** Shortest way round the circle, -128 to 127. */
const turn8 = (from: number, to: number): number => ((to - from + 384) & 255) - 128;

function assertShip(ship: RemoteShip): void {
  const { seat, x4, y4, aim8, energy } = ship;
  const fits = (value: number, max: number) =>
    Number.isInteger(value) && value >= 0 && value <= max;
  const inRange = fits(x4, maxX4) && fits(y4, maxY4) && fits(energy, maxEnergy);
  if (!inRange || !fits(seat, 15) || !fits(aim8, 255))
    throw new RangeError(`a ship out of range: ${JSON.stringify(ship)}`);
}

/** Answers the ship as the receiver will decode it. */
export function writeShip(
  out: BitWriter,
  ship: RemoteShip,
  base: RemoteShip | undefined,
  ticks: number,
): RemoteShip {
  assertShip(ship);
  if (!base) {
    out.uint(ship.x4, 14).uint(ship.y4, 13).uint(ship.aim8, 8);
    out.uint(ship.energy, 7).uint(flagsOf(ship), 4);
    return { ...ship, ...noDeadReckoning };
  }
  const offX =
    ship.x4 - deadReckoned(base.x4, base.deadReckoningX, base.deadReckoningTicks, ticks, maxX4);
  const offY =
    ship.y4 - deadReckoned(base.y4, base.deadReckoningY, base.deadReckoningTicks, ticks, maxY4);
  const turned = turn8(base.aim8, ship.aim8);
  const rest = ship.energy !== base.energy || flagsOf(ship) !== flagsOf(base);
  const asPredicted = offX === 0 && offY === 0 && turned === 0 && !rest;
  out.bit(asPredicted);
  if (!asPredicted) {
    out
      .signedGolomb(offX, 3)
      .signedGolomb(offY, 3)
      .bit(turned !== 0);
    if (turned !== 0) out.signedGolomb(turned, 3);
    out.bit(rest);
    if (rest) {
      out.signedGolomb(ship.energy - base.energy, 1).bit(flagsOf(ship) !== flagsOf(base));
      if (flagsOf(ship) !== flagsOf(base)) out.uint(flagsOf(ship), 4);
    }
  }
  return { ...ship, ...deadReckoningFrom(ship, base, ticks) };
}

export function readShip(
  reader: BitReader,
  seat: number,
  base: RemoteShip | undefined,
  ticks: number,
): RemoteShip {
  if (!base) {
    const x4 = within(reader.uint(14), maxX4);
    const y4 = within(reader.uint(13), maxY4);
    const aim8 = reader.uint(8);
    const energy = within(reader.uint(7), maxEnergy);
    return { seat, x4, y4, aim8, energy, ...readFlags(reader), ...noDeadReckoning };
  }
  const same = reader.bit();
  const offX = same ? 0 : reader.signedGolomb(3);
  const offY = same ? 0 : reader.signedGolomb(3);
  const x4 = within(
    deadReckoned(base.x4, base.deadReckoningX, base.deadReckoningTicks, ticks, maxX4) + offX,
    maxX4,
  );
  const y4 = within(
    deadReckoned(base.y4, base.deadReckoningY, base.deadReckoningTicks, ticks, maxY4) + offY,
    maxY4,
  );
  const aim8 = !same && reader.bit() ? (base.aim8 + reader.signedGolomb(3)) & 255 : base.aim8;
  const rest = !same && reader.bit();
  const energy = rest ? within(base.energy + reader.signedGolomb(1), maxEnergy) : base.energy;
  const flags = rest && reader.bit() ? readFlags(reader) : flagsIn(base);
  return { seat, x4, y4, aim8, energy, ...flags, ...deadReckoningFrom({ x4, y4 }, base, ticks) };
}

function readFlags(reader: BitReader) {
  const flags = reader.uint(4);
  return {
    flying: (flags & 8) !== 0,
    thrusting: (flags & 4) !== 0,
    shielded: (flags & 2) !== 0,
    dashing: (flags & 1) !== 0,
  };
}

const flagsIn = ({ flying, thrusting, shielded, dashing }: RemoteShip) => ({
  flying,
  thrusting,
  shielded,
  dashing,
});

/** The dead reckoning of a ship of which only one position is known. */
export const noDeadReckoning = {
  deadReckoningX: 0,
  deadReckoningY: 0,
  deadReckoningTicks: 0,
  lastCounter: 0,
};

function deadReckoningFrom(ship: { x4: number; y4: number }, base: RemoteShip, ticks: number) {
  const { lastCounter = 0 } = base;
  return {
    deadReckoningX: ship.x4 - base.x4,
    deadReckoningY: ship.y4 - base.y4,
    deadReckoningTicks: ticks,
    lastCounter,
  };
}

export function within(value: number, max: number): number {
  if (value < 0 || value > max) throw new MalformedMessage(`${value} where 0 to ${max} is allowed`);
  return value;
}
