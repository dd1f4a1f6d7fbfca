/**
 * Draws the render state in each frame. `onFrame` lets the client refill it first; then every ship, pulse and spark is drawn
 * again. The scene itself keeps only what fades: trails, sparks, the camera's lead.
 */
import * as Phaser from "phaser";
import { Backdrop, gridPitch, starTile } from "./backdrop.ts";
import { accentOf, type Colours, colours as ourColours, tintOf } from "./colours.ts";
import { drawArrows, Minimap } from "./minimap.ts";
import {
  type ArenaShape,
  screenToWorld,
  type CameraView,
  cameraViewAt,
  zoomFor,
} from "./camera.ts";
import { type Atlas, bakeAtlas, type SpriteShape, paintShape } from "./sprite-atlas.ts";
import { SpriteBatch } from "./sprite-batch.ts";
import { NameLabels } from "./name-labels.ts";
import { beamLength, gridShape, spriteShapes, starsShape } from "./sprite-shapes.ts";
import type { Effect, LookSettings, RenderState, ShipRenderState } from "./render-state.ts";
import { drawDashEcho, drawPulses, drawServerGhost, drawShip, type ShipPaint } from "./ships.ts";
import { Particles } from "./particles.ts";
import { Trails } from "./trails.ts";

export interface SceneOptions {
  /** Id of the element that the canvas fills. */
  readonly parent: string;
  /** Refilled by `onFrame`. */
  readonly renderState: RenderState;
  /** It is read in each frame, so its fields may change at any time. */
  readonly look: LookSettings;
  readonly arena: ArenaShape;
  /** Called before each drawing, with the frame's time on the clock of `performance.now()`. */
  readonly onFrame: (nowMs: number) => void;
  readonly colours?: Colours;
  /** Device pixels per CSS pixel. Above 2 nobody sees a difference, and each pixel costs time. */
  readonly pixelRatio?: number;
  /** On a touch screen thumbs need the bottom corners, so the map is at the top. */
  readonly thumbs?: boolean;
}

export interface SceneHandle {
  /** Converts CSS pixels from the parent's corner to units of the arena. Screen shake does not change the result. */
  toWorld(screenX: number, screenY: number): { x: number; y: number };
  /** Sprites in the last frame. */
  spriteCount(): number;
  destroy(): void;
}

const atlasKey = "atlas";
/** Distance that the camera looks ahead of the ship's nose, in units. */
const lookAheadUnits = 64;

class ArenaScene extends Phaser.Scene {
  readonly #options: SceneOptions;
  readonly #palette: Colours;
  readonly #pixelRatio: number;
  readonly #trails = new Trails();
  readonly #particles = new Particles();
  #batch: SpriteBatch | undefined;
  #overlayBatch: SpriteBatch | undefined;
  #labels: NameLabels | undefined;
  #backdrop: Backdrop | undefined;
  #minimap: Minimap | undefined;
  #leadX = 0;
  #leadY = 0;
  #shakePx = 0;
  /** The view for aiming. `#shakenView` is the same with the screen shake, and is what is drawn. */
  view: CameraView;
  #shakenView: CameraView;
  spriteCount = 0;

  constructor(options: SceneOptions) {
    super("arena");
    this.#options = options;
    this.#palette = options.colours ?? ourColours;
    this.#pixelRatio = Math.min(2, Math.max(1, options.pixelRatio ?? 1));
    this.view = cameraViewAt(
      options.arena.width / 2,
      options.arena.height / 2,
      1280,
      720,
      options.arena,
    );
    this.#shakenView = this.view;
  }

