/**
 * What the scene draws. The client refills it before each frame. It is plain data: the scene reads nothing else of the game, and
 * never touches the DOM.
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
  /** The transport of the ship's player, for its colour and shape; `bot` for bots. */
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

/** An effect that the scene shows once. */
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
  /** The own ship, which the camera follows; undefined before the first snapshot. */
  self: ShipRenderState | undefined;
  ships: ShipRenderState[];
  pulses: PulseRenderState[];
  /** The netcode adds to it, and the scene empties it each frame. */
  effects: Effect[];
  /** The server's last position of the own ship. It is drawn when the setting asks for it. */
  serverGhost: { x: number; y: number } | undefined;
}

/** The player's choices about the look. */
export interface LookSettings {
  screenShake: boolean;
  reducedMotion: boolean;
  showServerGhost: boolean;
  /** Width at the right of the screen that a panel covers. */
  coveredPx: number;
}
