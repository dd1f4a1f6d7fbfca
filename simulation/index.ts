export { arena } from "./arena.ts";
export type { Point, Rect } from "./arena.ts";
export { aimAlong } from "./angle.ts";
export { botCommand, newBot } from "./bots.ts";
export type { BotMemory } from "./bots.ts";
export { hashOf } from "./hash.ts";
export { pulseAt, pulseEndTick } from "./pulse.ts";
export { maxTravelUnits } from "./max-travel.ts";
export { addShip, removeShip, newWorld, withShip } from "./room.ts";
export type { TickRules } from "./rules.ts";
export { tickRulesAt, pulseRadius, pulseSpeed, rewindLimitMs, shipRadius } from "./rules.ts";
export { emptyCommand, isDashing, isFlying, stepShip } from "./ship.ts";
export { step } from "./step.ts";
export {
  ownShipFromWire,
  ownShipOnWire,
  pointFromWire,
  pointOnWire,
  pulseCounter,
  pulseFromWire,
  pulseId,
  remoteShipOnWire,
  spawnOnWire,
} from "./wire.ts";
export { Button } from "./world.ts";
export type { GameEvent, Command, HistoryTick, Pulse, Round, Ship, World } from "./world.ts";
