export { Button } from "./world.ts";
export type { Act, Command, PastTick, Pulse, Round, Ship, World } from "./world.ts";
