/** Fills the picture before each frame: what the scene is to draw now. */
import type { RosterRow, SpanRecorder } from "#protocol";
import { type Command, isDashing, isFlying, tickRulesAt, type Ship } from "#simulation";
import type { Effect, RenderState, ShipRenderState } from "../game/index.ts";
import type { NetcodeSession, ControlSample, NetcodeSwitches } from "./netcode-session.ts";
import { recordObserved } from "./observed-action.ts";
import type { FlyingPulse } from "./pulses.ts";
import type { DrawnShip } from "./interpolation.ts";

export interface RenderStateOptions {
  readonly renderState: RenderState;
  readonly roster: () => ReadonlyMap<number, RosterRow>;
  readonly switches: () => NetcodeSwitches;
  /** The hands right now, taps not used up. */
  readonly peekControls: () => ControlSample;
  readonly recorder: SpanRecorder;
}

const fullTurn = Math.PI * 2;
/** A pulse this near to a drawn ship has met it, as far as the eye can tell. */
const touchUnits = 18;

/** Before each frame: `nowMs` is server time, the flight has been advanced to it. */
export function buildRenderState(
  options: RenderStateOptions,
  netcode: NetcodeSession,
  nowMs: number,
): void {
  const { renderState, switches } = options;
  const { remoteView: view, effects: sights, pulses, timeline, newest } = netcode;
  const { interpolation: smooth, prediction: predicted } = switches();
  view.updateFrame();
  const others = buildShips(options, netcode, nowMs);
  const newestTick = newest?.tick ?? 0;
  const ownTick = predicted ? timeline.predictedAt(nowMs) : view.tick;
  renderState.pulses = [];
  for (const pulse of pulses.all()) {
    const tick = pulse.mine && predicted ? ownTick : view.tick;
    buildPulse(options, netcode, pulse, tick, nowMs, others);
  }
  for (const effect of sights.takeDue(smooth ? view.tick : newestTick, newestTick, nowMs)) {
    renderState.effects.push(effect);
  }
  if (renderState.effects.length > 200)
    renderState.effects.splice(0, renderState.effects.length - 200);
}

/** The ships alone: what a page without frames knows of its own picture. Answers those of the others. */
export function buildShips(
  options: RenderStateOptions,
  netcode: NetcodeSession,
  nowMs: number,
): ShipRenderState[] {
  const { renderState, roster, switches } = options;
  const { prediction: predicted } = switches();
  const { remoteView: view, timeline, prediction, newest } = netcode;
  const others = view.ships().map((ship) => remoteShip(ship, roster().get(ship.seat)));
  const ownTick = predicted ? timeline.predictedAt(nowMs) : view.tick;
  renderState.self = prediction ? ownShip(options, netcode, ownTick, nowMs, predicted) : undefined;
  renderState.ships = renderState.self ? [...others, renderState.self] : others;
  const own = newest?.own;
  renderState.serverGhost =
    own && own.respawnTicks === 0 ? { x: own.x8 / 8, y: own.y8 / 8 } : undefined;
  return others;
}

function buildPulse(
  options: RenderStateOptions,
  netcode: NetcodeSession,
  flying: FlyingPulse,
  tick: number,
  nowMs: number,
  others: readonly ShipRenderState[],
): void {
  const { renderState } = options;
  const heading = (flying.pulse.aim / 1024) * fullTurn;
  const { id, owner, spawnTick, x, y } = flying.pulse;
  if (!flying.isShown && tick >= spawnTick) {
    flying.isShown = true;
    const fired: Effect = { type: "fired", ship: owner, x, y, heading, mine: flying.mine };
    if (tick < flying.endTick) renderState.effects.push(fired);
  }
  // One's own shot is seen twice: at once as predicted, and when the server's word arrives.
  if (flying.isConfirmed && flying.context && flying.isShown)
    traceShotShown(options, netcode, flying, nowMs);
  const at = netcode.pulses.at(flying, tick);
  if (!at) return;
  if (
    flying.mine &&
    others.some(
      (ship) =>
        ship.flying && !ship.shielded && Math.hypot(ship.x - at.x, ship.y - at.y) < touchUnits,
    )
  ) {
    flying.hasHit = true;
    renderState.effects.push({ type: "hit", x: at.x, y: at.y, ship: -1, self: false, mine: true });
    return;
  }
  renderState.pulses.push({ id, owner, mine: flying.mine, x: at.x, y: at.y, heading });
}

function traceShotShown(
  options: RenderStateOptions,
  netcode: NetcodeSession,
  flying: FlyingPulse,
  nowMs: number,
): void {
  const { context, message } = flying;
  if (!context || !message) return;
  flying.context = undefined;
  const inputToPhotonMs = flying.mine ? netcode.shots.shown(flying.pulse.id, nowMs) : undefined;
  const tick = flying.pulse.spawnTick;
  const observed = { action: "shot", tick, context, message, inputToPhotonMs };
  recordObserved(options.recorder, observed, nowMs);
}

function remoteShip(ship: DrawnShip, row: RosterRow | undefined): ShipRenderState {
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

function ownShip(
  options: RenderStateOptions,
  netcode: NetcodeSession,
  tick: number,
  nowMs: number,
  predicted: boolean,
): ShipRenderState | undefined {
  const { prediction, newest, seat, timeline } = netcode;
  if (!prediction) return undefined;
  const controls: Command = { ...options.peekControls(), viewTick16: 0 };
  const share = Math.min(Math.max(tick - prediction.tick, 0), 1);
  const ship: Ship = prediction.renderShip(controls, share, nowMs);
  const row = options.roster().get(seat);
  const snapshotPosition = predicted ? undefined : netcode.interpolation.ownAt(tick);
  const { x, y } = snapshotPosition ?? ship;
  return {
    id: seat,
    name: row?.name ?? "",
    self: true,
    bot: false,
    x,
    y,
    // The nose follows the hand in this frame even where the rest waits for the server.
    heading: ((predicted ? controls.aim : (newest?.own?.aim ?? controls.aim)) / 1024) * fullTurn,
    speed: Math.hypot(ship.vx, ship.vy),
    energy: ship.energy / 100,
    flying: isFlying(ship),
    thrusting: ship.thrusting,
    shielded: ship.shieldTicks > 0,
    dashing: isFlying(ship) && isDashing(ship, tickRulesAt(timeline.tickRateHz)),
    transport: row?.transport ?? "away",
  };
}
