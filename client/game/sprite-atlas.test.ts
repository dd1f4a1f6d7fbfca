import { expect, test } from "vitest";
import {
  bakeAtlas,
  coreAt,
  distanceToStrokes,
  haloAt,
  isInside,
  type SpriteShape,
} from "./sprite-atlas.ts";

const flat = (width: number, height: number, shade: number): SpriteShape => ({
  width,
  height,
  shade: () => shade,
});

test("glow decreases with distance and is 0 at its reach", () => {
  expect([haloAt(0, 18), haloAt(18, 18), haloAt(40, 18)]).toEqual([1, 0, 0]);
  expect([coreAt(0, 0.85), coreAt(3, 0.85)]).toEqual([1, 0]);
});

test("an open stroke ends where its points end, a closed one returns", () => {
  const points = [
    [0, 0],
    [10, 0],
    [10, 10],
  ] as const;
  expect(distanceToStrokes(0, 10, [{ points, closed: false }])).toBe(10);
  expect(distanceToStrokes(5, 5, [{ points, closed: true }])).toBeCloseTo(0);
});

test("a point between the strokes of a closed shape is inside, one beside it is not", () => {
  const square = [
    [-5, -5],
    [5, -5],
    [5, 5],
    [-5, 5],
  ] as const;
  expect([isInside(0, 0, square), isInside(6, 0, square)]).toEqual([true, false]);
});

test("packed frames do not overlap and stay on the sheet", () => {
  const shapes = new Map(
    Array.from({ length: 12 }, (_, index) => [
      `m${index}`,
      flat(10 + index * 3, 40 - index * 2, 1),
    ]),
  );
  const atlas = bakeAtlas(shapes, 2, 128);
  const taken = new Set<number>();
  for (const frame of atlas.frames.values()) {
    expect(frame.x + frame.width).toBeLessThanOrEqual(atlas.width);
    expect(frame.y + frame.height).toBeLessThanOrEqual(atlas.height);
    for (let y = 0; y < frame.height; y++) {
      for (let x = 0; x < frame.width; x++) {
        const texel = (frame.y + y) * atlas.width + frame.x + x;
        expect(taken.has(texel)).toBe(false);
        taken.add(texel);
      }
    }
  }
});

test("a baked texel is white with the brightness as alpha", () => {
  const atlas = bakeAtlas(new Map([["half", flat(2, 2, 0.5)]]), 1, 16);
  const frame = atlas.frames.get("half");
  const at = ((frame?.y ?? 0) * atlas.width + (frame?.x ?? 0)) * 4;
  expect(Array.from(atlas.pixels.subarray(at, at + 4))).toEqual([255, 255, 255, 128]);
});
