/** The page put together: session, flight, scene and panels, each told of the others by function. */
import {
  kindInfo,
  type InboundMessage,
  type ActionTracer,
  type MessageTracer,
  type RosterRow,
  type Welcome,
} from "#protocol";
import { arena } from "#simulation";
import { Autopilot } from "./autopilot.ts";
import { CodecMeter } from "./connection/codec-meter.ts";
import type { ClockSync } from "./connection/clock-sync.ts";
import { dialers, missingHere } from "./connection/dialers.ts";
import { sendGoodbye } from "./connection/goodbye.ts";
import { heartbeat } from "./connection/heartbeat.ts";
import { watchHops } from "./connection/hop.ts";
import { Session } from "./connection/session.ts";
import { createScene, isOnMap, type Picture } from "./game/index.ts";
import { createControls } from "./input/index.ts";
import { Flight, type Hands } from "./netcode/flight.ts";
import { Meter } from "./netcode/meter.ts";
import { fillPicture, fillShips, type StageOptions } from "./netcode/stage.ts";
import { linkFor, type PageSetup } from "./page-address.ts";
import { bindShortcuts, coveredPx, mountPanels } from "./panels/index.ts";
import { playersIn, publish, selfIn } from "./report.ts";
import { asksAtIntervals } from "./transport-labels.ts";
import { store } from "./settings-store.ts";
import { isSamePlayer, keepTabState, type TabState } from "./tab-state.ts";
import * as view from "./view.ts";
import { News, theRoom } from "./news.ts";
import { WingLink } from "./wing-link.ts";

export interface StartOptions {
  readonly setup: PageSetup;
  /** What the page before in this tab left. */
  readonly before: TabState | undefined;
  readonly clock: ClockSync;
  /** Carries `tracing` on or off for new sessions. */
  readonly messages: MessageTracer;
  readonly journeys: ActionTracer;
  readonly spans: () => view.SpanCounts;
  /** This page holds a session, and this is its key. */
  readonly holds: (key: string) => void;
}

/** This page's clock: near the wall clock, monotonic. It drifts over sleep, which the clock sync then finds out. */
const local = (): number => fromPage(performance.now());
/** Event times and dial phases count from the page's start. */
const fromPage = (ms: number): number => performance.timeOrigin + ms;
/** Without a frame for this long a page draws none. */
const framelessMs = 250;
/** Numbers that change faster than this cannot be read. */
const viewEveryMs = 250;

