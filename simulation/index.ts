export { arena } from "./arena.ts";
export type { Point, Rect } from "./arena.ts";
export { hashOf } from "./hash.ts";
export { pulseAt, pulseEndTick } from "./pulse.ts";
export { joined, left, newWorld, withShip } from "./room.ts";
export { emptyCommand, stepShip } from "./ship.ts";
export { step } from "./step.ts";
export { Button } from "./world.ts";
export type { Act, Command, PastTick, Pulse, Round, Ship, World } from "./world.ts";
