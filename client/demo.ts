/** The look without the network: sixteen made-up ships fight, panels show made-up numbers. Served by `npm run dev` at /demo.html. */
import { createScene, type Picture, type ShipPicture, transportColours } from "./game/index.ts";
import { arena } from "#simulation";

const names = [
  "You",
  "Orbit",
  "Kestrel",
  "Lumen",
  "Vesper",
  "Pixel",
  "Nova",
  "Echo",
  "Drift",
  "Quill",
  "Sable",
  "Onyx",
  "Flint",
  "Wren",
  "Iris",
  "Ember",
];
const transports = Object.keys(transportColours);
const ships: ShipPicture[] = names.map((name, id) => ({
  id,
  name,
  self: id === 0,
  bot: id > 11,
  x: 1200,
  y: 800,
  heading: 0,
  speed: 0,
  energy: id === 0 ? 0.7 : 0.2 + ((id * 37) % 80) / 100,
  flying: true,
  thrusting: true,
  shielded: id % 5 === 3,
  dashing: false,
  transport: id > 11 ? "bot" : (transports[id] ?? "bot"),
}));
const picture: Picture = { self: ships[0], ships, pulses: [], effects: [], serverGhost: undefined };
const query = new URLSearchParams(location.search);
const look = { screenShake: true, reducedMotion: query.has("still"), showServerGhost: true };
let nextPulse = 0;
let lastMs = 0;

const frameCosts: number[] = [];
Object.assign(window, { frameCosts });
function onFrame(nowMs: number): void {
  const startedMs = performance.now();
  queueMicrotask(() => frameCosts.push(performance.now() - startedMs));
  const seconds = Math.min(0.05, (nowMs - lastMs) / 1000);
  lastMs = nowMs;
  for (const ship of ships) {
    const pace = 0.5 + (ship.id % 4) * 0.13;
    const time = (nowMs / 1000) * pace + ship.id * 1.7;
    const spread = ship.id === 0 ? 0.35 : 0.35 + (ship.id % 5) * 0.16;
    const x = 1200 + Math.cos(time) * 900 * spread;
    const y = 720 + Math.sin(time * 1.31) * 620 * spread;
    ship.speed = Math.hypot(x - ship.x, y - ship.y) / Math.max(seconds, 0.001);
    if (ship.speed > 1)
      ship.heading =
        Math.atan2(y - ship.y, x - ship.x) + (ship.id % 3 === 0 ? 0.4 * Math.sin(time * 3) : 0);
    ship.x = x;
    ship.y = y;
    const beat = Math.floor(nowMs / 240 + ship.id * 3.3) % 11;
    ship.thrusting = beat < 8;
    const dashing = beat === 10 && ship.id % 3 === 1;
    if (dashing && !ship.dashing) picture.effects.push({ type: "dashed", ship: ship.id, x, y });
    ship.dashing = dashing;
    if (Math.random() < seconds * 2.2) fire(ship);
  }
  for (const pulse of picture.pulses) {
    pulse.x += Math.cos(pulse.heading) * 720 * seconds;
    pulse.y += Math.sin(pulse.heading) * 720 * seconds;
    const hit = ships.find(
      (ship) => ship.id !== pulse.owner && Math.hypot(ship.x - pulse.x, ship.y - pulse.y) < 22,
    );
    if (!hit) continue;
    const type = Math.random() < 0.3 ? "burst" : "hit";
    picture.effects.push({
      type,
      x: pulse.x,
      y: pulse.y,
      ship: hit.id,
      self: hit.self,
      mine: pulse.mine,
    });
    pulse.x = -9999;
  }
  picture.pulses = picture.pulses.filter(
    (pulse) => pulse.x > 0 && pulse.x < 2400 && pulse.y > 0 && pulse.y < 1600,
  );
  const self = ships[0];
  if (self)
    picture.serverGhost = {
      x: self.x - Math.cos(self.heading) * 30,
      y: self.y - Math.sin(self.heading) * 30,
    };
}

function fire(ship: ShipPicture): void {
  const { x, y, heading } = ship;
  picture.effects.push({ type: "fired", ship: ship.id, x, y, heading, mine: ship.self });
  picture.pulses.push({
    id: nextPulse++,
    owner: ship.id,
    mine: ship.self,
    x: x + Math.cos(heading) * 26,
    y: y + Math.sin(heading) * 26,
    heading,
  });
}

await document.fonts.load("500 13px 'Chakra Petch'");
const scene = createScene({
  parent: "arena",
  picture,
  look,
  arena,
  onFrame,
  pixelRatio: devicePixelRatio, thumbs: matchMedia("(pointer: coarse)").matches,
});
Object.assign(window, { demo: { scene, picture, ships } });

import { createControls } from "./input/index.ts";
import { bindShortcuts, mountPanels } from "./panels/index.ts";
import * as view from "./view.ts";

