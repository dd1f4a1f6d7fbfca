/**
 * The spawn of a pulse, against the ship that fired it where that ship is in the same snapshot (most are):
 *
 *   owner 4 | tick-spawnTick G1 | owner's ship there:  counter S0, x8 S2, y8 S2, aim S2 off the expected spawn
 *                                or not:              counter 12, x8+256 15, y8+256 14, aim 10
 *
 * Both ends know position, aim and dead reckoning of the ship and the number of its last pulse, so little more than the
 * rounding is sent.
 */
import type { BitReader, BitWriter } from "../../bits.ts";
import { MalformedMessage } from "../../bytes.ts";
import { maxX8, maxY8, edgeMargin8 } from "../../field-limits.ts";
import type { PulseSpawn, RemoteShip } from "../snapshot.ts";

/** How far before a ship's centre its pulses spawn: 18 units, in 1/8. */
const muzzle8 = 144;
const fullTurn = 1024;

/** A signed reading of `value` modulo `size`: the short way round. */
const wrapped = (value: number, size: number): number =>
  ((((value + size / 2) % size) + size) % size) - size / 2;

/** Bhaskara's sine, within 0.002 for whole 1/1024 turns; only + - * /, so both ends agree to the bit. */
function approximateSine(aim: number): number {
  const half = aim & 511;
  const bow = 4 * half * (512 - half);
  return ((aim & 512 ? -4 : 4) * bow) / (5 * 512 * 512 - bow);
}

type ExpectedSpawn = Omit<PulseSpawn, "owner" | "spawnTick">;

/** The spawn predicted from the shooter as the receiver decodes it in this snapshot; dead reckoning leads back to `spawnTick`. */
function expectedSpawn(ship: RemoteShip, ticksAgo: number): ExpectedSpawn {
  const {
    x4,
    y4,
    aim8,
    deadReckoningX,
    deadReckoningY,
    deadReckoningTicks,
    lastCounter = 0,
  } = ship;
  const ago = deadReckoningTicks === 0 ? 0 : ticksAgo / deadReckoningTicks;
  const aim = aim8 * 4 + 2;
  return {
    counter: (lastCounter + 1) & 4095,
    x8: Math.round(2 * (x4 - deadReckoningX * ago) + muzzle8 * approximateSine(aim + fullTurn / 4)),
    y8: Math.round(2 * (y4 - deadReckoningY * ago) + muzzle8 * approximateSine(aim)),
    aim,
  };
}

export function writeSpawn(
  out: BitWriter,
  spawn: PulseSpawn,
  tick: number,
  ship: RemoteShip | undefined,
): void {
  const ticksAgo = tick - spawn.spawnTick;
  out.uint(spawn.owner, 4).golomb(ticksAgo, 1);
  assertSpawn(spawn);
  if (ship) {
    const expected = expectedSpawn(ship, ticksAgo);
    out.signedGolomb(wrapped(spawn.counter - expected.counter, 4096), 0);
    out.signedGolomb(spawn.x8 - expected.x8, 2).signedGolomb(spawn.y8 - expected.y8, 2);
    out.signedGolomb(wrapped(spawn.aim - expected.aim, fullTurn), 2);
  } else {
    out.uint(spawn.counter, 12).uint(spawn.x8 + edgeMargin8, 15);
    out.uint(spawn.y8 + edgeMargin8, 14).uint(spawn.aim, 10);
  }
}

/** @throws MalformedMessage. `shipIn` finds a ship of this snapshot by its seat. */
export function readSpawn(
  reader: BitReader,
  tick: number,
  shipIn: (seat: number) => RemoteShip | undefined,
): PulseSpawn {
  const owner = reader.uint(4);
  const ticksAgo = reader.golomb(1);
  if (ticksAgo > tick) throw new MalformedMessage("a spawn before the first tick");
  const ship = shipIn(owner);
  const from = { owner, spawnTick: tick - ticksAgo };
  if (!ship) {
    const counter = reader.uint(12);
    const x8 = reader.uint(15) - edgeMargin8;
    return inWorld({
      ...from,
      counter,
      x8,
      y8: reader.uint(14) - edgeMargin8,
      aim: reader.uint(10),
    });
  }
  const expected = expectedSpawn(ship, ticksAgo);
  const counter = (expected.counter + reader.signedGolomb(0)) & 4095;
  const x8 = expected.x8 + reader.signedGolomb(2);
  const y8 = expected.y8 + reader.signedGolomb(2);
  const aim = (expected.aim + reader.signedGolomb(2)) & (fullTurn - 1);
  return inWorld({ ...from, counter, x8, y8, aim });
}

const isInWorld = ({ x8, y8 }: PulseSpawn): boolean =>
  x8 >= -edgeMargin8 &&
  x8 <= maxX8 + edgeMargin8 &&
  y8 >= -edgeMargin8 &&
  y8 <= maxY8 + edgeMargin8;

function inWorld(spawn: PulseSpawn): PulseSpawn {
  if (!isInWorld(spawn)) throw new MalformedMessage("a spawn out of the world");
  return spawn;
}

function assertSpawn(spawn: PulseSpawn): void {
  const { counter, aim, x8, y8, spawnTick } = spawn;
  const whole = [counter, aim, x8, y8].every(Number.isInteger);
  const inRange = spawnTick >= 0 && counter >= 0 && counter < 4096 && aim >= 0 && aim < fullTurn;
  if (!whole || !inRange || !isInWorld(spawn))
    throw new RangeError(`a spawn out of range: ${JSON.stringify(spawn)}`);
}
