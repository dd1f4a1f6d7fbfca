import { expect, test } from "vitest";
import { edgeTowards, isOnScreen, screenToWorld, cameraViewAt, zoomFor } from "./camera.ts";

const arena = { width: 2400, height: 1600 };

test("the middle of the screen shows the point at the camera's centre", () => {
  const view = cameraViewAt(1200, 800, 1280, 720, arena);
  expect(screenToWorld(view, 640, 360)).toEqual({ x: 1200, y: 800 });
});

test("a wide, a tall, a low and a large screen show the same area of the arena", () => {
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

test("at the corners, edges and centre of the arena the own ship is drawn within the inset of the screen that the panels leave free", () => {
  for (const [width, height, thumbs, insetX, insetY] of [
    [1280, 720, false, 0.3, 0.36],
    [1920, 1080, false, 0.3, 0.36],
    [900, 560, false, 0.4, 0.36],
    [800, 500, false, 0.4, 0.4],
    [844, 390, true, 0.4, 0.4],
    [390, 844, true, 0.4, 0.4],
    [1180, 820, true, 0.4, 0.4],
  ] as const) {
    for (const x of [0, 1200, 2400]) {
      for (const y of [0, 800, 1600]) {
        const view = cameraViewAt(x, y, width, height, arena, { thumbs });
        const atX = (x - view.centreX) * view.zoom + width / 2;
        const atY = (y - view.centreY) * view.zoom + height / 2;
        expect(Math.min(atX, width - atX) / width).toBeGreaterThanOrEqual(insetX - 1e-9);
        expect(Math.min(atY, height - atY) / height).toBeGreaterThanOrEqual(insetY - 1e-9);
      }
    }
  }
});

test("where a panel covers the right of the screen, the middle of the rest shows the camera's centre, for aiming too", () => {
  const view = cameraViewAt(1200, 800, 800, 500, arena, { coveredPx: 400 });
  expect(screenToWorld(view, 200, 250)).toEqual({ x: 1200, y: 800 });
});

test("an arrow stands inside the screen and points at a ship outside", () => {
  const view = cameraViewAt(1200, 800, 1280, 720, arena);
  const edge = edgeTowards(view, 2300, 820, 20);
  expect(isOnScreen(view, 2300, 820, 0)).toBe(false);
  expect(isOnScreen(view, edge.x, edge.y, 0)).toBe(true);
  expect(edge.angle).toBeCloseTo(Math.atan2(20, 1100));
});
