/** What the rest of the client may use of the scene. */
export type { Effect, RenderState, ShipRenderState } from "./render-state.ts";
export { createScene } from "./scene.ts";
export { isOnMap } from "./screen-layout.ts";
