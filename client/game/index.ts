/** What the rest of the client may use of the scene. */
export type { Effect, Picture, ShipPicture } from "./picture.ts";
export { createScene } from "./scene.ts";
export { isOnMap } from "./screen-layout.ts";