const state = query.get("state") ?? "playing";
const commands: view.Commands = {
  swapTo: (transport) =>
    (view.connection.value = {
      ...view.connection.value,
      chosen: transport,
      ...(transport === "auto" ? {} : { swappingTo: transport }),
    }),
  change: (change) => (view.settings.value = { ...view.settings.value, ...change }),
  say: (text) =>
    (view.chat.value = [
      ...view.chat.value,
      { key: Date.now(), from: "You", text, self: true, atMs: 0 },
    ]),
  join: () =>
    (view.connection.value = { ...view.connection.value, phase: "playing", transport: "webrtc" }),
  rejoin() {},
  copyLink: () => Promise.resolve(),
  openLastShot: () => console.info("trace"),
};
const phases: Record<string, view.ConnectionPhase> = {
  joining: "joining",
  reconnecting: "reconnecting",
  rejoin: "rejoin",
  refused: "refused",
};
view.connection.value = {
  phase: phases[state] ?? "playing",
  transport: state === "joining" ? undefined : "webrtc",
  chosen: "auto",
  note:
    state === "fallback"
      ? "UDP is blocked here: flying on Socket.IO"
      : state === "refused"
        ? 'The name "admin" is taken in this room.'
        : "",
  swappingTo: state === "settings" ? "long-polling" : undefined,
};
if (state === "fallback")
  view.connection.value = { ...view.connection.value, transport: "socketio" };
view.netStats.value = {
  ...view.netStats.value,
  rttMs: 4.2,
  jitterMs: 1.3,
  ageMs: { p50: 22, p95: 41, p99: 96 },
  lossShare: 0.004,
  chokeShare: 0.01,
  upBytesPerSecond: 2400,
  downBytesPerSecond: 24800,
  upMessagesPerSecond: 60,
  downMessagesPerSecond: 31,
  bytesPerSnapshot: 312,
  contextBytesPerSecond: 1740,
  interpolationDelayMs: 66,
  correctionUnits: 0.4,
  freezesOver100Ms: 2,
  clockOffsetMs: -3.4,
  clockErrorMs: 0.8,
  fps: 60,
  swaps: 1,
};
for (let i = 0; i < 180; i++)
  view.arrivals.push(
    i % 47 === 9
      ? { kind: "lost", ageMs: 0, gapMs: 0 }
      : i % 31 === 4
        ? { kind: "choked", ageMs: 0, gapMs: 0 }
        : {
            kind: "arrived",
            ageMs: 18 + 14 * Math.abs(Math.sin(i / 5)) + (i > 120 && i < 130 ? 90 : 0),
            gapMs: i === 121 ? 140 : 33,
          },
  );
view.scores.value = ships.map((ship, i) => ({
  id: ship.id,
  name: ship.name,
  self: ship.self,
  bot: ship.bot,
  transport: ship.transport,
  kills: (i * 7) % 12,
  deaths: (i * 5) % 9,
  score: ((i * 7) % 12) * 100 + ((i * 3) % 10) * 10,
}));
view.round.value = {
  phase: state === "podium" ? "podium" : "playing",
  number: 3,
  secondsLeft: state === "podium" ? 8 : 97,
};
view.vitals.value =
  state === "burst"
    ? { energy: 0, dashReady: 0.4, flying: false, respawnSeconds: 1.4 }
    : { energy: 0.7, dashReady: 1, flying: true, respawnSeconds: 0 };
view.kills.value = [
  ["Orbit", "Kestrel"],
  ["You", "Lumen"],
  ["A very long name", "Ember"],
  ["Pixel", "You"],
].map(([killer = "", victim = ""], key) => ({
  key,
  killer,
  victim,
  mine: killer === "You",
  atMs: 0,
}));
view.chat.value = ["gg", "who is on SSE? you stutter <b>badly</b>", "try the storm"].map(
  (text, key) => ({ key, from: names[key + 1] ?? "", text, self: false, atMs: 0 }),
);
view.lastShot.value = { traceId: "4bf9", outcome: "hit", inputToPhotonMs: 83.4 };
view.netGraphLevel.value = Number(query.get("graph") ?? 1) as 0 | 1 | 2 | 3 | 4;
if (state === "settings" || state === "help" || state === "chat") view.openPanel.value = state;
view.showScores.value = state === "scores";
view.transportOffers.value = [
  { name: "auto", label: "Auto", offered: true, why: "" },
  ...transports
    .filter((name) => name !== "bot" && name !== "memory")
    .map((name) => ({
      name: name as "webrtc",
      label: name,
      offered: name !== "webtransport" && name !== "grpc",
      why: name === "webtransport" ? "needs HTTPS or localhost" : "not built into this server",
    })),
];
bindShortcuts(commands);
const panels = document.getElementById("panels");
if (panels) mountPanels(panels, commands);
const target = document.getElementById("arena");
if (target)
  Object.assign(window, { controls: createControls(target, scene.toWorld, () => picture.self) });
