/** One's own ship between the wire's whole numbers and the simulation's units. Nothing is lost either way. */
import type { OwnShip } from "#protocol";
import type { Ship } from "#simulation";

export const shipFromWire = (seat: number, own: OwnShip): Ship => ({
  id: seat,
  x: own.x8 / 8,
  y: own.y8 / 8,
  vx: own.vx4 / 4,
  vy: own.vy4 / 4,
  aim: own.aim,
  energy: own.energy16 / 16,
  fireWait: own.fireWait,
  dashWait: own.dashWait,
  shieldTicks: own.shieldTicks,
  respawnTicks: own.respawnTicks,
  shots: own.shots,
  thrusting: own.thrusting,
  // The scoreboard comes with the roster; the rules of motion do not read it.
  kills: 0,
  deaths: 0,
  score: 0,
});

/** Equal in everything that the next step depends on. */
export const sameShip = (a: Ship, b: Ship): boolean =>
  a.x === b.x &&
  a.y === b.y &&
  a.vx === b.vx &&
  a.vy === b.vy &&
  a.energy === b.energy &&
  a.fireWait === b.fireWait &&
  a.dashWait === b.dashWait &&
  a.shieldTicks === b.shieldTicks &&
  a.respawnTicks === b.respawnTicks &&
  a.shots === b.shots;
