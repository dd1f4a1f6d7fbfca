/** Puts the page together: game, controls, scene, panels and commands, each given the others as functions. */
import type { MessageTracer, SpanRecorder } from "#protocol";
import { arena } from "#simulation";
import { Autopilot } from "./autopilot.ts";
import { ClientGame, type SpanCounts } from "./client-game.ts";
import { createCommands } from "./commands.ts";
import type { ClockSync } from "./connection/clock-sync.ts";
import { dialers } from "./connection/dialers.ts";
import { startWorkerTimer } from "./connection/worker-timer.ts";
import { ControlSource } from "./control-source.ts";
import { createScene, isOnMap } from "./game/index.ts";
import { GameLoop } from "./game-loop.ts";
import { createControls } from "./input/index.ts";
import { JoinFlow } from "./join-flow.ts";
import type { PageSetup } from "./page-address.ts";
import { exposePageStats, pageStats } from "./page-stats.ts";
import { bindShortcuts, coveredPx, feedPanels, mountPanels } from "./panels/index.ts";
import type { TabState } from "./tab-state.ts";
import * as view from "./view.ts";

export interface ComposeOptions {
  readonly setup: PageSetup;
  /** The state that the page before left in this tab. */
  readonly previous: TabState | undefined;
  readonly clock: ClockSync;
  readonly messageTracer: MessageTracer;
  readonly recorder: SpanRecorder;
  readonly spanCounts: () => SpanCounts;
  /** This page has a session, and this is its key. */
  readonly sessionKeyChanged: (key: string) => void;
}

/** Times of events and of dial phases count from the page's start. */
const fromPage = (ms: number): number => performance.timeOrigin + ms;
/** This page's clock: near the wall clock, monotonic. It drifts while the machine sleeps, which the clock sync finds out. */
const local = (): number => fromPage(performance.now());
const isHidden = (): boolean => document.hidden;

export function compose(options: ComposeOptions): void {
  const { setup, previous, clock, messageTracer, recorder, spanCounts } = options;
  const standard = view.settings.peek();
  const autopilot = setup.autopilot ? new Autopilot(setup.name?.length ?? 1) : undefined;
  const source = new ControlSource({ autopilot, player: () => controls, isHidden });
  const pressedMs = watchPresses((pageMs) => clock.toServer(fromPage(pageMs)));
  const game = new ClientGame({
    origin: location.origin,
    dialers,
    clock,
    local,
    fromPage,
    messageTracer,
    recorder,
    spanCounts,
    settings: () => view.settings.peek(),
    sampleControls: (netcode) => source.sample(netcode),
    pressedMs,
  });
  const peekControls = () => source.peek();
  const loop = new GameLoop({ game, peekControls, isHidden, pageMs: () => performance.now() });

  const look = { screenShake: true, reducedMotion: false, showServerGhost: false, coveredPx: 0 };
  const thumbs = matchMedia("(pointer: coarse)").matches;
  const scene = createScene({
    parent: "arena",
    renderState: loop.drawn,
    look,
    arena,
    onFrame() {
      const { screenShake, reducedMotion, serverGhost } = view.settings.peek();
      look.screenShake = screenShake && !reducedMotion;
      look.reducedMotion = reducedMotion;
      look.showServerGhost = serverGhost;
      look.coveredPx = coveredPx();
      loop.frame();
    },
    pixelRatio: devicePixelRatio,
    thumbs,
  });
  const controls = createControls({
    target: document.getElementById("arena") ?? document.body,
    toWorld: (x, y) => scene.toWorld(x, y),
    isCovered: (x, y) => isOnMap({ widthPx: innerWidth, heightPx: innerHeight }, thumbs, x, y),
    selfPosition: () => loop.drawn.self,
  });

  const joinFlow = new JoinFlow({ session: game.session, setup, previous, wantedLink });
  game.events.on("connection", (state) => (view.connection.value = state));
  game.events.on("joined", ({ key }) => {
    joinFlow.save(false);
    options.sessionKeyChanged(key);
  });
  feedPanels(game);
  const commands = createCommands(game, joinFlow, standard);
  mountPanels(document.getElementById("panels") ?? document.body, commands);
  bindShortcuts(commands);
  const updatesAreSlow = (): void =>
    void (view.limitation.value =
      "This browser gives the page no workers, so the game slows down in a hidden tab.");
  startWorkerTimer(() => loop.timer(), updatesAreSlow);
  addEventListener("pagehide", () => {
    joinFlow.leave();
    game.peerMesh.leave();
  });
  // A page that the browser kept and shows again has left its links.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  exposePageStats(() => pageStats(game, loop, source.last));
  void joinFlow.start();
}

const wantedLink = () =>
  ({
    transport: view.connection.peek().chosen,
    codec: view.codec.peek(),
    route: "direct",
  }) as const;

/** Answers when a key or button went down last, as `toServer` has the page's time. */
function watchPresses(toServer: (pageMs: number) => number): () => number {
  let pressedMs = 0;
  const pressed = (event: Event): void => void (pressedMs = toServer(event.timeStamp));
  // Of several buttons held together only the first is a pointerdown.
  for (const type of ["pointerdown", "mousedown", "keydown"])
    addEventListener(type, pressed, { capture: true });
  return () => pressedMs;
}
