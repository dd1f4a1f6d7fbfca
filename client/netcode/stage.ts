/** Fills the picture before each frame: what the scene is to draw now. */
import type { ActionTracer, RosterRow } from "#protocol";
import { type Command, isDashing, isFlying, tickRulesAt, type Ship } from "#simulation";
import type { Effect, Picture, ShipPicture } from "../game/index.ts";
import type { Flight, Hands, NetcodeSwitches } from "./flight.ts";
import type { FlyingPulse } from "./pulses.ts";
import type { DrawnShip } from "./interpolation.ts";

export interface StageOptions {
  readonly picture: Picture;
  readonly roster: () => ReadonlyMap<number, RosterRow>;
  readonly switches: () => NetcodeSwitches;
  /** The hands right now, taps not used up. */
  readonly peek: () => Hands;
  readonly journeys: ActionTracer;
}

const fullTurn = Math.PI * 2;
/** A pulse this near to a drawn ship has met it, as far as the eye can tell. */
const touchUnits = 18;

/** Before each frame: `nowMs` is server time, the flight has been advanced to it. */
export function fillPicture(options: StageOptions, flight: Flight, nowMs: number): void {
  const { picture, switches } = options;
  const { view, sights, pulses, timeline, newest } = flight;
  const { interpolation: smooth, prediction: predicted } = switches();
  view.frame();
  const others = fillShips(options, flight, nowMs);
  const newestTick = newest?.tick ?? 0;
  const ownTick = predicted ? timeline.predictedAt(nowMs) : view.tick;
  picture.pulses = [];
  for (const pulse of pulses.all()) {
    const tick = pulse.mine && predicted ? ownTick : view.tick;
    placePulse(options, flight, pulse, tick, nowMs, others);
  }
  for (const effect of sights.due(smooth ? view.tick : newestTick, newestTick, nowMs)) {
    picture.effects.push(effect);
  }
  if (picture.effects.length > 200) picture.effects.splice(0, picture.effects.length - 200);
}

/** The ships alone: what a page without frames knows of its own picture. Answers those of the others. */
export function fillShips(options: StageOptions, flight: Flight, nowMs: number): ShipPicture[] {
  const { picture, roster, switches } = options;
  const { prediction: predicted } = switches();
  const { view, timeline, prediction, newest } = flight;
  const others = view.ships().map((ship) => pictureOf(ship, roster().get(ship.seat)));
  const ownTick = predicted ? timeline.predictedAt(nowMs) : view.tick;
  picture.self = prediction ? ownPicture(options, flight, ownTick, nowMs, predicted) : undefined;
  picture.ships = picture.self ? [...others, picture.self] : others;
  const own = newest?.own;
  picture.serverGhost =
    own && own.respawnTicks === 0 ? { x: own.x8 / 8, y: own.y8 / 8 } : undefined;
  return others;
}

function placePulse(
  options: StageOptions,
  flight: Flight,
  flying: FlyingPulse,
  tick: number,
  nowMs: number,
  others: readonly ShipPicture[],
): void {
  const { picture } = options;
  const heading = (flying.pulse.aim / 1024) * fullTurn;
  const { id, owner, spawnTick: bornTick, x, y } = flying.pulse;
  if (!flying.seen && tick >= bornTick) {
    flying.seen = true;
    const fired: Effect = { type: "fired", ship: owner, x, y, heading, mine: flying.mine };
    if (tick < flying.endTick) picture.effects.push(fired);
  }
  // One's own shot is seen twice: at once as predicted, and when the server's word arrives.
  if (flying.told && flying.context && flying.seen) observeShot(options, flight, flying, nowMs);
  const at = flight.pulses.at(flying, tick);
  if (!at) return;
  if (
    flying.mine &&
    others.some(
      (ship) =>
        ship.flying && !ship.shielded && Math.hypot(ship.x - at.x, ship.y - at.y) < touchUnits,
    )
  ) {
    flying.spent = true;
    picture.effects.push({ type: "hit", x: at.x, y: at.y, ship: -1, self: false, mine: true });
    return;
  }
  picture.pulses.push({ id, owner, mine: flying.mine, x: at.x, y: at.y, heading });
}

function observeShot(
  options: StageOptions,
  flight: Flight,
  flying: FlyingPulse,
  nowMs: number,
): void {
  const { context, message } = flying;
  if (!context || !message) return;
  flying.context = undefined;
  const inputToPhotonMs = flying.mine ? flight.shots.shown(flying.pulse.id, nowMs) : undefined;
  const { transport } = message.link;
  const facts = {
    act: "shot",
    tick: flying.pulse.spawnTick,
    transport,
    snapshot: message.context,
    inputToPhotonMs,
  };
  options.journeys.observe(context, facts, { startMs: message.receivedAtMs, endMs: nowMs });
}

function pictureOf(ship: DrawnShip, row: RosterRow | undefined): ShipPicture {
  return {
    id: ship.seat,
    name: row?.name ?? "",
    self: false,
    bot: row?.bot ?? false,
    x: ship.x,
    y: ship.y,
    heading: ship.aimTurns * fullTurn,
    speed: ship.speed,
    energy: ship.energy / 100,
    flying: ship.flying,
    thrusting: ship.thrusting,
    shielded: ship.shielded,
    dashing: ship.dashing,
    transport: row?.transport ?? "bot",
  };
}

function ownPicture(
  options: StageOptions,
  flight: Flight,
  tick: number,
  nowMs: number,
  predicted: boolean,
): ShipPicture | undefined {
  const { prediction, newest, seat, timeline } = flight;
  if (!prediction) return undefined;
  const held: Command = { ...options.peek(), viewTick16: 0 };
  const share = Math.min(Math.max(tick - prediction.tick, 0), 1);
  const ship: Ship = prediction.shown(held, share, nowMs);
  const row = options.roster().get(seat);
  const told = predicted ? undefined : flight.interpolation.ownAt(tick);
  const { x, y } = told ?? ship;
  return {
    id: seat,
    name: row?.name ?? "",
    self: true,
    bot: false,
    x,
    y,
    // The nose follows the hand in this frame even where the rest waits for the server.
    heading: ((predicted ? held.aim : (newest?.own?.aim ?? held.aim)) / 1024) * fullTurn,
    speed: Math.hypot(ship.vx, ship.vy),
    energy: ship.energy / 100,
    flying: isFlying(ship),
    thrusting: ship.thrusting,
    shielded: ship.shieldTicks > 0,
    dashing: isFlying(ship) && isDashing(ship, tickRulesAt(timeline.tickRateHz)),
    transport: row?.transport ?? "away",
  };
}
