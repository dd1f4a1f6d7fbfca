/** The panels and the touch controls without a game, for tests that measure where they stand: a test sets the signals. */
import { shipZone } from "../game/camera.ts";
import { type Box, minimapBox } from "../game/screen-layout.ts";
import { Controls } from "../input/controls.ts";
import { bindTouch } from "../input/touch.ts";
import { coveredPx, mountPanels } from "../panels/index.ts";
import { writeSettings } from "../settings-store.ts";
import { playerTransports } from "#transport";
import { autoLabel } from "../transport-labels.ts";
import type { Commands } from "../view.ts";
import * as view from "../view.ts";
import "../style/index.css";

/** The state that a test shows; the defaults are those of a game in which nothing special happens. */
export interface HudFixture {
  readonly netGraph?: typeof view.netGraphLevel.value;
  readonly panel?: view.PanelName;
  readonly scores?: boolean;
  readonly outage?: boolean;
  readonly podium?: boolean;
  /** All that may be shown at once: kill feed, chat, a status text, refused spans, a burst, a swap. */
  readonly crowded?: boolean;
}

const names = ["Quiet Kestrel", "Hamming", "Jacobson", "Elliott 2", "WWWWWWWWWWWWWWWW"];
const line = "a line of chat that is about as long as one gets before it wraps, and then some more";

let unmount = (): void => {};

function show(state: HudFixture): void {
  unmount();
  const { crowded = false, outage = false } = state;
  const swappingTo = crowded ? "socketio-polling" : undefined;
  view.connection.value = outage
    ? {
        phase: "reconnecting",
        transport: undefined,
        chosen: "auto",
        statusText: "The server is going away; reconnecting",
        swappingTo,
      }
    : {
        phase: "playing",
        transport: "webrtc-reliable",
        chosen: "auto",
        statusText: crowded
          ? "WebRTC did not connect (UDP may be blocked): flying on Socket.IO polling, trying again"
          : "",
        swappingTo,
      };
  view.netStats.value = {
    ...view.netStats.peek(),
    rttMs: 1234,
    fps: 60,
    downBytesPerSecond: 12345,
  };
  view.transportOffers.value = [
    { name: "auto", label: autoLabel, offered: true, why: "" },
    ...playerTransports.map(({ name, label }) => ({ name, label, offered: true, why: "" })),
  ];
  view.netGraphLevel.value = state.netGraph ?? 1;
  view.openPanel.value = state.panel;
  view.showScores.value = state.scores ?? false;
  view.round.value = { phase: state.podium ? "podium" : "playing", number: 12, secondsLeft: 9 };
  view.scores.value = Array.from({ length: 16 }, (_, id) => ({
    id,
    name: names[id % names.length] ?? "",
    self: id === 7,
    bot: id > 7,
    transport: id > 7 ? "bot" : "webrtc-reliable",
    kills: 12,
    deaths: 13,
    score: 1600 - id,
  }));
  view.vitals.value = { energy: 0.2, dashReady: 1, flying: !crowded, respawnSeconds: 3 };
  view.lastShot.value = { traceId: "ab".repeat(16), outcome: "in flight", inputToPhotonMs: 1234 };
  view.peerMesh.value = {
    peers: crowded ? 8 : 0,
    ages: Array.from({ length: crowded ? 8 : 0 }, (_, seat) => ({
      seat,
      peerMs: 12,
      serverMs: 145,
      apartUnits: 3,
      violations: 0,
    })),
  };
  view.spans.value = { ...view.spans.peek(), recorded: 99999, refused: crowded ? 12345 : 0 };
  view.kills.value = Array.from({ length: crowded ? 6 : 0 }, (_, key) => ({
    key,
    killer: names[4] ?? "",
    victim: names[key % names.length] ?? "",
    mine: key === 5,
    atMs: 0,
  }));
  view.chat.value = Array.from({ length: crowded ? 12 : 0 }, (_, key) => ({
    key,
    from: names[key % names.length] ?? "",
    text: line,
    self: false,
    isAnnounced: false,
    atMs: 0,
  }));
  // The hint is shown until a player has seen it once.
  writeSettings({ hintSeen: false });
  if (panels) unmount = mountPanels(panels, commands);
}

const commands: Commands = {
  swapTo(chosen) {
    view.connection.value = { ...view.connection.peek(), chosen };
  },
  setCodec: () => {},
  changeSettings: () => {},
  sendChat: () => {},
  join: () => {},
  shareLink: () => "",
  openLastShot: () => {},
};

const arena = document.querySelector<HTMLElement>("#arena");
const panels = document.querySelector<HTMLElement>("#panels");
if (arena) {
  const area = { target: arena, isCovered: () => false };
  bindTouch(area, new Controls(), new AbortController().signal);
}
show({});

/** What the arena keeps for itself: the map, and where the own ship may be drawn with the brackets around it. */
function arenaBoxes(): Readonly<Record<"map" | "ship", Box>> {
  const size = { widthPx: innerWidth, heightPx: innerHeight };
  const thumbs = matchMedia("(pointer: coarse)").matches;
  return { map: minimapBox(size, thumbs), ship: shipZone(size, thumbs, coveredPx()) };
}

declare global {
  interface Window {
    hud: { show(state: HudFixture): void; arenaBoxes: typeof arenaBoxes };
  }
}
window.hud = { show, arenaBoxes };
