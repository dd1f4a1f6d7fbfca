/** Shows where other ships are: arrows at the screen's edge, and a small map in a corner. */
import * as Phaser from "phaser";
import { type Colours, lightened, tintOf } from "./colours.ts";
import {
  type ArenaShape,
  edgeTowards,
  isOnScreen,
  screenToWorld,
  type CameraView,
} from "./camera.ts";
import type { SpriteBatch } from "./sprite-batch.ts";
import { beamLength } from "./sprite-shapes.ts";
import type { RenderState, ShipRenderState } from "./render-state.ts";
import { minimapBox } from "./screen-layout.ts";

const maxArrows = 4;
const arrowInsetPx = 22;
/** A ship further away is no threat, so it gets no arrow. */
const arrowRangeUnits = 1400;

export function drawArrows(
  batch: SpriteBatch,
  renderState: RenderState,
  view: CameraView,
  accent: (ship: ShipRenderState) => number,
): void {
  const self = renderState.self;
  if (!self) return;
  const far = renderState.ships
    .filter((ship) => !ship.self && ship.flying && !isOnScreen(view, ship.x, ship.y, 12))
    .map((ship) => ({ ship, distance: Math.hypot(ship.x - self.x, ship.y - self.y) }))
    .filter(({ distance }) => distance < arrowRangeUnits)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, maxArrows);
  for (const { ship, distance } of far) {
    const edge = edgeTowards(view, ship.x, ship.y, arrowInsetPx);
    const near = 1 - distance / arrowRangeUnits;
    const scale = (0.8 + near * 0.7) / view.zoom;
    batch.drawSprite(
      "chevron",
      edge.x,
      edge.y,
      edge.angle,
      scale,
      scale,
      accent(ship),
      0.35 + near * 0.6,
    );
  }
}

export class Minimap {
  readonly #plate: Phaser.GameObjects.Rectangle;
  readonly #palette: Colours;
  readonly #arena: ArenaShape;
  readonly #thumbs: boolean;

  constructor(
    scene: Phaser.Scene,
    palette: Colours,
    arena: ArenaShape,
    thumbs: boolean,
    depth: number,
  ) {
    this.#thumbs = thumbs;
    this.#palette = palette;
    this.#arena = arena;
    this.#plate = scene.add
      .rectangle(0, 0, 1, 1, tintOf(palette.ground), 0.9)
      .setOrigin(0)
      .setDepth(depth);
  }

  draw(
    batch: SpriteBatch,
    renderState: RenderState,
    view: CameraView,
    accent: (ship: ShipRenderState) => number,
  ): void {
    const box = minimapBox(view, this.#thumbs);
    const corner = screenToWorld(view, box.left, box.top);
    const perUnit = box.width / view.zoom / this.#arena.width;
    const unit = 1 / view.zoom;
    const at = (x: number, y: number): [number, number] => [
      corner.x + x * perUnit,
      corner.y + y * perUnit,
    ];
    const dim = tintOf(this.#palette.dim);
    const { width, height } = this.#arena;
    this.#plate.setPosition(corner.x, corner.y).setScale(width * perUnit, height * perUnit);

    this.#frame(batch, [...at(0, 0), ...at(width, height)], dim, 0.5, 0.4 * unit);
    for (const wall of this.#arena.walls) {
      this.#frame(
        batch,
        [...at(wall.x, wall.y), ...at(wall.x + wall.width, wall.y + wall.height)],
        dim,
        0.45,
        0.25 * unit,
      );
    }
    const halfWidth = view.widthPx / view.zoom / 2;
    const halfHeight = view.heightPx / view.zoom / 2;
    const clampX = (x: number): number => Math.min(width, Math.max(0, x));
    const clampY = (y: number): number => Math.min(height, Math.max(0, y));
    this.#frame(
      batch,
      [
        ...at(clampX(view.centreX - halfWidth), clampY(view.centreY - halfHeight)),
        ...at(clampX(view.centreX + halfWidth), clampY(view.centreY + halfHeight)),
      ],
      dim,
      0.28,
      0.2 * unit,
    );
    for (const ship of renderState.ships) {
      if (!ship.flying) continue;
      const [x, y] = at(ship.x, ship.y);
      if (ship.self)
        batch.drawSprite("chevron", x, y, ship.heading, 0.8 * unit, 0.8 * unit, 0xffffff, 1);
      else
        batch.drawSprite(
          "dot",
          x,
          y,
          0,
          0.3 * unit,
          0.3 * unit,
          lightened(accent(ship), 0.2),
          ship.bot ? 0.8 : 1,
        );
    }
  }

  #frame(
    batch: SpriteBatch,
    [left = 0, top = 0, right = 0, bottom = 0]: readonly number[],
    tint: number,
    alpha: number,
    thin: number,
  ): void {
    batch.drawLine(beamLength, left, top, right, top, thin, tint, alpha);
    batch.drawLine(beamLength, right, top, right, bottom, thin, tint, alpha);
    batch.drawLine(beamLength, right, bottom, left, bottom, thin, tint, alpha);
    batch.drawLine(beamLength, left, bottom, left, top, thin, tint, alpha);
  }
}
