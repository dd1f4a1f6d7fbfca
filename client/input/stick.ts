/** A stick on the touch screen. Its middle is where the thumb lands. */

export interface StickState {
  /** Where the thumb landed, in CSS pixels. */
  readonly originX: number;
  readonly originY: number;
  /** -1 to 1 each way. */
  readonly leanX: number;
  readonly leanY: number;
}

/** From the middle to the rim. */
export const stickRadiusPx = 56;

export function leanOf(originX: number, originY: number, x: number, y: number): StickState {
  const dx = (x - originX) / stickRadiusPx;
  const dy = (y - originY) / stickRadiusPx;
  const length = Math.hypot(dx, dy);
  const held = length > 1 ? 1 / length : 1;
  return { originX, originY, leanX: dx * held, leanY: dy * held };
}

/** Leaning this far on the aiming stick fires. */
export const fireThreshold = 0.45;
