/** How prediction compares its ship with the server's. */
import type { Ship } from "#simulation";

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
