/**
 * Values of the world as whole numbers on the wire's grid (`…OnWire`), and back (`…FromWire`). A player's own ship and a pulse
 * come back exactly; other ships and events are rounded to 1/4 unit.
 */
import type { OwnShip, PulseSpawn, RemoteShip } from "#protocol";
import type { Point } from "./arena.ts";
import { energyGrid, positionGrid, velocityGrid } from "./grid.ts";
import { tickRulesAt } from "./rules.ts";
import { isDashing, isFlying } from "./ship.ts";
import type { Pulse, Ship } from "./world.ts";

/** Positions of other ships and of events. */
const shownGrid = 4;
/** Pulses of one owner are numbered from 0 to 4095 and round again. */
const pulsesPerOwner = 4096;

/** Unique in a room within a pulse's life. */
export const pulseId = (owner: number, counter: number): number => owner * pulsesPerOwner + counter;
export const pulseCounter = (id: number): number => id % pulsesPerOwner;

export const pointOnWire = ({ x, y }: Point): { x4: number; y4: number } => ({
  x4: Math.round(x * shownGrid),
  y4: Math.round(y * shownGrid),
});
export const pointFromWire = ({ x4, y4 }: { x4: number; y4: number }): Point => ({
  x: x4 / shownGrid,
  y: y4 / shownGrid,
});

export const ownShipOnWire = (ship: Ship): OwnShip => ({
  x8: ship.x * positionGrid,
  y8: ship.y * positionGrid,
  vx4: ship.vx * velocityGrid,
  vy4: ship.vy * velocityGrid,
  aim: ship.aim,
  energy16: ship.energy * energyGrid,
  fireWait: ship.fireWait,
  dashWait: ship.dashWait,
  shieldTicks: ship.shieldTicks,
  respawnTicks: ship.respawnTicks,
  shots: ship.shots,
  thrusting: ship.thrusting,
});
export const ownShipFromWire = (seat: number, own: OwnShip): Ship => ({
  id: seat,
  x: own.x8 / positionGrid,
  y: own.y8 / positionGrid,
  vx: own.vx4 / velocityGrid,
  vy: own.vy4 / velocityGrid,
  aim: own.aim,
  energy: own.energy16 / energyGrid,
  fireWait: own.fireWait,
  dashWait: own.dashWait,
  shieldTicks: own.shieldTicks,
  respawnTicks: own.respawnTicks,
  shots: own.shots,
  thrusting: own.thrusting,
  // Scores are in the roster; the rules of motion do not read them.
  kills: 0,
  deaths: 0,
  score: 0,
});

export const remoteShipOnWire = (ship: Ship, tickRateHz: number): RemoteShip => ({
  seat: ship.id,
  ...pointOnWire(ship),
  // 1/256 turns, rounded.
  aim8: ((ship.aim + 2) >> 2) & 255,
  energy: Math.ceil(ship.energy),
  flying: isFlying(ship),
  thrusting: ship.thrusting,
  shielded: ship.shieldTicks > 0,
  dashing: isFlying(ship) && isDashing(ship, tickRulesAt(tickRateHz)),
  deadReckoningX: 0,
  deadReckoningY: 0,
  deadReckoningTicks: 0,
});
export const spawnOnWire = (pulse: Pulse): PulseSpawn => ({
  owner: pulse.owner,
  counter: pulseCounter(pulse.id),
  spawnTick: pulse.spawnTick,
  x8: pulse.x * positionGrid,
  y8: pulse.y * positionGrid,
  aim: pulse.aim,
});
/** The targets of a pulse are looked up by the server alone, so its rewind does not travel. */
export const pulseFromWire = (spawn: PulseSpawn): Pulse => ({
  id: pulseId(spawn.owner, spawn.counter),
  owner: spawn.owner,
  spawnTick: spawn.spawnTick,
  x: spawn.x8 / positionGrid,
  y: spawn.y8 / positionGrid,
  aim: spawn.aim,
  rewindSixteenths: 0,
});
