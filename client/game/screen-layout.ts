/**
 * The parts of the screen that the arena needs: the middle, where the own ship is drawn, and a box for the map. The panels keep
 * out of both (panels/layout.css). In CSS pixels.
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

/** Thumbs need the bottom corners, so a tablet has the layout of a phone. */
export const isSmall = ({ widthPx, heightPx }: Size, thumbs: boolean): boolean =>
  thumbs || widthPx < 900 || heightPx < 560;

/** The map is in the bottom right corner on wide screens, and under the menu on small ones. */
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
 * The smallest distance of the own ship from the screen's edges, as shares of width and height. On wide screens the net graph
 * needs 344 px beside the ship.
 */
export function shipInset(size: Size, thumbs: boolean): { readonly x: number; readonly y: number } {
  if (isSmall(size, thumbs)) return { x: 0.4, y: 0.4 };
  return { x: Math.min(0.4, Math.max(0.3, 360 / size.widthPx)), y: 0.36 };
}
