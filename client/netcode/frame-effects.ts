/**
 * What a frame shows for the first time: a pulse that leaves its ship, a pulse that touches a ship on this screen, an event whose
 * moment has come. Each is marked, traced and handed out once; building the render state afterwards only reads.
 */
import type { SpanRecorder } from "#protocol";
import type { Effect } from "../game/index.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { DrawnShip } from "./interpolation.ts";
import { recordObserved } from "./observed-action.ts";
import type { FlyingPulse, Pulses } from "./pulses.ts";
import type { ShotTraces } from "./shot-traces.ts";

export interface FrameEffectsOptions {
  readonly pulses: Pulses;
  readonly shots: ShotTraces;
  readonly effects: EffectQueue;
  readonly recorder: SpanRecorder;
}

/** The moment of one frame. */
export interface FrameMoment {
  /** Server time, ms. */
  readonly nowMs: number;
  /** The tick at which the player's own pulses are drawn, with a fraction. */
  readonly ownTick: number;
  /** The tick at which all others are drawn. */
  readonly viewTick: number;
  readonly newestTick: number;
  /** The other ships, as this frame draws them. */
  readonly ships: readonly DrawnShip[];
  readonly isInterpolating: boolean;
}

const fullTurn = Math.PI * 2;
/** A pulse this near to a drawn ship has met it, as far as the eye can tell. */
const touchUnits = 18;
const maxEffects = 200;

export class FrameEffects {
  readonly #options: FrameEffectsOptions;

  constructor(options: FrameEffectsOptions) {
    this.#options = options;
  }

  /** Marks what the frame of this moment shows, and answers its effects. */
  take(moment: FrameMoment): Effect[] {
    const { pulses, effects } = this.#options;
    const { nowMs, ownTick, viewTick, newestTick, isInterpolating } = moment;
    const shown: Effect[] = [];
    for (const flying of pulses.all())
      this.#showPulse(flying, flying.mine ? ownTick : viewTick, moment, shown);
    shown.push(...effects.takeDue(isInterpolating ? viewTick : newestTick, newestTick, nowMs));
    return shown.slice(-maxEffects);
  }

  #showPulse(flying: FlyingPulse, tick: number, moment: FrameMoment, shown: Effect[]): void {
    const { owner, spawnTick, x, y } = flying.pulse;
    if (!flying.isShown && tick >= spawnTick) {
      flying.isShown = true;
      const heading = (flying.pulse.aim / 1024) * fullTurn;
      if (tick < flying.endTick)
        shown.push({ type: "fired", ship: owner, x, y, heading, mine: flying.mine });
    }
    // The player's own shot is seen twice: at once as predicted, and when the server has confirmed it.
    if (flying.isConfirmed && flying.isShown) this.#traceShown(flying, moment.nowMs);
    if (!flying.mine) return;
    const at = this.#options.pulses.at(flying, tick);
    if (!at || !moment.ships.some((ship) => touches(ship, at))) return;
    flying.hasHit = true;
    shown.push({ type: "hit", x: at.x, y: at.y, ship: -1, self: false, mine: true });
  }

  #traceShown(flying: FlyingPulse, nowMs: number): void {
    const { context, message } = flying;
    if (!context || !message) return;
    flying.context = undefined;
    const { shots, recorder } = this.#options;
    const { id, spawnTick: tick } = flying.pulse;
    const inputToPhotonMs = flying.mine ? shots.shown(id, nowMs) : undefined;
    recordObserved(recorder, { action: "shot", tick, context, message, inputToPhotonMs }, nowMs);
  }
}

const touches = (ship: DrawnShip, at: { x: number; y: number }): boolean =>
  ship.flying && !ship.shielded && Math.hypot(ship.x - at.x, ship.y - at.y) < touchUnits;
