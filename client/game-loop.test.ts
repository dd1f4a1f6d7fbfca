import { noSpans, noTracing } from "#protocol";
import { Button } from "#simulation";
import { afterEach, expect, test, vi } from "vitest";
import { ClientGame } from "./client-game.ts";
import { ClockSync } from "./connection/clock-sync.ts";
import { GameLoop } from "./game-loop.ts";
import { settings } from "./settings.ts";
import { joinRequest, makeTestRig, wanted } from "./testing/test-rig.suite.ts";

afterEach(() => void vi.unstubAllGlobals());

const fire = { buttons: Button.fire, aim: 200, thrustX: 7, thrustY: 0 };

/** A page's game and its loop, whose timer and frames a test triggers. */
function makeLoop() {
  const rig = makeTestRig({ fillTo: 3, delayMs: 20 });
  const page = { isHidden: false };
  const game = new ClientGame({
    origin: "http://localhost:3000",
    dialers: [rig.net.dialer("socketio")],
    clock: new ClockSync(rig.clock.now),
    local: rig.clock.now,
    fromPage: (ms) => ms,
    messageTracer: noTracing,
    recorder: noSpans,
    spanCounts: () => ({ recorded: 0, exported: 0, droppedByExporter: 0, failed: 0, refused: 0 }),
    settings: () => ({ ...settings.peek(), mesh: false }),
    sampleControls: () => fire,
    pressedMs: () => 0,
  });
  const advanced = vi.spyOn(game, "advance");
  const loop = new GameLoop({
    game,
    peekControls: () => fire,
    isHidden: () => page.isHidden,
    pageMs: rig.clock.now,
  });
  const run = async (ms: number, everyMs: number, trigger: () => void): Promise<void> => {
    for (let left = ms; left > 0; left -= everyMs) {
      await rig.advance(everyMs);
      trigger();
    }
  };
  return { rig, page, game, loop, advanced, run };
}

async function playingLoop() {
  const made = makeLoop();
  made.game.session.join(joinRequest, wanted());
  await made.run(1000, 8, () => made.loop.timer());
  return made;
}

test("[C35] without frames the timer alone joins, predicts and shoots, and the render state is that of the moment", async () => {
  const { rig, page, game, loop, run } = await playingLoop();
  page.isHidden = true;
  const before = game.netcode?.prediction?.tick ?? 0;
  const shots: string[] = [];
  game.events.on("shot", ({ outcome }) => shots.push(outcome));
  await run(2000, 8, () => loop.timer());
  expect((game.netcode?.prediction?.tick ?? 0) - before).toBe(60);
  expect(shots).toContain("in flight");
  expect(loop.drawn.self).toBeUndefined();
  const { self, ships } = loop.renderState();
  const { x, y } = game.netcode?.prediction?.ship ?? { x: 0, y: 0 };
  expect(Math.hypot((self?.x ?? 0) - x, (self?.y ?? 0) - y)).toBeLessThan(20);
  expect(ships.length).toBe(3);
  expect(rig.server.sessions.count).toBe(1);
});

test("[C35] frames alone advance the game as the timer does, and refill the object that the scene holds", async () => {
  const { game, loop, run, advanced } = await playingLoop();
  const { drawn } = loop;
  const before = game.netcode?.prediction?.tick ?? 0;
  advanced.mockClear();
  await run(960, 16, () => loop.frame());
  expect(advanced).toHaveBeenCalledTimes(60);
  expect((game.netcode?.prediction?.tick ?? 0) - before).toBeGreaterThan(27);
  expect(loop.drawn).toBe(drawn);
  expect(loop.renderState()).toBe(drawn);
  expect(drawn.ships.length).toBe(3);
  expect(loop.firstFrameMs).toBeDefined();
});

test("[C35] a page that comes back from a hidden tab draws the present in its first frame", async () => {
  const { page, game, loop, run } = await playingLoop();
  await run(320, 16, () => loop.frame());
  page.isHidden = true;
  await run(60_000, 8, () => loop.timer());
  page.isHidden = false;
  loop.frame();
  const { netcode } = game;
  const newestTick = netcode?.newest?.tick ?? 0;
  expect(newestTick - (netcode?.remoteView.tick ?? 0)).toBeLessThan(5);
  // Effects of the last seconds are shown; those of the minute before are not.
  expect(loop.drawn.effects.length).toBeLessThan(100);
});

test("[C35] panels are told at each advance, and for numbers that a player reads at most four times a second", async () => {
  const { game, loop, run } = await playingLoop();
  const counts = { advanced: 0, refresh: 0 };
  game.events.on("advanced", () => void counts.advanced++);
  game.events.on("refresh", () => void counts.refresh++);
  await run(2000, 8, () => loop.timer());
  expect(counts.advanced).toBe(250);
  expect(counts.refresh).toBeGreaterThanOrEqual(7);
  expect(counts.refresh).toBeLessThanOrEqual(8);
});
