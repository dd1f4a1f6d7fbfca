export { PortTaken, startGame } from "./game.ts";
export type { Game, GameOptions } from "./game.ts";
export { BadOption, optionHelp, optionsFrom } from "./options.ts";
export type { Options } from "./options.ts";
export { Room } from "./room.ts";
