/**
 * Makes the atlas of glowing sprites. A sprite shape is a function that answers the brightness of a point from its distance to
 * some strokes; all shapes are drawn into one texture at the start. Glow in the texture costs nothing per frame; a filter would.
 */

export type Point = readonly [x: number, y: number];

/** One sprite of the atlas: the brightness, 0 to 1, of a point in units. The sprite's middle is 0,0. */
export interface SpriteShape {
  readonly width: number;
  readonly height: number;
  /** A shape without fine detail: one sample is enough for four texels. */
  readonly soft?: boolean;
  shade(x: number, y: number): number;
}

export interface Stroke {
  readonly points: readonly Point[];
  readonly closed: boolean;
}

function distanceToSegment(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
  const clamped = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - dx * clamped, y - ay - dy * clamped);
}

export function distanceToStrokes(x: number, y: number, strokes: readonly Stroke[]): number {
  let nearest = Infinity;
  for (const { points, closed } of strokes) {
    const count = closed ? points.length : points.length - 1;
    for (let i = 0; i < count; i++) {
      const from = points[i];
      const to = points[(i + 1) % points.length];
      if (from && to) nearest = Math.min(nearest, distanceToSegment(x, y, from, to));
    }
  }
  return nearest;
}

/** Whether a point lies inside a closed stroke (even-odd rule). */
export function isInside(x: number, y: number, points: readonly Point[]): boolean {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [ax, ay] = points[i] ?? [0, 0];
    const [bx, by] = points[j] ?? [0, 0];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** A sharp line: full brightness inside its half width, none one unit further out. */
export function coreAt(distance: number, halfWidth: number): number {
  return Math.min(1, Math.max(0, halfWidth + 0.5 - distance));
}

/** Glow around a line. It is 0 at `reach`, so that a sprite has no visible edge. */
export function haloAt(distance: number, reach: number): number {
  const near = Math.max(0, 1 - distance / reach);
  return near * near * near;
}

export interface Atlas {
  readonly width: number;
  readonly height: number;
  /** RGBA: white, with the brightness as alpha. Drawing multiplies it with a tint. */
  readonly pixels: Uint8Array;
  readonly frames: ReadonlyMap<
    string,
    { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  >;
}

/** Packs the shapes in rows and draws them. Two texels between sprites keep linear sampling from mixing neighbours. */
export function bakeAtlas(
  shapes: ReadonlyMap<string, SpriteShape>,
  texelsPerUnit: number,
  width = 1024,
): Atlas {
  const gap = 2;
  const frames = new Map<string, { x: number; y: number; width: number; height: number }>();
  const tallestFirst = [...shapes].toSorted(([, a], [, b]) => b.height - a.height);
  let x = gap;
  let y = gap;
  let shelf = 0;
  for (const [name, shape] of tallestFirst) {
    const frame = {
      width: Math.ceil(shape.width * texelsPerUnit),
      height: Math.ceil(shape.height * texelsPerUnit),
    };
    if (x + frame.width + gap > width) {
      x = gap;
      y += shelf + gap;
      shelf = 0;
    }
    frames.set(name, { x, y, ...frame });
    x += frame.width + gap;
    shelf = Math.max(shelf, frame.height);
  }
  const height = y + shelf + gap;
  const pixels = new Uint8Array(width * height * 4);
  for (const [name, frame] of frames) {
    const shape = shapes.get(name);
    if (!shape) continue;
    paintShape(shape, texelsPerUnit, frame, pixels, width);
  }
  return { width, height, pixels, frames };
}

/** Draws one shape into RGBA texels, `stride` of them per row. */
export function paintShape(
  shape: SpriteShape,
  texelsPerUnit: number,
  frame: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  },
  pixels: Uint8Array,
  stride: number,
): void {
  const step = shape.soft ? 2 : 1;
  for (let row = 0; row < frame.height; row += step) {
    for (let column = 0; column < frame.width; column += step) {
      const shade = shape.shade(
        (column + step / 2 - frame.width / 2) / texelsPerUnit,
        (row + step / 2 - frame.height / 2) / texelsPerUnit,
      );
      const alpha = Math.round(Math.min(1, Math.max(0, shade)) * 255);
      for (let i = 0; i < step * step; i++) {
        const x = column + (i % step);
        const y = row + Math.floor(i / step);
        if (x >= frame.width || y >= frame.height) continue;
        const at = ((frame.y + y) * stride + frame.x + x) * 4;
        pixels[at] = pixels[at + 1] = pixels[at + 2] = 255;
        pixels[at + 3] = alpha;
      }
    }
  }
}
