/** Draws the names above ships: one text object per ship, in the same size on every screen. */
import * as Phaser from "phaser";
import type { Colours } from "./colours.ts";
import type { CameraView } from "./camera.ts";
import type { ShipRenderState } from "./render-state.ts";

const sizePx = 13;
const aboveUnits = 37;
/** Above the brackets around the own ship. */
const aboveOwnUnits = 50;

export class NameLabels {
  readonly #scene: Phaser.Scene;
  readonly #palette: Colours;
  readonly #depth: number;
  readonly #texts = new Map<number, Phaser.GameObjects.Text>();

  constructor(scene: Phaser.Scene, palette: Colours, depth: number) {
    this.#scene = scene;
    this.#palette = palette;
    this.#depth = depth;
  }

  draw(ships: readonly ShipRenderState[], view: CameraView, pixelRatio: number): void {
    const seen = new Set<number>();
    for (const ship of ships) {
      seen.add(ship.id);
      const text = this.#texts.get(ship.id) ?? this.#make(ship, pixelRatio);
      // Setting a text redraws its canvas, so it is set only when it changed.
      if (text.text !== ship.name) text.setText(ship.name);
      text.setVisible(ship.flying);
      text
        .setPosition(ship.x, ship.y - (ship.self ? aboveOwnUnits : aboveUnits))
        .setScale(1 / view.zoom);
      text.alpha = ship.self ? 0.95 : ship.bot ? 0.6 : 0.85;
    }
    for (const [id, text] of this.#texts) {
      if (seen.has(id)) continue;
      text.destroy();
      this.#texts.delete(id);
    }
  }

  #make(ship: ShipRenderState, pixelRatio: number): Phaser.GameObjects.Text {
    const text = this.#scene.add
      .text(0, 0, ship.name, {
        fontFamily: "'Chakra Petch', system-ui, sans-serif",
        fontStyle: ship.self ? "600" : "500",
        fontSize: `${sizePx}px`,
        color: ship.self ? "#ffffff" : this.#palette.text,
        resolution: pixelRatio,
      })
      .setOrigin(0.5, 1)
      .setDepth(this.#depth);
    this.#texts.set(ship.id, text);
    return text;
  }
}
