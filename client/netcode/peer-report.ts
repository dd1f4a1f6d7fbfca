/**
 * What a browser sends to its peers once a tick: its own ship, as predicted.
 *
 *   seat u8 | tick u32 | x8 u16, y8 u16 | vx4+4096 u16, vy4+4096 u16 | aim u16 | flags u8      16 bytes
 *
 * Units are the simulation's grid: 1/8 unit, 1/4 unit a second, 1/1024 turn. flags: flying 8, thrusting 4, shielded 2,
 * dashing 1. It carries no trace context, which would double a message that goes to eight peers thirty times a second.
 */
import { ByteReader, ByteWriter, MalformedMessage, seats } from "#protocol";
import { arena, isDashing, isFlying, tickRulesAt, type Ship } from "#simulation";

export interface PeerReport {
  readonly seat: number;
  readonly tick: number;
  /** Units; units a second; aim in turns of 1. */
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly aimTurns: number;
  readonly flying: boolean;
  readonly thrusting: boolean;
  readonly shielded: boolean;
  readonly dashing: boolean;
}

/** The fastest that the field holds. */
const maxSpeed4 = 4095;
const speedBias4 = 4096;

export function peerReportOf(ship: Ship, tick: number, tickRateHz: number): PeerReport {
  const { id: seat, x, y, vx, vy, aim, thrusting, shieldTicks } = ship;
  const flying = isFlying(ship);
  const dashing = flying && isDashing(ship, tickRulesAt(tickRateHz));
  const shielded = shieldTicks > 0;
  const aimTurns = aim / 1024;
  return { seat, tick, x, y, vx, vy, aimTurns, flying, thrusting, shielded, dashing };
}

export function encodePeerReport(report: PeerReport): Uint8Array {
  const { seat, tick, x, y, vx, vy, aimTurns, flying, thrusting, shielded, dashing } = report;
  const flags = (flying ? 8 : 0) | (thrusting ? 4 : 0) | (shielded ? 2 : 0) | (dashing ? 1 : 0);
  return new ByteWriter(16)
    .u8(seat)
    .u32(tick)
    .u16(Math.round(x * 8))
    .u16(Math.round(y * 8))
    .u16(Math.round(vx * 4) + speedBias4)
    .u16(Math.round(vy * 4) + speedBias4)
    .u16(Math.round(aimTurns * 1024))
    .u8(flags)
    .finish();
}

/**
 * A report of the peer of `seat`; a report of another seat is malformed. `latestTick` is the latest tick that a peer can have reached.
 * @throws MalformedMessage
 */
export function decodePeerReport(bytes: Uint8Array, seat: number, latestTick: number): PeerReport {
  const reader = new ByteReader(bytes);
  const atMost = (value: number, max: number, what: string): number => {
    if (value > max) throw new MalformedMessage(`${what} ${value}, at most ${max}`);
    return value;
  };
  const claimedSeat = atMost(reader.u8(), seats - 1, "seat");
  if (claimedSeat !== seat)
    throw new MalformedMessage(`seat ${seat} reports for seat ${claimedSeat}`);
  const tick = atMost(reader.u32(), latestTick, "tick");
  const x = atMost(reader.u16(), arena.width * 8, "x8") / 8;
  const y = atMost(reader.u16(), arena.height * 8, "y8") / 8;
  const velocity = (what: string): number => {
    const value = atMost(reader.u16(), maxSpeed4 + speedBias4, what) - speedBias4;
    if (value < -maxSpeed4) throw new MalformedMessage(`${what} below its minimum`);
    return value / 4;
  };
  const [vx, vy] = [velocity("vx4"), velocity("vy4")];
  const aimTurns = atMost(reader.u16(), 1023, "aim") / 1024;
  const flags = atMost(reader.u8(), 15, "flags");
  reader.end();
  const has = (flag: number): boolean => (flags & flag) !== 0;
  return {
    seat,
    tick,
    x,
    y,
    vx,
    vy,
    aimTurns,
    flying: has(8),
    thrusting: has(4),
    shielded: has(2),
    dashing: has(1),
  };
}
