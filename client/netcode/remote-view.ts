/**
 * The other ships as this player sees them: all at one moment, which commands name as well. The moment moves on with the clock,
 * whether frames are drawn or not, so that an autopilot in a hidden tab sees the same as a player.
 */
import type { ClockSync } from "../connection/clock-sync.ts";
import type { DrawnShip, Interpolation } from "./interpolation.ts";
import type { PeerStates } from "./peer-states.ts";
import type { Timeline } from "./timeline.ts";

export interface RemoteViewOptions {
  readonly clock: ClockSync;
  readonly timeline: Timeline;
  readonly interpolation: Interpolation;
  /** False where the newest snapshot is shown as it came. */
  readonly isInterpolating: () => boolean;
  /** The reports of peers; undefined without the peer mesh. */
  readonly peers: () => PeerStates | undefined;
}

/** A frame stays on screen until the next one. Without a next one for this long the page draws none. */
const frameMs = 100;

export class RemoteView {
  readonly #options: RemoteViewOptions;
  #tick = 0;
  #frame = { tick: 0, atMs: Number.NEGATIVE_INFINITY };

  constructor(options: RemoteViewOptions) {
    this.#options = options;
  }

  /** The moment that is to be drawn, in ticks with a fraction. */
  get tick(): number {
    return this.#tick;
  }

  get #newestTick(): number {
    return this.#options.interpolation.newest?.tick ?? 0;
  }

  /** Moves on to now. */
  update(): void {
    const { clock, timeline, interpolation, peers } = this.#options;
    const flying = (interpolation.newest?.ships ?? []).filter((ship) => ship.flying);
    const seats = flying.map(({ seat }) => seat);
    const peerDelayMs = peers()?.requiredDelayMs(seats, clock.now());
    this.#tick = timeline.ticksAt(interpolation.update(clock.renderNow(), peerDelayMs));
  }

  /** Moves on to now, for a frame that shows this moment. */
  updateFrame(): void {
    this.update();
    this.#frame = { tick: this.#tick, atMs: this.#options.clock.now() };
  }

  /** The moment that is on screen, in 1/16 ticks: that of the last frame, where frames are drawn. */
  get viewTick16(): number {
    const { clock, isInterpolating } = this.#options;
    const isFrameRecent = clock.now() - this.#frame.atMs < frameMs;
    const seen = isFrameRecent ? this.#frame.tick : this.#tick;
    return Math.max(0, Math.floor((isInterpolating() ? seen : this.#newestTick) * 16));
  }

  ships(): readonly DrawnShip[] {
    const { interpolation, isInterpolating, peers } = this.#options;
    if (!isInterpolating()) return interpolation.newestShips();
    const ships = interpolation.shipsAt(this.#tick);
    return peers()?.applyReports(ships, this.#tick, this.#newestTick) ?? ships;
  }
}
