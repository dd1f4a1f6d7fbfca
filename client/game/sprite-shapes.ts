/** All sprite shapes: ships, lights, rings, arcs. Sizes are units of the arena at scale 1. */
import {
  coreAt,
  distanceToStrokes,
  haloAt,
  isInside,
  type SpriteShape,
  type Stroke,
} from "./sprite-atlas.ts";
import { shipShapeNames, shipShapeOf } from "./ship-shapes.ts";

/** The longest ship with its glow fits in. */
const shipShapeSize = 60;
const haloSize = 92;
const lineHalfWidth = 0.85;
/** Radius of `ring`, so that callers can scale it to the size they want. */
export const ringRadius = 56;
const arcRadius = 30;
/** How many fill levels the energy arc has. */
export const arcLevels = 16;
/** Length of `beam`. It is the same all along x, so that it can be stretched. */
export const beamLength = 8;

function strokesOf(name: string): readonly Stroke[] {
  const shape = shipShapeOf(name);
  return [{ points: shape.outline, closed: true }, ...shape.details];
}

const circle = (x: number, y: number, radius: number): number =>
  Math.abs(Math.hypot(x, y) - radius);

/** An arc around the lower side, filled from its left end; `share` 1 is the whole track. */
function arc(share: number): SpriteShape {
  const from = Math.PI * 0.82;
  const sweep = Math.PI * 0.64 * share;
  const end = (angle: number): readonly [number, number] => [
    Math.cos(angle) * arcRadius,
    Math.sin(angle) * arcRadius,
  ];
  const [ax, ay] = end(from);
  const [bx, by] = end(from - sweep);
  return {
    width: 80,
    height: 80,
    shade(x, y) {
      const angle = Math.atan2(y, x);
      const within = angle <= from && angle >= from - sweep;
      const distance = within
        ? circle(x, y, arcRadius)
        : Math.min(Math.hypot(x - ax, y - ay), Math.hypot(x - bx, y - by));
      return coreAt(distance, 1.1) * 0.9 + haloAt(distance, 8) * 0.3;
    },
  };
}

export function spriteShapes(): ReadonlyMap<string, SpriteShape> {
  const all = new Map<string, SpriteShape>();
  for (const name of shipShapeNames) {
    const strokes = strokesOf(name);
    const outline = shipShapeOf(name).outline;
    all.set(`${name}/core`, {
      width: shipShapeSize,
      height: shipShapeSize,
      shade: (x, y) => coreAt(distanceToStrokes(x, y, strokes), lineHalfWidth),
    });
    all.set(`${name}/halo`, {
      width: haloSize,
      height: haloSize,
      soft: true,
      shade(x, y) {
        const distance = distanceToStrokes(x, y, strokes);
        return (
          haloAt(distance, 18) * 0.55 +
          haloAt(distance, 6) * 0.35 +
          (isInside(x, y, outline) ? 0.08 : 0)
        );
      },
    });
    all.set(`${name}/body`, {
      width: shipShapeSize,
      height: shipShapeSize,
      shade: (x, y) => (isInside(x, y, outline) ? 1 : 0),
    });
  }
  // A round light for flashes, heads of sparks and engines.
  all.set("dot", {
    width: 48,
    height: 48,
    shade: (x, y) => Math.exp(-(x * x + y * y) / 60) * haloAt(Math.hypot(x, y), 24) ** 0.2,
  });
  all.set("beam", {
    width: beamLength + 8,
    height: 20,
    shade: (_x, y) => coreAt(Math.abs(y), 0.6) * 0.75 + haloAt(Math.abs(y), 9.5) * 0.5,
  });
  all.set("streak", {
    width: 64,
    height: 24,
    // A bright head and a tail that gets thinner.
    shade(x, y) {
      const along = (x + 26) / 46;
      if (along < 0) return 0;
      const distance = along <= 1 ? Math.abs(y) : Math.hypot(x - 20, y);
      const fade = Math.min(1, along) ** 1.6;
      return (coreAt(distance, 1.2) + haloAt(distance, 11) * 0.6) * fade;
    },
  });
  all.set("spark", {
    width: 36,
    height: 12,
    shade: (x, y) =>
      Math.max(0, 1 - Math.abs(x) / 17) ** 1.2 *
      (coreAt(Math.abs(y), 0.5) + haloAt(Math.abs(y), 5.5) * 0.5),
  });
  all.set("ring", {
    width: 136,
    height: 136,
    shade: (x, y) =>
      coreAt(circle(x, y, ringRadius), 0.7) * 0.9 + haloAt(circle(x, y, ringRadius), 11) * 0.45,
  });
  // Four brackets that turn around the own ship. Players recognise it by this shape, not by a colour.
  all.set("brackets", {
    width: 104,
    height: 104,
    shade(x, y) {
      const quarter = Math.abs(((Math.atan2(y, x) + Math.PI * 2) % (Math.PI / 2)) - Math.PI / 4);
      const open = Math.min(1, Math.max(0, (0.36 - quarter) * 40));
      return (coreAt(circle(x, y, 42), 0.8) + haloAt(circle(x, y, 42), 7) * 0.35) * open;
    },
  });
  all.set("shield", {
    width: 96,
    height: 96,
    shade(x, y) {
      const radius = Math.hypot(x, y);
      return (
        coreAt(Math.abs(radius - 36), 0.8) * 0.8 +
        haloAt(Math.abs(radius - 36), 9) * 0.4 +
        (radius < 36 ? (radius / 36) ** 4 * 0.22 : 0)
      );
    },
  });
  const chevron: readonly Stroke[] = [
    {
      points: [
        [8, 0],
        [-6, 8],
        [-2, 0],
        [-6, -8],
      ],
      closed: true,
    },
  ];
  all.set("chevron", {
    width: 40,
    height: 40,
    shade: (x, y) =>
      (isInside(x, y, chevron[0]?.points ?? [])
        ? 0.9
        : coreAt(distanceToStrokes(x, y, chevron), 0.6)) +
      haloAt(distanceToStrokes(x, y, chevron), 9) * 0.4,
  });
  for (let level = 1; level <= arcLevels; level++) all.set(`arc/${level}`, arc(level / arcLevels));
  return all;
}

