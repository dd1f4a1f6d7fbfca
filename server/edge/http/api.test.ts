import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addErrorHandlers } from "#signaling";
import Fastify from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { apiRoutes } from "./api.ts";
import { Results } from "../../features/rounds/results.ts";
import { makeTestRig } from "../../testing/test-rig.suite.ts";

async function served(folder = ":memory:") {
  const rig = await makeTestRig({ fillTo: 2 });
  const results = new Results({ folder, clock: rig.clock, log: () => {} });
  const fastify = Fastify();
  addErrorHandlers(fastify);
  apiRoutes(fastify, {
    rooms: rig.rooms,
    players: rig.admission,
    spans: rig.spans,
    results,
    faults: rig.faults,
    tickRateHz: 30,
    version: "1.2.3",
    offers: [{ name: "webrtc", label: "WebRTC", offered: false, why: "no UDP here" }],
  });
  const get = async (url: string): Promise<unknown> => (await fastify.inject({ url })).json();
  return { rig, results, fastify, get };
}

test("[R24] /healthz counts rooms, players and the links that were closed for what came on them", async () => {
  const { rig, get } = await served();
  await rig.joinPlayer();
  const player = await rig.joinPlayer({ room: "attic" });
  await rig.dialWithHello({ credential: "made up" });
  player.client.link.send(new Uint8Array(3), "reliable-ordered");
  await rig.advance(0);
  expect(await get("/healthz")).toEqual({
    status: "ok",
    rooms: 2,
    players: 2,
    tickRateHz: 30,
    version: "1.2.3",
    linksRefused: { refused: 1, "protocol-error": 1 },
    results: { pending: 0, lost: 0, error: null },
    faults: { session: 0, room: 0, uncaught: 0 },
    spansOverBudget: 0,
  });
});

test("[R24] the lists of rooms, transports and results say what is there", async () => {
  const { rig, results, get } = await served();
  await rig.joinPlayer();
  await rig.advance(1000);
  results.save({ room: "lobby", round: 4, endedAtMs: 9, rows: [] });
  expect(await get("/api/rooms")).toEqual({
    rooms: [
      {
        name: "lobby",
        players: 1,
        ships: 2,
        tick: 30,
        tickRateHz: 30,
        tickMedianMs: 0,
        round: { phase: "playing", number: 1, endsAtTick: 5400 },
      },
    ],
  });
  expect(await get("/api/transports")).toEqual({
    transports: [{ name: "webrtc", label: "WebRTC", offered: false, why: "no UDP here" }],
  });
  expect(await get("/api/rooms/lobby/results")).toEqual({
    results: [{ room: "lobby", round: 4, endedAtMs: 9, rows: [] }],
  });
  expect(await get("/api/rooms/LOBBY/results")).toEqual({
    error: "a room's name is 1 to 32 small letters, digits and -",
  });
});

test("[R24] results that cannot be read are answered in words, not as an error of the server's own", async () => {
  const folder = mkdtempSync(join(tmpdir(), "crosswire-api-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { fastify } = await served(folder);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "no folder");
  const answer = await fastify.inject({ url: "/api/rooms/lobby/results" });
  expect([answer.statusCode, answer.json()]).toEqual([
    503,
    { error: "the results cannot be read at the moment" },
  ]);
});