export function start(options: StartOptions): void {
  const { setup, before, clock, messages, journeys } = options;
  const picture: Picture = {
    self: undefined,
    ships: [],
    pulses: [],
    effects: [],
    serverGhost: undefined,
  };
  const standard = view.settings.peek();
  const roster = new Map<number, RosterRow>();
  const news = new News(roster);
  const meter = new Meter();
  const costs = new CodecMeter(local);
  const pilot = setup.autopilot ? new Autopilot(setup.name?.length ?? 1) : undefined;
  const wing = new WingLink({
    origin: location.origin,
    local,
    clock,
    wanted: () => view.settings.peek().mesh,
  });
  let flight: Flight | undefined;
  let firstFrameMs: number | undefined;
  let framedMs = 0;
  let pressedMs = 0;
  let wish = { name: setup.name ?? "", room: setup.room, bots: setup.bots };

  const session: Session = new Session({
    origin: location.origin,
    dialers,
    clock,
    local,
    fromPage,
    tracer: messages,
    journeys,
    tracing: () => view.settings.peek().tracing,
    codec: () => view.codec.peek(),
    watched: (codec) => costs.watched(codec),
    joined,
    heard,
    changed(state) {
      if (state.transport !== view.connection.peek().transport) newLink();
      view.connection.value = state;
    },
    hungUp: (text) => news.said({ seat: theRoom, text }, local(), true),
  });

  function newLink(): void {
    flight?.interpolation.forgetArrivals();
    if (session.rttMs > 0) flight?.timeline.expectRtt(session.rttMs);
  }

  function joined(welcome: Welcome): void {
    keep(false);
    options.holds(welcome.key);
    roster.clear();
    picture.effects = [];
    news.self = welcome.seat;
    view.playerName.value = welcome.name;
    flight = new Flight({
      welcome,
      clock,
      tell: (kind, input, parent) => session.tell(kind, input, parent),
      transport: () => session.transport ?? "none",
      lossy: () => session.conversation.link?.mayLose ?? false,
      switches: () => view.settings.peek(),
      peers: () => wing.views,
      hands,
      pressedMs: () => pressedMs,
      meter,
      gaps: () => session.conversation.ledger.of("snapshot"),
      polls: () => asksAtIntervals.has(session.transport ?? ""),
      journeys,
      shotChanged: (shot) => (view.lastShot.value = shot),
      arrived: (arrival) => news.arrived(arrival),
    });
    wing.begin(welcome, flight);
    tellSwitches();
  }

  function heard(message: InboundMessage): void {
    const { codec, body } = message;
    switch (message.kind) {
      case "snapshot":
        flight?.hearSnapshot(message);
        return;
      case "roster":
        news.roster(codec.decode("roster", body));
        return;
      case "said":
        news.said(codec.decode("said", body), local());
        return;
      case "killed":
        news.killed(codec.decode("killed", body), local());
        return;
      default:
        // Handshakes and housekeeping end in the session.
        void kindInfo(message.kind);
    }
  }

  function tellSwitches(): void {
    const { lagCompensation, ackClock } = view.settings.peek();
    session.tell("switches", { lagCompensation, ackClock });
  }

  function keep(left: boolean): void {
    const { credential } = session;
    if (credential) keepTabState(credential, { wish, query: location.search, left });
  }

  /** Back to the ship of the page before; else under the name in the address; else the player is asked. */
  async function enter(): Promise<void> {
    if (before && isSamePlayer(before, setup)) {
      wish = before.wish;
      if (await session.resume(before.page, wish, view.connection.peek().chosen)) return;
    }
    if (setup.name !== undefined) commands.join(setup.name);
  }

  const still: Hands = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };
  let lastHands: Hands = still;
  function hands(): Hands {
    if (pilot && flight) lastHands = pilot.hands(flight);
    // A hidden tab holds no keys; its ship coasts.
    else if (document.hidden) lastHands = { ...still, aim: lastHands.aim };
    else lastHands = controls.sample();
    return lastHands;
  }
  const peek = (): Hands => (pilot || document.hidden ? lastHands : controls.peek());

  const stage: StageOptions = {
    picture,
    roster: () => roster,
    switches: () => view.settings.peek(),
    peek,
    journeys,
  };
  const look = { screenShake: true, reducedMotion: false, showServerGhost: false, coveredPx: 0 };
  const thumbs = matchMedia("(pointer: coarse)").matches;
  const scene = createScene({
    parent: "arena",
    picture,
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
    selfPosition: () => picture.self,
  });

  function frame(): void {
    if (!flight) return;
    const { screenShake, reducedMotion, serverGhost } = view.settings.peek();
    Object.assign(look, {
      screenShake: screenShake && !reducedMotion,
      reducedMotion,
      showServerGhost: serverGhost,
      coveredPx: coveredPx(),
    });
    flight.advance();
    wing.beat();
    const nowMs = clock.now();
    fillPicture(stage, flight, nowMs);
    framedMs = nowMs;
    meter.frame(nowMs);
    if (picture.self) firstFrameMs ??= performance.now();
  }

  const hopOf = watchHops();
  let viewedMs = 0;
  function beat(): void {
    session.beat();
    flight?.advance();
    wing.beat();
    const nowMs = clock.now();
    meter.beat(nowMs);
    if (flight?.newest) meter.age(nowMs, flight.ageMs(nowMs));
    if (flight) news.vitals(flight);
    if (local() - viewedMs < viewEveryMs) return;
    viewedMs = local();
    meter.totals(nowMs, session.conversation.ledger.total());
    view.netStats.value = netStats(nowMs);
    view.wing.value = wing.reading();
    view.spans.value = options.spans();
    news.refresh(flight, nowMs, local());
    view.hop.value = hopOf(session.transport);
  }

  function netStats(nowMs: number): view.NetStats {
    const { offsetMs, errorMs } = clock.reading();
    return {
      ...meter.reading(nowMs),
      rttMs: session.rttMs,
      jitterMs: session.jitterMs,
      interpolationDelayMs: flight?.interpolation.delayMs ?? 0,
      clockOffsetMs: offsetMs,
      clockErrorMs: errorMs,
      swaps: session.swaps,
      codec: costs.reading(session.conversation.codec.name),
    };
  }

  const commands: view.Commands = {
    swapTo: (transport) => session.swapTo(transport),
    speakIn(codec) {
      view.codec.value = codec;
      session.beat();
    },
    change(part) {
      view.settings.value = { ...view.settings.peek(), ...part };
      store({ settings: view.settings.peek() });
      tellSwitches();
    },
    say(text) {
      session.tell("say", text);
    },
    join(name) {
      wish = { ...wish, name };
      store({ name });
      session.join(wish, view.connection.peek().chosen);
    },
    rejoin: () => session.join(wish, view.connection.peek().chosen),
    link() {
      const { chosen } = view.connection.peek();
      const state = {
        room: wish.room,
        bots: wish.bots,
        transport: chosen,
        codec: view.codec.peek(),
        settings: view.settings.peek(),
        standard,
      };
      return linkFor(location.href, state);
    },
    openLastShot() {
      const shot = view.lastShot.peek();
      if (shot) window.open(`/traces/${shot.traceId}`, "crosswire-trace");
    },
  };
  mountPanels(document.getElementById("panels") ?? document.body, commands);
  bindShortcuts(commands);
  heartbeat(beat, () => {
    view.limitation.value = "No workers in this browser: behind another tab, this one slows down.";
  });

  const pressed = (event: Event): void =>
    void (pressedMs = clock.toServer(fromPage(event.timeStamp)));
  // Of a chord only the first button is a pointerdown.
  for (const type of ["pointerdown", "mousedown", "keydown"])
    addEventListener(type, pressed, { capture: true });
  addEventListener("pagehide", () => {
    keep(true);
    if (session.credential) sendGoodbye(session.credential);
    session.leave();
    wing.leave();
  });
  // A page that the browser kept and shows again has left its links.
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  /** A tab behind another draws nothing; what it tells of ships is true all the same. */
  function pictureNow(): Picture {
    const nowMs = clock.now();
    if (flight && document.hidden && nowMs - framedMs > framelessMs)
      fillShips(stage, flight, nowMs);
    return picture;
  }

  publish(() => ({
    phase: view.connection.peek().phase,
    transport: session.transport,
    codec: session.conversation.codec.name,
    rttMs: session.rttMs,
    ageMs: meter.reading(clock.now()).ageMs,
    fps: meter.reading(clock.now()).fps,
    self: selfIn(pictureNow()),
    controls: lastHands,
    players: playersIn(pictureNow()),
    ledger: session.conversation.ledger.rows(),
    bytes: {
      up: session.conversation.ledger.total().sentBytes,
      down: session.conversation.ledger.total().receivedBytes,
    },
    swaps: session.swaps,
    clock: clock.reading(),
    net: netStats(clock.now()),
    mesh: wing.reading(),
    spans: options.spans(),
    lastShot: view.lastShot.peek(),
    chat: view.chat.peek().map(({ from, text }) => ({ from, text })),
    firstFrameMs,
  }));

  void offers();
  void enter();
}

/** What the server has and this browser has not is not on offer either. */
function asHere(offer: view.TransportOffer): view.TransportOffer {
  const why = missingHere(offer.name);
  return why === undefined ? offer : { ...offer, offered: false, why };
}

/** What Settings offers: the server's list, Auto first. */
async function offers(): Promise<void> {
  const auto = { name: "auto", label: "Auto", offered: true, why: "" } as const;
  try {
    const response = await fetch("/api/transports");
    const { transports } = (await response.json()) as { transports: view.TransportOffer[] };
    view.transportOffers.value = [auto, ...transports.map(asHere)];
  } catch {
    view.transportOffers.value = [auto];
  }
}
