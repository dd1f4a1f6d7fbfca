/**
 * Draws sprites of one atlas with additive blending, all of them again in each frame. They share one texture and one blend mode,
 * so hundreds of them are one draw call. The image objects are reused.
 */
import * as Phaser from "phaser";
import { isOnScreen, type CameraView } from "./camera.ts";

export class SpriteBatch {
  readonly #scene: Phaser.Scene;
  readonly #texture: string;
  readonly #texelsPerUnit: number;
  readonly #depth: number;
  readonly #images: Phaser.GameObjects.Image[] = [];
  #used = 0;
  #view: CameraView | undefined;

  constructor(scene: Phaser.Scene, texture: string, texelsPerUnit: number, depth: number) {
    this.#scene = scene;
    this.#texture = texture;
    this.#texelsPerUnit = texelsPerUnit;
    this.#depth = depth;
  }

  /** Sprites in the last frame. */
  get spriteCount(): number {
    return this.#used;
  }

  begin(view: CameraView): void {
    this.#used = 0;
    this.#view = view;
  }

  /** Positions and sizes are in units; `scale` 1 is the size of the sprite shape. */
  drawSprite(
    frame: string,
    x: number,
    y: number,
    rotation: number,
    scaleX: number,
    scaleY: number,
    tint: number,
    alpha: number,
  ): void {
    if (alpha <= 0.004 || !this.#view || !isOnScreen(this.#view, x, y, 120)) return;
    let image = this.#images[this.#used];
    if (!image) {
      image = this.#scene.add
        .image(0, 0, this.#texture, frame)
        .setBlendMode(Phaser.BlendModes.ADD)
        .setDepth(this.#depth);
      this.#images.push(image);
    } else if (image.frame.name !== frame) image.setFrame(frame);
    this.#used++;
    image.setVisible(true);
    image.setPosition(x, y);
    image.rotation = rotation;
    image.setScale(scaleX / this.#texelsPerUnit, scaleY / this.#texelsPerUnit);
    image.setTint(tint);
    image.alpha = Math.min(1, alpha);
  }

  /** A beam between two points. */
  drawLine(
    beamLength: number,
    ax: number,
    ay: number,
    bx: number,
    by: number,
    widthScale: number,
    tint: number,
    alpha: number,
  ): void {
    const length = Math.hypot(bx - ax, by - ay);
    if (length < 0.5) return;
    this.drawSprite(
      "beam",
      (ax + bx) / 2,
      (ay + by) / 2,
      Math.atan2(by - ay, bx - ax),
      length / beamLength,
      widthScale,
      tint,
      alpha,
    );
  }

  end(): void {
    for (let i = this.#used; i < this.#images.length; i++) {
      const image = this.#images[i];
      if (!image?.visible) break;
      image.setVisible(false);
    }
  }
}
