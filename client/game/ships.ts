/** Draws ships with their engine light, energy arc and shield, and the brackets around the own ship. */
import { type Colours, lightened, tintOf } from "./colours.ts";
import { shipShapeNames } from "./ship-shapes.ts";
import type { SpriteBatch } from "./sprite-batch.ts";
import { arcLevels } from "./sprite-shapes.ts";
import type { RenderState, ShipRenderState } from "./render-state.ts";

const known = new Set(shipShapeNames);

export interface ShipPaint {
  readonly palette: Colours;
  readonly accent: (ship: ShipRenderState) => number;
  readonly nowMs: number;
  readonly reducedMotion: boolean;
}

export function drawShip(batch: SpriteBatch, ship: ShipRenderState, paint: ShipPaint): void {
  if (!ship.flying) return;
  const shape = known.has(ship.transport) ? ship.transport : "bot";
  const tint = paint.accent(ship);
  const { x, y, heading } = ship;
  const own = ship.self;
  const size = own ? 1.16 : 1;
  const flicker = paint.reducedMotion
    ? 0.85
    : 0.75 + 0.25 * Math.sin(paint.nowMs / 28 + ship.id * 2.1);

  if (ship.thrusting || ship.dashing) {
    const reach = ship.dashing ? 2.1 : 1;
    const backX = x - Math.cos(heading) * 19 * size;
    const backY = y - Math.sin(heading) * 19 * size;
    batch.drawSprite("dot", backX, backY, heading, 0.95 * reach, 0.5, tint, 0.9 * flicker);
    batch.drawSprite("dot", backX, backY, heading, 0.4 * reach, 0.22, 0xffffff, 0.9 * flicker);
  }
  if (own) {
    batch.drawSprite("dot", x, y, 0, 2.6, 2.6, tint, 0.2);
    const turn = paint.reducedMotion ? 0 : paint.nowMs / 2600;
    batch.drawSprite("brackets", x, y, turn, 1, 1, lightened(tint, 0.55), 0.6);
  }
  batch.drawSprite(
    `${shape}/halo`,
    x,
    y,
    heading,
    size,
    size,
    tint,
    own ? 1 : ship.bot ? 0.6 : 0.85,
  );
  if (own)
    batch.drawSprite(`${shape}/body`, x, y, heading, size, size, lightened(tint, 0.35), 0.42);
  batch.drawSprite(
    `${shape}/core`,
    x,
    y,
    heading,
    size,
    size,
    lightened(tint, own ? 0.85 : 0.35),
    own ? 1 : ship.bot ? 0.75 : 0.95,
  );

  if (ship.shielded) {
    const breath = paint.reducedMotion ? 0.7 : 0.6 + 0.25 * Math.sin(paint.nowMs / 130 + ship.id);
    batch.drawSprite("shield", x, y, 0, size, size, lightened(tint, 0.4), breath);
  }
  drawEnergy(batch, ship, tint, paint.palette);
}

function drawEnergy(
  batch: SpriteBatch,
  ship: ShipRenderState,
  tint: number,
  palette: Colours,
): void {
  const level = Math.ceil(Math.min(1, Math.max(0, ship.energy)) * arcLevels);
  if (level === arcLevels && !ship.self) return;
  batch.drawSprite(`arc/${arcLevels}`, ship.x, ship.y, 0, 1, 1, tintOf(palette.dim), 0.22);
  const low = ship.energy <= 0.3;
  if (level > 0)
    batch.drawSprite(
      `arc/${level}`,
      ship.x,
      ship.y,
      0,
      1,
      1,
      low ? tintOf(palette.danger) : lightened(tint, 0.25),
      low ? 0.95 : 0.75,
    );
}

/** Afterimages behind a dash, so that it looks like one streak. */
export function drawDashEcho(batch: SpriteBatch, ship: ShipRenderState, paint: ShipPaint): void {
  if (!ship.dashing || !ship.flying) return;
  const shape = known.has(ship.transport) ? ship.transport : "bot";
  for (let echo = 1; echo <= 3; echo++) {
    const back = echo * 17;
    batch.drawSprite(
      `${shape}/core`,
      ship.x - Math.cos(ship.heading) * back,
      ship.y - Math.sin(ship.heading) * back,
      ship.heading,
      1,
      1,
      paint.accent(ship),
      0.42 / echo,
    );
  }
}

export function drawPulses(
  batch: SpriteBatch,
  renderState: RenderState,
  accentOfOwner: (owner: number) => number,
): void {
  for (const pulse of renderState.pulses) {
    const tint = accentOfOwner(pulse.owner);
    batch.drawSprite(
      "streak",
      pulse.x,
      pulse.y,
      pulse.heading,
      pulse.mine ? 0.85 : 0.75,
      pulse.mine ? 1 : 0.85,
      lightened(tint, 0.15),
      0.95,
    );
    batch.drawSprite(
      "spark",
      pulse.x + Math.cos(pulse.heading) * 9,
      pulse.y + Math.sin(pulse.heading) * 9,
      pulse.heading,
      0.7,
      0.9,
      0xffffff,
      pulse.mine ? 1 : 0.7,
    );
  }
}

/** The server's last position of the own ship: an outline without glow. */
export function drawServerGhost(
  batch: SpriteBatch,
  ghost: { x: number; y: number },
  self: ShipRenderState,
  palette: Colours,
): void {
  const shape = known.has(self.transport) ? self.transport : "bot";
  batch.drawSprite(
    `${shape}/core`,
    ghost.x,
    ghost.y,
    self.heading,
    1.16,
    1.16,
    tintOf(palette.text),
    0.55,
  );
  batch.drawSprite("ring", ghost.x, ghost.y, 0, 0.5, 0.5, tintOf(palette.text), 0.22);
}
