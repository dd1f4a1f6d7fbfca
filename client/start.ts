/** The page put together: session, flight, scene and panels, each told of the others by function. */
import {
  kindInfo,
  type InboundMessage,
  type MessageTracer,
  type SpanRecorder,
  type RosterRow,
  type Welcome,
} from "#protocol";
import { arena } from "#simulation";
import { Autopilot } from "./autopilot.ts";
import { CodecMeter } from "./connection/codec-meter.ts";
import type { ClockSync } from "./connection/clock-sync.ts";
import { dialers, unsupportedReason } from "./connection/dialers.ts";
import { sendGoodbye } from "./connection/goodbye.ts";
import { startWorkerTimer } from "./connection/worker-timer.ts";
import { watchHttpVersions } from "./connection/http-version.ts";
import type { WantedLink } from "./connection/link-spec.ts";
import { Session } from "./connection/session.ts";
import { createScene, isOnMap, type RenderState } from "./game/index.ts";
import { type ControlSample, createControls } from "./input/index.ts";
import { NetcodeSession } from "./netcode/netcode-session.ts";
import { Meter } from "./netcode/meter.ts";
import { buildRenderState } from "./netcode/build-render-state.ts";
import { shareLinkFor, type PageSetup } from "./page-address.ts";
import { bindShortcuts, coveredPx, mountPanels } from "./panels/index.ts";
import { playersIn, exposePageStats, selfIn } from "./page-stats.ts";
import { findTransport } from "#transport";
import { autoLabel } from "./transport-labels.ts";
import { writeSettings } from "./settings-store.ts";
import { isSamePlayer, saveTabState, type TabState } from "./tab-state.ts";
import * as view from "./view.ts";
import { HudState, roomSeat } from "./hud-state.ts";
import { PeerMesh } from "./peer-mesh.ts";

export interface StartOptions {
  readonly setup: PageSetup;
  /** What the page before in this tab left. */
  readonly previous: TabState | undefined;
  readonly clock: ClockSync;
  /** Carries `tracing` on or off for new sessions. */
  readonly messageTracer: MessageTracer;
  readonly recorder: SpanRecorder;
  readonly spans: () => view.SpanCounts;
  /** This page holds a session, and this is its key. */
  readonly sessionKeyChanged: (key: string) => void;
}

/** This page's clock: near the wall clock, monotonic. It drifts over sleep, which the clock sync then finds out. */
const local = (): number => fromPage(performance.now());
/** Event times and dial phases count from the page's start. */
const fromPage = (ms: number): number => performance.timeOrigin + ms;
/** Without a frame for this long a page draws none. */
const maxFrameGapMs = 250;
/** Numbers that change faster than this cannot be read. */
const viewIntervalMs = 250;

