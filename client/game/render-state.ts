/**
 * What the scene draws, refilled before each frame by the netcode. Plain data: the scene reads it and
 * nothing else, keeps no game state, and never touches the DOM.
 */

export interface ShipRenderState {
  readonly id: number;
  readonly name: string;
  readonly self: boolean;
  readonly bot: boolean;
  x: number;
  y: number;
  /** Radians, 0 is +x, clockwise on screen. */
  heading: number;
  speed: number;
  /** 0 to 1. */
  energy: number;
  flying: boolean;
  thrusting: boolean;
  shielded: boolean;
  dashing: boolean;
  /** Which transport its player flies on; picks the ship's accent. `bot` for bots. */
  transport: string;
}

export interface PulseRenderState {
  readonly id: number;
  readonly owner: number;
  readonly mine: boolean;
  x: number;
  y: number;
  heading: number;
}

/** Shown once, then forgotten by the scene. */
export type Effect =
  | {
      readonly type: "fired";
      readonly ship: number;
      readonly x: number;
      readonly y: number;
      readonly heading: number;
      readonly mine: boolean;
    }
  | {
      readonly type: "hit";
      readonly x: number;
      readonly y: number;
      readonly ship: number;
      readonly self: boolean;
      readonly mine: boolean;
    }
  | {
      readonly type: "burst";
      readonly x: number;
      readonly y: number;
      readonly ship: number;
      readonly self: boolean;
      readonly mine: boolean;
    }
  | { readonly type: "dashed"; readonly ship: number; readonly x: number; readonly y: number }
  | { readonly type: "respawned"; readonly ship: number; readonly x: number; readonly y: number };

export interface RenderState {
  /** Where the camera looks; undefined until the first snapshot. */
  self: ShipRenderState | undefined;
  ships: ShipRenderState[];
  pulses: PulseRenderState[];
  /** Filled by the netcode, emptied by the scene each frame. */
  effects: Effect[];
  /** Fading trace of where the server last said one's own ship is; drawn when the setting asks for it. */
  serverGhost: { x: number; y: number } | undefined;
}

/** What the player has chosen about the look. */
export interface LookSettings {
  screenShake: boolean;
  reducedMotion: boolean;
  showServerGhost: boolean;
  /** At the right of the screen, where a panel covers it. */
  coveredPx: number;
}