  create(): void {
    this.#fitToParent();
    const { arena } = this.#options;
    // The atlas is up to twice as large as it is shown: lines stay sharp and rotate smoothly without mipmaps.
    const texelsPerUnit =
      zoomFor(this.view.widthPx, this.view.heightPx) * this.#pixelRatio > 1.7 ? 3 : 2;
    this.#register(atlasKey, bakeAtlas(spriteShapes(), texelsPerUnit), texelsPerUnit);
    this.#tile("grid", gridShape(gridPitch), texelsPerUnit);
    this.#tile("stars-far", starsShape(starTile, 90, 7), texelsPerUnit);
    this.#tile("stars-near", starsShape(starTile, 36, 99), texelsPerUnit);
    this.#backdrop = new Backdrop(this, atlasKey, texelsPerUnit, this.#palette, arena);
    this.#batch = new SpriteBatch(this, atlasKey, texelsPerUnit, 0);
    this.#labels = new NameLabels(this, this.#palette, 10);
    this.#minimap = new Minimap(this, this.#palette, arena, this.#options.thumbs ?? false, 20);
    this.#overlayBatch = new SpriteBatch(this, atlasKey, texelsPerUnit, 21);
    this.cameras.main.setBackgroundColor(this.#palette.ground);
  }

  override update(_time: number, deltaMs: number): void {
    const { renderState, look, onFrame } = this.#options;
    const nowMs = this.game.loop.now;
    onFrame(nowMs);
    this.#fitToParent();
    this.#aimCamera(deltaMs);
    const batch = this.#batch;
    const overlay = this.#overlayBatch;
    if (!batch || !overlay) return;

    const accents = new Map(
      renderState.ships.map((ship) => [
        ship.id,
        accentOf(this.#palette, ship.bot ? "bot" : ship.transport),
      ]),
    );
    const accentOfId = (id: number): number => accents.get(id) ?? tintOf(this.#palette.text);
    const accent = (ship: ShipRenderState): number => accentOfId(ship.id);
    const paint: ShipPaint = {
      palette: this.#palette,
      accent,
      nowMs,
      reducedMotion: look.reducedMotion,
    };

    for (const effect of renderState.effects) {
      this.#particles.spawn(effect, accentOfId(effect.ship), look.reducedMotion);
      this.#shake(effect);
    }
    renderState.effects.length = 0;

    this.#backdrop?.draw(this.#shakenView, look.reducedMotion);
    batch.begin(this.#shakenView);
    this.#trails.draw(batch, renderState.ships, accent, deltaMs);
    if (look.showServerGhost && renderState.serverGhost && renderState.self)
      drawServerGhost(batch, renderState.serverGhost, renderState.self, this.#palette);
    for (const ship of renderState.ships) {
      drawDashEcho(batch, ship, paint);
      drawShip(batch, ship, paint);
    }
    drawPulses(batch, renderState, accentOfId);
    this.#particles.draw(batch, deltaMs);
    batch.end();
    this.#labels?.draw(renderState.ships, this.#shakenView, this.#pixelRatio);
    overlay.begin(this.#shakenView);
    drawArrows(overlay, renderState, this.#shakenView, accent);
    this.#minimap?.draw(overlay, renderState, this.#shakenView, accent);
    overlay.end();
    this.spriteCount = batch.spriteCount + overlay.spriteCount;
  }

  /** The canvas takes the size of its parent. Phaser measures the parent, so this file needs no DOM. */
  #fitToParent(): void {
    const { parentSize, gameSize } = this.scale;
    if (parentSize.width < 1 || parentSize.height < 1) return;
    const width = Math.floor(parentSize.width * this.#pixelRatio);
    const height = Math.floor(parentSize.height * this.#pixelRatio);
    if (gameSize.width !== width || gameSize.height !== height) this.scale.resize(width, height);
    this.view = { ...this.view, widthPx: parentSize.width, heightPx: parentSize.height };
  }

  #aimCamera(deltaMs: number): void {
    const { renderState, look, arena } = this.#options;
    const self = renderState.self;
    const lead = self?.flying && !look.reducedMotion ? lookAheadUnits : 0;
    const ease = 1 - Math.exp(-deltaMs / 260);
    this.#leadX += (Math.cos(self?.heading ?? 0) * lead - this.#leadX) * ease;
    this.#leadY += (Math.sin(self?.heading ?? 0) * lead - this.#leadY) * ease;
    const x = (self?.x ?? arena.width / 2) + this.#leadX;
    const y = (self?.y ?? arena.height / 2) + this.#leadY;
    const { widthPx, heightPx } = this.view;
    const { thumbs = false } = this.#options;
    this.view = cameraViewAt(x, y, widthPx, heightPx, arena, { thumbs, coveredPx: look.coveredPx });

    this.#shakePx =
      look.screenShake && !look.reducedMotion ? this.#shakePx * Math.exp(-deltaMs / 110) : 0;
    const shakeX = (Math.random() * 2 - 1) * (this.#shakePx / this.view.zoom);
    const shakeY = (Math.random() * 2 - 1) * (this.#shakePx / this.view.zoom);
    this.#shakenView = {
      ...this.view,
      centreX: this.view.centreX + shakeX,
      centreY: this.view.centreY + shakeY,
    };
    this.cameras.main
      .setZoom(this.view.zoom * this.#pixelRatio)
      .centerOn(this.#shakenView.centreX, this.#shakenView.centreY);
  }

  #shake(effect: Effect): void {
    if (effect.type === "hit" && effect.self) this.#shakePx = Math.max(this.#shakePx, 6);
    if (effect.type === "burst")
      this.#shakePx = Math.max(this.#shakePx, effect.self ? 14 : effect.mine ? 7 : 0);
  }

  #register(key: string, atlas: Atlas, texelsPerUnit: number): void {
    const texture = this.textures.addUint8Array(key, atlas.pixels, atlas.width, atlas.height);
    // Phaser does not smooth textures made from bytes unless it is told to.
    texture?.setFilter(Phaser.Textures.FilterMode.LINEAR);
    for (const [name, frame] of atlas.frames) {
      if (name !== "beam") {
        texture?.add(name, 0, frame.x, frame.y, frame.width, frame.height);
        continue;
      }
      // Only the middle of the beam is used: stretched a hundred times, its ends would be visible.
      const length = beamLength * texelsPerUnit;
      texture?.add(name, 0, frame.x + (frame.width - length) / 2, frame.y, length, frame.height);
    }
  }

  #tile(key: string, shape: SpriteShape, texelsPerUnit: number): void {
    const width = shape.width * texelsPerUnit;
    const height = shape.height * texelsPerUnit;
    const pixels = new Uint8Array(width * height * 4);
    paintShape(shape, texelsPerUnit, { x: 0, y: 0, width, height }, pixels, width);
    this.textures
      .addUint8Array(key, pixels, width, height)
      ?.setFilter(Phaser.Textures.FilterMode.LINEAR);
  }
}

export function createScene(options: SceneOptions): SceneHandle {
  const scene = new ArenaScene(options);
  const pixelRatio = Math.min(2, Math.max(1, options.pixelRatio ?? 1));
  const game = new Phaser.Game({
    type: Phaser.WEBGL,
    parent: options.parent,
    width: 1280,
    height: 720,
    scale: { mode: Phaser.Scale.NONE, zoom: 1 / pixelRatio },
    backgroundColor: (options.colours ?? ourColours).ground,
    banner: false,
    audio: { noAudio: true },
    // client/input handles keys, mouse, touch and gamepads.
    input: { keyboard: false, mouse: false, touch: false, gamepad: false },
    fps: { smoothStep: false },
    render: { antialias: true, powerPreference: "high-performance" },
    scene,
  });
  return {
    toWorld: (screenX, screenY) => screenToWorld(scene.view, screenX, screenY),
    spriteCount: () => scene.spriteCount,
    destroy: () => game.destroy(true),
  };
}