export function start(options: StartOptions): void {
  const { setup, previous, clock, messageTracer, recorder } = options;
  const renderState: RenderState = {
    self: undefined,
    ships: [],
    pulses: [],
    effects: [],
    serverGhost: undefined,
  };
  const standard = view.settings.peek();
  const roster = new Map<number, RosterRow>();
  const hud = new HudState(roster);
  const meter = new Meter();
  const codecMeter = new CodecMeter(local);
  const autopilot = setup.autopilot ? new Autopilot(setup.name?.length ?? 1) : undefined;
  const peerMesh = new PeerMesh({
    origin: location.origin,
    local,
    clock,
    isEnabled: () => view.settings.peek().mesh,
  });
  let netcode: NetcodeSession | undefined;
  let firstFrameMs: number | undefined;
  let lastFrameMs = 0;
  let pressedMs = 0;
  let joinRequest = { name: setup.name ?? "", room: setup.room, bots: setup.bots };

  const session: Session = new Session({
    origin: location.origin,
    dialers,
    clock,
    local,
    fromPage,
    tracer: messageTracer,
    recorder,
    tracing: () => view.settings.peek().tracing,
    instrument: (codec) => codecMeter.instrument(codec),
    joined,
    received,
    changed(state) {
      if (state.transport !== view.connection.peek().transport) newLink();
      view.connection.value = state;
    },
    closedByServer: (text) => hud.addChatLine({ seat: roomSeat, text }, local(), true),
  });

  function newLink(): void {
    netcode?.interpolation.resetArrivals();
    if (session.pinger.rttMs > 0) netcode?.timeline.expectRtt(session.pinger.rttMs);
  }

  function joined(welcome: Welcome): void {
    saveTab(false);
    options.sessionKeyChanged(welcome.key);
    roster.clear();
    renderState.effects = [];
    hud.self = welcome.seat;
    view.playerName.value = welcome.name;
    netcode = new NetcodeSession({
      welcome,
      clock,
      send: (kind, input, parent) => session.send(kind, input, parent),
      transport: () => session.transport ?? "none",
      isLossy: () => session.channel.link?.mayLose ?? false,
      switches: () => view.settings.peek(),
      peers: () => peerMesh.peerStates,
      sampleControls,
      pressedMs: () => pressedMs,
      meter,
      gaps: () => session.channel.ledger.of("snapshot"),
      isPolling: () => findTransport(session.transport ?? "")?.hasPollInterval ?? false,
      recorder,
      shotChanged: (shot) => (view.lastShot.value = shot),
      snapshotArrived: (arrival) => hud.addArrival(arrival),
    });
    peerMesh.begin(welcome, netcode);
    sendClientOptions();
  }

  function received(message: InboundMessage): void {
    const { codec, body } = message;
    switch (message.kind) {
      case "snapshot":
        netcode?.receiveSnapshot(message);
        return;
      case "roster":
        hud.setRoster(codec.decode("roster", body));
        return;
      case "chat-line":
        hud.addChatLine(codec.decode("chat-line", body), local());
        return;
      case "killed":
        hud.addKill(codec.decode("killed", body), local());
        return;
      default:
        // Handshakes and housekeeping end in the session.
        void kindInfo(message.kind);
    }
  }

  function sendClientOptions(): void {
    const { lagCompensation, ackClock } = view.settings.peek();
    session.send("client-options", { lagCompensation, ackClock });
  }

  function saveTab(left: boolean): void {
    const { credential } = session;
    if (credential) saveTabState(credential, { wish: joinRequest, query: location.search, left });
  }

  const wantedLink = (): WantedLink => ({
    transport: view.connection.peek().chosen,
    codec: view.codec.peek(),
    route: "direct",
  });

  /** Back to the ship of the page before; else under the name in the address; else the player is asked. */
  async function joinOrResume(): Promise<void> {
    if (previous && isSamePlayer(previous, setup)) {
      joinRequest = previous.joinRequest;
      if (await session.resume(previous.page, joinRequest, wantedLink())) return;
    }
    if (setup.name !== undefined) commands.join(setup.name);
  }

  const idleControls: ControlSample = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };
  let lastControls: ControlSample = idleControls;
  function sampleControls(): ControlSample {
    if (autopilot && netcode) lastControls = autopilot.sample(netcode);
    // A hidden tab holds no keys; its ship coasts.
    else if (document.hidden) lastControls = { ...idleControls, aim: lastControls.aim };
    else lastControls = controls.sample();
    return lastControls;
  }
  const peekControls = (): ControlSample =>
    autopilot || document.hidden ? lastControls : controls.peek();

  const look = { screenShake: true, reducedMotion: false, showServerGhost: false, coveredPx: 0 };
  const thumbs = matchMedia("(pointer: coarse)").matches;
  const scene = createScene({
    parent: "arena",
    renderState,
    look,
    arena,
    onFrame: frame,
    pixelRatio: devicePixelRatio,
    thumbs,
  });
  const controls = createControls({
    target: document.getElementById("arena") ?? document.body,
    toWorld: (x, y) => scene.toWorld(x, y),
    isCovered: (x, y) => isOnMap({ widthPx: innerWidth, heightPx: innerHeight }, thumbs, x, y),
    selfPosition: () => renderState.self,
  });

  function frame(): void {
    if (!netcode) return;
    const { screenShake, reducedMotion, serverGhost } = view.settings.peek();
    Object.assign(look, {
      screenShake: screenShake && !reducedMotion,
      reducedMotion,
      showServerGhost: serverGhost,
      coveredPx: coveredPx(),
    });
    netcode.update();
    peerMesh.update();
    const nowMs = clock.now();
    netcode.showFrame(nowMs);
    Object.assign(
      renderState,
      buildRenderState({ netcode, roster, controls: peekControls() }, nowMs),
    );
    lastFrameMs = nowMs;
    meter.addFrame(nowMs);
    if (renderState.self) firstFrameMs ??= performance.now();
  }

  const httpVersionOf = watchHttpVersions();
  let lastViewMs = 0;
  function update(): void {
    session.update();
    netcode?.update();
    peerMesh.update();
    const nowMs = clock.now();
    meter.update(nowMs);
    if (netcode?.newest) meter.addAge(nowMs, netcode.ageMs(nowMs));
    if (netcode) hud.setVitals(netcode);
    if (local() - lastViewMs < viewIntervalMs) return;
    lastViewMs = local();
    meter.updateTotals(nowMs, session.channel.ledger.total());
    view.netStats.value = netStats(nowMs);
    view.peerMesh.value = peerMesh.reading();
    view.spans.value = options.spans();
    hud.update(netcode, nowMs, local());
    view.httpVersion.value = httpVersionOf(session.transport);
  }

  function netStats(nowMs: number): view.NetStats {
    const { offsetMs, errorMs } = clock.reading();
    return {
      ...meter.reading(nowMs),
      rttMs: session.pinger.rttMs,
      jitterMs: session.pinger.jitterMs,
      interpolationDelayMs: netcode?.interpolation.delayMs ?? 0,
      clockOffsetMs: offsetMs,
      clockErrorMs: errorMs,
      swaps: session.swaps,
      codec: codecMeter.reading(session.channel.codec.name),
    };
  }

  const commands: view.Commands = {
    swapTo: (transport) => session.swapTo({ transport }),
    setCodec(codec) {
      view.codec.value = codec;
      session.swapTo({ codec });
    },
    changeSettings(part) {
      view.settings.value = { ...view.settings.peek(), ...part };
      writeSettings({ settings: view.settings.peek() });
      sendClientOptions();
    },
    sendChat(text) {
      session.send("chat", text);
    },
    join(name) {
      joinRequest = { ...joinRequest, name };
      writeSettings({ name });
      session.join(joinRequest, wantedLink());
    },
    shareLink() {
      const { chosen } = view.connection.peek();
      const state = {
        room: joinRequest.room,
        bots: joinRequest.bots,
        transport: chosen,
        codec: view.codec.peek(),
        settings: view.settings.peek(),
        standard,
      };
      return shareLinkFor(location.href, state);
    },
    openLastShot() {
      const shot = view.lastShot.peek();
      if (shot) window.open(`/traces/${shot.traceId}`, "crosswire-trace");
    },
  };
  mountPanels(document.getElementById("panels") ?? document.body, commands);
  bindShortcuts(commands);
  startWorkerTimer(update, () => {
    view.limitation.value = "No workers in this browser: behind another tab, this one slows down.";
  });

  const pressed = (event: Event): void =>
    void (pressedMs = clock.toServer(fromPage(event.timeStamp)));
  // Of a chord only the first button is a pointerdown.
  for (const type of ["pointerdown", "mousedown", "keydown"])
    addEventListener(type, pressed, { capture: true });
  addEventListener("pagehide", () => {
    saveTab(true);
    if (session.credential) sendGoodbye(session.credential);
    session.leave();
    peerMesh.leave();
  });
  // A page that the browser kept and shows again has left its links.
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  /** A tab behind another draws nothing; what it tells of ships is true all the same. */
  function currentRenderState(): RenderState {
    const nowMs = clock.now();
    const isDrawn = !document.hidden || nowMs - lastFrameMs <= maxFrameGapMs;
    if (isDrawn || !netcode) return renderState;
    return buildRenderState({ netcode, roster, controls: peekControls() }, nowMs);
  }

  exposePageStats(() => ({
    phase: view.connection.peek().phase,
    transport: session.transport,
    codec: session.channel.codec.name,
    rttMs: session.pinger.rttMs,
    ageMs: meter.reading(clock.now()).ageMs,
    fps: meter.reading(clock.now()).fps,
    self: selfIn(currentRenderState()),
    controls: lastControls,
    players: playersIn(currentRenderState()),
    ledger: session.channel.ledger.rows(),
    bytes: {
      up: session.channel.ledger.total().sentBytes,
      down: session.channel.ledger.total().receivedBytes,
    },
    swaps: session.swaps,
    clock: clock.reading(),
    net: netStats(clock.now()),
    mesh: peerMesh.reading(),
    spans: options.spans(),
    lastShot: view.lastShot.peek(),
    chat: view.chat.peek().map(({ from, text }) => ({ from, text })),
    firstFrameMs,
  }));

  void loadTransportOffers();
  void joinOrResume();
}

/** What the server has and this browser has not is not on offer either. */
function withBrowserSupport(offer: view.TransportOffer): view.TransportOffer {
  const why = unsupportedReason(offer.name);
  return why === undefined ? offer : { ...offer, offered: false, why };
}

/** What Settings offers: the server's list, Auto first. */
async function loadTransportOffers(): Promise<void> {
  const auto = { name: "auto", label: autoLabel, offered: true, why: "" } as const;
  try {
    const response = await fetch("/api/transports");
    const { transports } = (await response.json()) as { transports: view.TransportOffer[] };
    view.transportOffers.value = [auto, ...transports.map(withBrowserSupport)];
  } catch {
    view.transportOffers.value = [auto];
  }
}
