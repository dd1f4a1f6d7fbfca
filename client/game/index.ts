/** The exports of the scene for the rest of the client. */
export type { Effect, RenderState, ShipRenderState } from "./render-state.ts";
export { createScene } from "./scene.ts";
export { isOnMap } from "./screen-layout.ts";
