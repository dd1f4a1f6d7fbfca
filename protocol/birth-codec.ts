/**
 * A pulse's birth, against the ship that fired it where that ship is in the same snapshot (most are):
 *
 *   owner 4 | tick-bornTick G1 | owner's ship there:  counter S0, x8 S2, y8 S2, aim S2 off what the ship lets expect
 *                                or not:              counter 12, x8+256 15, y8+256 14, aim 10
 *
 * Both ends hold the ship's place, nose and drift and the number of its last pulse, so what travels is the rounding.
 */
import type { BitReader, BitWriter } from "./bits.ts";
import { MalformedMessage } from "./bytes.ts";
import { maxX8, maxY8, overEdge8 } from "./ranges.ts";
import type { Birth, RemoteShip } from "./snapshot.ts";

/** How far before a ship's middle its pulses are born: 18 units, in 1/8. */
const nose8 = 144;
const fullTurn = 1024;

/** A signed reading of `value` modulo `size`: the short way round. */
const wrapped = (value: number, size: number): number =>
  ((((value + size / 2) % size) + size) % size) - size / 2;

/** Bhaskara's sine, within 0.002 for whole 1/1024 turns; only + - * /, so both ends agree to the bit. */
function roughSine(aim: number): number {
  const half = aim & 511;
  const bow = 4 * half * (512 - half);
  return ((aim & 512 ? -4 : 4) * bow) / (5 * 512 * 512 - bow);
}

type Guess = Omit<Birth, "owner" | "bornTick">;

/** What the shooter, as the far end sees it in this snapshot, lets expect; its drift leads back to `bornTick`. */
function guessed(ship: RemoteShip, ticksAgo: number): Guess {
  const { x4, y4, aim8, driftX, driftY, driftTicks, lastCounter = 0 } = ship;
  const ago = driftTicks === 0 ? 0 : ticksAgo / driftTicks;
  const aim = aim8 * 4 + 2;
  return {
    counter: (lastCounter + 1) & 4095,
    x8: Math.round(2 * (x4 - driftX * ago) + nose8 * roughSine(aim + fullTurn / 4)),
    y8: Math.round(2 * (y4 - driftY * ago) + nose8 * roughSine(aim)),
    aim,
  };
}

export function writeBirth(
  out: BitWriter,
  birth: Birth,
  tick: number,
  ship: RemoteShip | undefined,
): void {
  const ticksAgo = tick - birth.bornTick;
  out.uint(birth.owner, 4).golomb(ticksAgo, 1);
  assertBirth(birth);
  if (ship) {
    const guess = guessed(ship, ticksAgo);
    out.signedGolomb(wrapped(birth.counter - guess.counter, 4096), 0);
    out.signedGolomb(birth.x8 - guess.x8, 2).signedGolomb(birth.y8 - guess.y8, 2);
    out.signedGolomb(wrapped(birth.aim - guess.aim, fullTurn), 2);
  } else {
    out.uint(birth.counter, 12).uint(birth.x8 + overEdge8, 15);
    out.uint(birth.y8 + overEdge8, 14).uint(birth.aim, 10);
  }
}

/** @throws MalformedMessage. `shipIn` finds a ship of this snapshot by its seat. */
export function readBirth(
  reader: BitReader,
  tick: number,
  shipIn: (seat: number) => RemoteShip | undefined,
): Birth {
  const owner = reader.uint(4);
  const ticksAgo = reader.golomb(1);
  if (ticksAgo > tick) throw new MalformedMessage("a birth before the first tick");
  const ship = shipIn(owner);
  const from = { owner, bornTick: tick - ticksAgo };
  if (!ship) {
    const counter = reader.uint(12);
    const x8 = reader.uint(15) - overEdge8;
    return inWorld({ ...from, counter, x8, y8: reader.uint(14) - overEdge8, aim: reader.uint(10) });
  }
  const guess = guessed(ship, ticksAgo);
  const counter = (guess.counter + reader.signedGolomb(0)) & 4095;
  const x8 = guess.x8 + reader.signedGolomb(2);
  const y8 = guess.y8 + reader.signedGolomb(2);
  const aim = (guess.aim + reader.signedGolomb(2)) & (fullTurn - 1);
  return inWorld({ ...from, counter, x8, y8, aim });
}

const isInWorld = ({ x8, y8 }: Birth): boolean =>
  x8 >= -overEdge8 && x8 <= maxX8 + overEdge8 && y8 >= -overEdge8 && y8 <= maxY8 + overEdge8;

function inWorld(birth: Birth): Birth {
  if (!isInWorld(birth)) throw new MalformedMessage("a birth out of the world");
  return birth;
}

function assertBirth(birth: Birth): void {
  const { counter, aim, x8, y8, bornTick } = birth;
  const whole = [counter, aim, x8, y8].every(Number.isInteger);
  const inRange = bornTick >= 0 && counter >= 0 && counter < 4096 && aim >= 0 && aim < fullTurn;
  if (!whole || !inRange || !isInWorld(birth))
    throw new RangeError(`a birth that cannot be said: ${JSON.stringify(birth)}`);
}
