import { expect, test } from "vitest";
import { edgeTowards, isSeen, toArena, viewAt, zoomFor } from "./framing.ts";

const arena = { width: 2400, height: 1600 };

test("the middle of the screen is where the camera stands", () => {
  const view = viewAt(1200, 800, 1280, 720, arena);
  expect(toArena(view, 640, 360)).toEqual({ x: 1200, y: 800 });
});

test("every screen sees about the same area of the arena", () => {
  for (const [width, height] of [
    [1280, 720],
    [390, 844],
    [844, 390],
    [2560, 1440],
  ] as const) {
    const zoom = zoomFor(width, height);
    expect((width / zoom) * (height / zoom)).toBeCloseTo(1160 * 720, 0);
  }
});

test("the camera stops a little beyond the arena's edge, so that no corner hides under the panels", () => {
  const view = viewAt(0, 0, 1280, 720, arena);
  expect(toArena(view, 0, 0).x).toBeCloseTo(-240);
  expect(toArena(view, 0, 0).y).toBeCloseTo(-240);
});

test("an arrow stands inside the screen and points at what is outside", () => {
  const view = viewAt(1200, 800, 1280, 720, arena);
  const edge = edgeTowards(view, 2300, 820, 20);
  expect(isSeen(view, 2300, 820, 0)).toBe(false);
  expect(isSeen(view, edge.x, edge.y, 0)).toBe(true);
  expect(edge.angle).toBeCloseTo(Math.atan2(20, 1100));
});
