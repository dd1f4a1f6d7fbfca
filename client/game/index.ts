/** What the rest of the client may use of the scene. */
export { colours, transportColours } from "./colours.ts";
export type { Colours } from "./colours.ts";
export type { ArenaShape } from "./framing.ts";
export type { Effect, LookSettings, Picture, PulsePicture, ShipPicture } from "./picture.ts";
export { createScene } from "./scene.ts";
export type { SceneHandle, SceneOptions } from "./scene.ts";
