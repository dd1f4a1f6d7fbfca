/** Builds what the scene draws, from the netcode as it stands. It only reads: built twice, it is the same twice. */
import type { RosterRow } from "#protocol";
import { type Command, isDashing, isFlying, tickRulesAt } from "#simulation";
import type { RenderState, ShipRenderState } from "../game/index.ts";
import type { ControlSample } from "../input/index.ts";
import type { DrawnShip } from "./interpolation.ts";
import type { NetcodeSession } from "./netcode-session.ts";

export interface RenderSource {
  readonly netcode: NetcodeSession;
  readonly roster: ReadonlyMap<number, RosterRow>;
  /** The controls at this moment. */
  readonly controls: ControlSample;
}

const fullTurn = Math.PI * 2;

/** `nowMs` is server time. */
export function buildRenderState(source: RenderSource, nowMs: number): RenderState {
  const { netcode, roster } = source;
  const others = netcode.remoteView.ships().map((ship) => remoteShip(ship, roster.get(ship.seat)));
  const self = ownShip(source, nowMs);
  const own = netcode.newest?.own;
  return {
    self,
    ships: self ? [...others, self] : others,
    pulses: pulsesAt(netcode, nowMs),
    effects: [...netcode.frameEffects],
    serverGhost: own && own.respawnTicks === 0 ? { x: own.x8 / 8, y: own.y8 / 8 } : undefined,
  };
}

function pulsesAt(netcode: NetcodeSession, nowMs: number): RenderState["pulses"] {
  const { pulses, remoteView } = netcode;
  const ownTick = netcode.ownTickAt(nowMs);
  return [...pulses.all()].flatMap((flying) => {
    const { mine } = flying;
    const at = pulses.at(flying, mine ? ownTick : remoteView.tick);
    const { id, owner, aim } = flying.pulse;
    return at ? [{ id, owner, mine, x: at.x, y: at.y, heading: (aim / 1024) * fullTurn }] : [];
  });
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
  { netcode, roster, controls }: RenderSource,
  nowMs: number,
): ShipRenderState | undefined {
  const { prediction, newest, seat, timeline, isPredicting } = netcode;
  if (!prediction) return undefined;
  const tick = netcode.ownTickAt(nowMs);
  const command: Command = { ...controls, viewTick16: 0 };
  const share = Math.min(Math.max(tick - prediction.tick, 0), 1);
  const ship = prediction.renderShip(command, share, nowMs);
  const row = roster.get(seat);
  const { x, y } = (isPredicting ? undefined : netcode.interpolation.ownAt(tick)) ?? ship;
  // With prediction the nose follows the controls in this frame.
  const aim = isPredicting ? controls.aim : (newest?.own?.aim ?? controls.aim);
  return {
    id: seat,
    name: row?.name ?? "",
    self: true,
    bot: false,
    x,
    y,
    heading: (aim / 1024) * fullTurn,
    speed: Math.hypot(ship.vx, ship.vy),
    energy: ship.energy / 100,
    flying: isFlying(ship),
    thrusting: ship.thrusting,
    shielded: ship.shieldTicks > 0,
    dashing: isFlying(ship) && isDashing(ship, tickRulesAt(timeline.tickRateHz)),
    transport: row?.transport ?? "away",
  };
}
