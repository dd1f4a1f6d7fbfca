/**
 * What of the screen the arena keeps for itself: the middle, where the player's own ship is drawn, and a box for the map. The
 * panels leave both free (panels/layout.css). In CSS pixels.
 */
export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Thumbs need the bottom corners, so a tablet is arranged like a phone. */
export const isSmall = ({ widthPx, heightPx }: Size, thumbs: boolean): boolean =>
  thumbs || widthPx < 900 || heightPx < 560;

/** The map keeps a corner: bottom right on wide screens, under the buttons on small ones. */
export function minimapBox(size: Size, thumbs: boolean): Box {
  const isNarrow = isSmall(size, thumbs);
  const width = isNarrow ? 102 : 186;
  const height = (width * 2) / 3;
  return isNarrow
    ? { left: size.widthPx - width - 12, top: 64, width, height }
    : { left: size.widthPx - width - 16, top: size.heightPx - height - 16, width, height };
}

export function isOnMap(size: Size, thumbs: boolean, x: number, y: number): boolean {
  const { left, top, width, height } = minimapBox(size, thumbs);
  return x >= left && x < left + width && y >= top && y < top + height;
}

/**
 * How near to the screen's edges the camera lets the own ship come, as shares of width and height. On wide screens the net
 * graph beside it has 344 px, and the arena is shown as far as that allows.
 */
export function shipInset(size: Size, thumbs: boolean): { readonly x: number; readonly y: number } {
  if (isSmall(size, thumbs)) return { x: 0.4, y: 0.4 };
  return { x: Math.min(0.4, Math.max(0.3, 360 / size.widthPx)), y: 0.36 };
}
