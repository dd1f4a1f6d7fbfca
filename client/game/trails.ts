/** Draws the last positions of each ship as beams that fade. */
import type { SpriteBatch } from "./sprite-batch.ts";
import { beamLength } from "./sprite-shapes.ts";
import type { ShipRenderState } from "./render-state.ts";

interface TrailPoint {
  x: number;
  y: number;
  ageMs: number;
  /** 0 coasting, 1 engine, 2 dash. */
  heat: number;
}

const lifeMs = 640;
const pointEveryUnits = 13;
/** A longer step is a respawn or a correction, so it leaves no trail. */
const jumpUnits = 160;

export class Trails {
  readonly #points = new Map<number, TrailPoint[]>();

  draw(
    batch: SpriteBatch,
    ships: readonly ShipRenderState[],
    accent: (ship: ShipRenderState) => number,
    deltaMs: number,
  ): void {
    for (const ship of ships) {
      const marks = this.#points.get(ship.id) ?? [];
      this.#points.set(ship.id, marks);
      for (const mark of marks) mark.ageMs += deltaMs;
      while (marks[0] && marks[0].ageMs > lifeMs) marks.shift();
      if (!ship.flying) {
        marks.length = 0;
        continue;
      }
      const tailX = ship.x - Math.cos(ship.heading) * 13;
      const tailY = ship.y - Math.sin(ship.heading) * 13;
      const last = marks.at(-1);
      const step = last ? Math.hypot(tailX - last.x, tailY - last.y) : Infinity;
      if (last && step > jumpUnits) marks.length = 0;
      if (step > pointEveryUnits)
        marks.push({
          x: tailX,
          y: tailY,
          ageMs: 0,
          heat: ship.dashing ? 2 : ship.thrusting ? 1 : 0,
        });
      this.#drawTrail(batch, marks, tailX, tailY, accent(ship), ship.self ? 1.25 : 1);
    }
    if (this.#points.size > ships.length) {
      const present = new Set(ships.map((ship) => ship.id));
      for (const id of this.#points.keys()) if (!present.has(id)) this.#points.delete(id);
    }
  }

  #drawTrail(
    batch: SpriteBatch,
    marks: readonly TrailPoint[],
    tailX: number,
    tailY: number,
    tint: number,
    strength: number,
  ): void {
    let toX = tailX;
    let toY = tailY;
    for (let i = marks.length - 1; i >= 0; i--) {
      const mark = marks[i];
      if (!mark) continue;
      const fresh = 1 - mark.ageMs / lifeMs;
      const alpha = fresh * fresh * [0.3, 0.75, 1][mark.heat]! * strength;
      batch.drawLine(
        beamLength,
        toX,
        toY,
        mark.x,
        mark.y,
        (0.45 + fresh * 0.85) * (mark.heat === 2 ? 1.9 : 1),
        tint,
        alpha,
      );
      toX = mark.x;
      toY = mark.y;
    }
  }
}
