/** Draws what lies under the ships: two layers of stars, the grid, the walls and the arena's edge. */
import * as Phaser from "phaser";
import { type Colours, lightened, tintOf } from "./colours.ts";
import type { ArenaShape, CameraView } from "./camera.ts";
import { beamLength } from "./sprite-shapes.ts";

export const gridPitch = 100;
export const starTile = 400;

interface Layer {
  readonly tile: Phaser.GameObjects.TileSprite;
  /** A layer with 1 moves with the arena; one with 0 stays in place on the screen. */
  readonly parallax: number;
}

export class Backdrop {
  readonly #sheets: readonly Layer[];
  readonly #texelsPerUnit: number;

  constructor(
    scene: Phaser.Scene,
    atlas: string,
    texelsPerUnit: number,
    palette: Colours,
    arena: ArenaShape,
  ) {
    this.#texelsPerUnit = texelsPerUnit;
    const sheet = (texture: string, tint: number, alpha: number, parallax: number): Layer => ({
      tile: scene.add.tileSprite(0, 0, 16, 16, texture).setTint(tint).setAlpha(alpha).setDepth(-10),
      parallax,
    });
    const line = tintOf(palette.indigo);
    this.#sheets = [
      sheet("stars-far", tintOf(palette.dim), 0.5, 0.25),
      sheet("stars-near", tintOf(palette.text), 0.6, 0.5),
      sheet("grid", line, 0.4, 1),
    ];
    const edge = (
      ax: number,
      ay: number,
      bx: number,
      by: number,
      widthScale: number,
      tint: number,
      alpha: number,
    ): void => {
      scene.add
        .image((ax + bx) / 2, (ay + by) / 2, atlas, "beam")
        .setRotation(Math.atan2(by - ay, bx - ax))
        .setScale(
          Math.hypot(bx - ax, by - ay) / beamLength / texelsPerUnit,
          widthScale / texelsPerUnit,
        )
        .setTint(tint)
        .setAlpha(alpha)
        .setBlendMode(Phaser.BlendModes.ADD)
        .setDepth(-5);
    };
    const box = (
      x: number,
      y: number,
      w: number,
      h: number,
      widthScale: number,
      tint: number,
      alpha: number,
    ): void => {
      edge(x, y, x + w, y, widthScale, tint, alpha);
      edge(x + w, y, x + w, y + h, widthScale, tint, alpha);
      edge(x + w, y + h, x, y + h, widthScale, tint, alpha);
      edge(x, y + h, x, y, widthScale, tint, alpha);
    };
    for (const wall of arena.walls) {
      scene.add
        .rectangle(wall.x, wall.y, wall.width, wall.height, 0x0d1322, 1)
        .setOrigin(0)
        .setDepth(-6);
      box(wall.x, wall.y, wall.width, wall.height, 1.1, lightened(line, 0.2), 0.75);
    }
    box(0, 0, arena.width, arena.height, 1.8, line, 0.9);
    // The outside is darker, so that players see where the arena ends.
    const outside = 1200;
    const dark = (x: number, y: number, w: number, h: number): void => {
      scene.add.rectangle(x, y, w, h, 0x030408, 0.8).setOrigin(0).setDepth(-7);
    };
    dark(-outside, -outside, arena.width + outside * 2, outside);
    dark(-outside, arena.height, arena.width + outside * 2, outside);
    dark(-outside, 0, outside, arena.height);
    dark(arena.width, 0, outside, arena.height);
  }

  draw(view: CameraView, reducedMotion: boolean): void {
    const width = view.widthPx / view.zoom + 40;
    const height = view.heightPx / view.zoom + 40;
    for (const { tile, parallax } of this.#sheets) {
      if (tile.width !== width || tile.height !== height) tile.setSize(width, height);
      tile.setPosition(view.centreX, view.centreY);
      tile.setTileScale(1 / this.#texelsPerUnit);
      const follow = reducedMotion ? 1 : parallax;
      const left = view.centreX * follow - width / 2;
      const top = view.centreY * follow - height / 2;
      tile.setTilePosition(left * this.#texelsPerUnit, top * this.#texelsPerUnit);
    }
  }
}
