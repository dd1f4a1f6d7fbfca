/** Computes which part of the arena is on screen. Aiming and drawing use the same functions, so that they agree to the pixel. */
import { type Box, shipInset, type Size } from "./screen-layout.ts";

export interface Bounds {
  readonly width: number;
  readonly height: number;
}
export interface Wall {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
/** The arena as the scene needs it. A wall's `x` and `y` are its top left corner. */
export interface ArenaShape extends Bounds {
  readonly walls: readonly Wall[];
}

export interface CameraView {
  readonly centreX: number;
  readonly centreY: number;
  /** Screen size in CSS pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** CSS pixels a unit. */
  readonly zoom: number;
}

/** Every screen shows about this area, so that a large monitor is no advantage. */
const visibleUnits2 = 1160 * 720;

export function zoomFor(widthPx: number, heightPx: number): number {
  return Math.min(3, Math.max(0.5, Math.sqrt((widthPx * heightPx) / visibleUnits2)));
}

/** From the own ship's middle to the outer edge of the brackets around it. */
const bracketUnits = 44;

/** Where the own ship may be drawn, with its brackets; in CSS pixels. A panel covers `coveredPx` at the right. */
export function shipZone(size: Size, thumbs: boolean, coveredPx = 0): Box {
  const { widthPx, heightPx } = size;
  const inset = shipInset(size, thumbs);
  const aroundPx = bracketUnits * zoomFor(widthPx, heightPx);
  const left = inset.x * widthPx - aroundPx;
  const top = inset.y * heightPx - aroundPx;
  return {
    left: left - coveredPx / 2,
    top,
    width: widthPx - 2 * left,
    height: heightPx - 2 * top,
  };
}

/** Keeps the view near the arena: a ship at the arena's edge is drawn at `inset` (a share of the screen) from the screen's edge. */
function clampedCentre(
  centre: number,
  seenUnits: number,
  lengthUnits: number,
  inset: number,
): number {
  const least = seenUnits * (0.5 - inset);
  const most = lengthUnits - least;
  return least > most ? lengthUnits / 2 : Math.min(most, Math.max(least, centre));
}

export function cameraViewAt(
  x: number,
  y: number,
  widthPx: number,
  heightPx: number,
  arena: Bounds,
  { thumbs = false, coveredPx = 0 }: { thumbs?: boolean; coveredPx?: number } = {},
): CameraView {
  const zoom = zoomFor(widthPx, heightPx);
  const inset = shipInset({ widthPx, heightPx }, thumbs);
  return {
    centreX: clampedCentre(x, widthPx / zoom, arena.width, inset.x) + coveredPx / 2 / zoom,
    centreY: clampedCentre(y, heightPx / zoom, arena.height, inset.y),
    widthPx,
    heightPx,
    zoom,
  };
}

/** A point of the screen, in CSS pixels, as a point of the arena. */
export function screenToWorld(
  view: CameraView,
  screenX: number,
  screenY: number,
): { x: number; y: number } {
  return {
    x: view.centreX + (screenX - view.widthPx / 2) / view.zoom,
    y: view.centreY + (screenY - view.heightPx / 2) / view.zoom,
  };
}

export function isOnScreen(view: CameraView, x: number, y: number, marginPx: number): boolean {
  return (
    Math.abs(x - view.centreX) * view.zoom < view.widthPx / 2 + marginPx &&
    Math.abs(y - view.centreY) * view.zoom < view.heightPx / 2 + marginPx
  );
}

/** Where the line from the screen's centre to a point outside leaves the screen, `insetPx` from its edge. */
export function edgeTowards(
  view: CameraView,
  x: number,
  y: number,
  insetPx: number,
): { x: number; y: number; angle: number } {
  const dx = x - view.centreX;
  const dy = y - view.centreY;
  const halfWidth = (view.widthPx / 2 - insetPx) / view.zoom;
  const halfHeight = (view.heightPx / 2 - insetPx) / view.zoom;
  const share = Math.min(
    halfWidth / Math.max(1e-6, Math.abs(dx)),
    halfHeight / Math.max(1e-6, Math.abs(dy)),
  );
  return { x: view.centreX + dx * share, y: view.centreY + dy * share, angle: Math.atan2(dy, dx) };
}
