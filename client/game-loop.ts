/**
 * The one place that advances the game. Two triggers call it: a worker's timer, which goes on in a hidden tab, and the scene
 * before each frame, so that a frame shows the ticks that are due in it.
 */
import type { ClientGame, GameMoment } from "./client-game.ts";
import type { RenderState } from "./game/index.ts";
import type { ControlSample } from "./input/index.ts";
import { buildRenderState } from "./netcode/build-render-state.ts";

export interface GameLoopOptions {
  readonly game: ClientGame;
  /** The controls at this moment, with no tap used up. */
  readonly peekControls: () => ControlSample;
  readonly isHidden: () => boolean;
  /** `performance.now()`. */
  readonly pageMs: () => number;
}

/** A page without a frame for this long draws none. */
const maxFrameGapMs = 250;
/** Numbers that change faster than this cannot be read. */
const refreshIntervalMs = 250;

export class GameLoop {
  /** The same object always: the scene holds it, and each frame refills it. */
  readonly drawn: RenderState = {
    self: undefined,
    ships: [],
    pulses: [],
    effects: [],
    serverGhost: undefined,
  };
  /** When the player's own ship was first drawn, on the clock of `performance.now()`. */
  firstFrameMs: number | undefined;
  readonly #options: GameLoopOptions;
  #lastFrameMs = 0;
  #lastRefreshMs = 0;

  constructor(options: GameLoopOptions) {
    this.#options = options;
  }

  /** Every few milliseconds, drawn or not. */
  timer(): void {
    const moment = this.#options.game.advance();
    if (moment.localMs - this.#lastRefreshMs < refreshIntervalMs) return;
    this.#lastRefreshMs = moment.localMs;
    this.#refresh(moment);
  }

  /** The scene draws `drawn` next. */
  frame(): void {
    const { game, pageMs } = this.#options;
    const { serverMs } = game.advance();
    if (!game.netcode) return;
    game.netcode.showFrame(serverMs);
    Object.assign(this.drawn, this.#build(serverMs));
    this.#lastFrameMs = serverMs;
    game.meter.addFrame(serverMs);
    if (this.drawn.self) this.firstFrameMs ??= pageMs();
  }

  /** What is on screen; in a tab that draws nothing, what a frame would show now. */
  renderState(): RenderState {
    const { game, isHidden } = this.#options;
    const nowMs = game.clock.now();
    const isDrawing = !isHidden() || nowMs - this.#lastFrameMs <= maxFrameGapMs;
    return isDrawing ? this.drawn : this.#build(nowMs);
  }

  #build(nowMs: number): RenderState {
    const { game, peekControls } = this.#options;
    const { netcode, roster } = game;
    if (!netcode) return this.drawn;
    return buildRenderState({ netcode, roster: roster.bySeat, controls: peekControls() }, nowMs);
  }

  #refresh(moment: GameMoment): void {
    const { meter, session, events } = this.#options.game;
    meter.updateTotals(moment.serverMs, session.channel.ledger.total());
    events.emit("refresh", moment);
  }
}
