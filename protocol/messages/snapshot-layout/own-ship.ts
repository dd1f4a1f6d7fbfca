/**
 * The player's own ship, exactly. Against a baseline the moving fields are differences (`S k`: signed Exp-Golomb):
 *
 *   x8 S6, y8 S6 off the straight flight from the baseline; vx4 S6, vy4 S6; aim changed 1 -> 10; energy16 S2
 *   waits: all run down as expected 1, or per wait: as expected 1, or fireWait 4, dashWait 7, shieldTicks 7,
 *   respawnTicks 7; shots S0; thrusting 1
 *
 * Without one: x8 15, y8 14, vx4+4095 13, vy4+4095 13, aim 10, energy16 11, waits (expected: 0), shots 12, thrusting 1.
 */
import type { BitReader, BitWriter } from "../../bits.ts";
import { MalformedMessage } from "../../bytes.ts";
import { maxEnergy16, maxV4, maxX8, maxY8 } from "../../field-limits.ts";
import type { OwnShip } from "../snapshot.ts";

const waits = [
  ["fireWait", 4],
  ["dashWait", 7],
  ["shieldTicks", 7],
  ["respawnTicks", 7],
] as const;

type Wait = (typeof waits)[number][0];

/** A wait counts down by one a tick; only a wait that began or was cut short is sent. */
const expectedWait = (base: OwnShip | undefined, wait: Wait, ticks: number): number =>
  Math.max(0, (base?.[wait] ?? 0) - ticks);

/** 1/4 units a second over `ticks` at 30 Hz, in 1/8 units: 2 / 30. A guess for every rate; the difference is sent. */
const extrapolated8 = (from8: number, v4: number, ticks: number): number =>
  from8 + Math.round((v4 * ticks) / 15);

const isInRange = ({ x8, y8, vx4, vy4, energy16 }: Omit<OwnShip, Wait | "shots">): boolean =>
  x8 >= 0 &&
  x8 <= maxX8 &&
  y8 >= 0 &&
  y8 <= maxY8 &&
  Math.abs(vx4) <= maxV4 &&
  Math.abs(vy4) <= maxV4 &&
  energy16 >= 0 &&
  energy16 <= maxEnergy16;

export function writeOwnShip(
  out: BitWriter,
  own: OwnShip,
  base: OwnShip | undefined,
  ticks: number,
): void {
  if (!isInRange(own)) throw new RangeError(`a ship out of range: ${JSON.stringify(own)}`);
  if (base) {
    out.signedGolomb(own.x8 - extrapolated8(base.x8, base.vx4, ticks), 6);
    out.signedGolomb(own.y8 - extrapolated8(base.y8, base.vy4, ticks), 6);
    out.signedGolomb(own.vx4 - base.vx4, 6).signedGolomb(own.vy4 - base.vy4, 6);
    out.bit(own.aim !== base.aim);
    if (own.aim !== base.aim) out.uint(own.aim, 10);
    out.signedGolomb(own.energy16 - base.energy16, 2);
  } else {
    out.uint(own.x8, 15).uint(own.y8, 14);
    out.uint(own.vx4 + maxV4, 13).uint(own.vy4 + maxV4, 13);
    out.uint(own.aim, 10).uint(own.energy16, 11);
  }
  writeWaits(out, own, base, ticks);
  if (base) out.signedGolomb(((own.shots - base.shots + 6144) & 4095) - 2048, 0);
  else out.uint(own.shots, 12);
  out.bit(own.thrusting);
}

/** @throws MalformedMessage for a ship out of the world. */
export function readOwnShip(reader: BitReader, base: OwnShip | undefined, ticks: number): OwnShip {
  const x8 = base
    ? extrapolated8(base.x8, base.vx4, ticks) + reader.signedGolomb(6)
    : reader.uint(15);
  const y8 = base
    ? extrapolated8(base.y8, base.vy4, ticks) + reader.signedGolomb(6)
    : reader.uint(14);
  const vx4 = base ? base.vx4 + reader.signedGolomb(6) : reader.uint(13) - maxV4;
  const vy4 = base ? base.vy4 + reader.signedGolomb(6) : reader.uint(13) - maxV4;
  const aim = !base || reader.bit() ? reader.uint(10) : base.aim;
  const energy16 = base ? base.energy16 + reader.signedGolomb(2) : reader.uint(11);
  const waiting = readWaits(reader, base, ticks);
  const shots = base ? (base.shots + reader.signedGolomb(0)) & 4095 : reader.uint(12);
  const own = { x8, y8, vx4, vy4, aim, energy16, ...waiting, shots, thrusting: reader.bit() };
  if (!isInRange(own)) throw new MalformedMessage("the own ship is out of the world");
  return own;
}

function writeWaits(out: BitWriter, own: OwnShip, base: OwnShip | undefined, ticks: number): void {
  const expected = waits.every(([wait]) => own[wait] === expectedWait(base, wait, ticks));
  out.bit(expected);
  if (expected) return;
  for (const [wait, width] of waits) {
    const same = own[wait] === expectedWait(base, wait, ticks);
    out.bit(same);
    if (!same) out.uint(own[wait], width);
  }
}

function readWaits(reader: BitReader, base: OwnShip | undefined, ticks: number) {
  const expected = reader.bit();
  const [fireWait = 0, dashWait = 0, shieldTicks = 0, respawnTicks = 0] = waits.map(
    ([wait, width]) =>
      expected || reader.bit() ? expectedWait(base, wait, ticks) : reader.uint(width),
  );
  return { fireWait, dashWait, shieldTicks, respawnTicks };
}