/** The tile of the ground: a faint grid with brighter crossings. */
export function gridShape(pitch: number): SpriteShape {
  return {
    width: pitch,
    height: pitch,
    shade(x, y) {
      const toLine = Math.min(pitch / 2 - Math.abs(x), pitch / 2 - Math.abs(y));
      const toCrossing = Math.max(pitch / 2 - Math.abs(x), pitch / 2 - Math.abs(y));
      return (
        coreAt(toLine, 0.3) * 0.34 +
        (toCrossing < 5 ? coreAt(toLine, 0.4) * 0.5 : 0) +
        haloAt(toCrossing, 14) * 0.12
      );
    },
  };
}

/** A tile of stars. Their positions come from a hash, so that the stars are the same in every run. */
export function starsShape(size: number, count: number, seed: number): SpriteShape {
  interface Star {
    readonly x: number;
    readonly y: number;
    readonly radius: number;
    readonly light: number;
  }
  // Stars are grouped by cell, so that each texel looks only at those near it.
  const cells = new Map<number, Star[]>();
  const cellOf = (x: number, y: number): number =>
    Math.floor((x + size) / 16) * 1024 + Math.floor((y + size) / 16);
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < count; i++) {
    const star = {
      x: (next() - 0.5) * (size - 12),
      y: (next() - 0.5) * (size - 12),
      radius: 0.6 + next() * 1.1,
      light: 0.25 + next() * 0.75,
    };
    const corners = [-6, 6].flatMap((dx) => [-6, 6].map((dy) => cellOf(star.x + dx, star.y + dy)));
    for (const cell of new Set(corners)) cells.set(cell, [...(cells.get(cell) ?? []), star]);
  }
  return {
    width: size,
    height: size,
    shade(x, y) {
      let light = 0;
      for (const star of cells.get(cellOf(x, y)) ?? []) {
        const distance = Math.hypot(x - star.x, y - star.y);
        light = Math.max(
          light,
          star.light * (coreAt(distance, star.radius - 0.5) + haloAt(distance, 6) * 0.2),
        );
      }
      return light;
    },
  };
}
