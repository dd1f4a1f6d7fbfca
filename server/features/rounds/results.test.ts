import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test, vi } from "vitest";
import { makeTestRig } from "../../testing/test-rig.suite.ts";
import {
  row,
  kept,
  round,
  emptyFolder,
  resultsIn,
  storedIn,
  lockedByAnother,
} from "./results.suite.ts";

test("[R22] results outlive the server: best first, newest round first, each room its own", () => {
  const folder = join(emptyFolder(), "made", "when missing");
  const before = resultsIn(folder).results;
  before.save({ room: "lobby", round: 1, endedAtMs: 1000.5, rows: [row("Bo", 5), row("Ada", 30)] });
  before.save({ room: "attic", round: 9, endedAtMs: 1500, rows: [] });
  before.save({ room: "lobby", round: 2, endedAtMs: 2000, rows: [row("Cy", 1)] });
  before.close();
  const after = resultsIn(folder).results;
  expect(after.latest("lobby", 20)).toEqual([
    { room: "lobby", round: 2, endedAtMs: 2000, rows: [kept("Cy", 1)] },
    {
      room: "lobby",
      round: 1,
      endedAtMs: 1000.5,
      rows: [kept("Ada", 30), kept("Bo", 5)],
    },
  ]);
  expect(after.latest("lobby", 1).map((result) => result.round)).toEqual([2]);
  after.close();
});

test("[R22] storing a result does not wait for the disk", () => {
  const prepare = vi.spyOn(DatabaseSync.prototype, "prepare");
  onTestFinished(() => prepare.mockRestore());
  const { results, clock } = resultsIn(emptyFolder());
  results.save({ room: "lobby", round: 1, endedAtMs: 1, rows: [] });
  clock.advance(0);
  expect(results.health.pending).toBe(0);
  const database = prepare.mock.contexts.at(-1) as DatabaseSync | undefined;
  // With the log written ahead, 1 (NORMAL) syncs at checkpoints alone and 2 (FULL) at each commit.
  expect(database?.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  expect(database?.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 1 });
  results.close();
});

test("[R22] a name is text to the database, whatever it spells", () => {
  const { results, clock } = resultsIn(":memory:");
  const name = `'; DROP TABLE rounds; --`;
  results.save({ room: "lobby", round: 1, endedAtMs: 1, rows: [row(name, 1)] });
  clock.advance(0);
  expect(results.health.pending).toBe(0);
  expect(results.latest("lobby", 5)[0]?.rows[0]?.name).toBe(name);
  results.close();
});

test("[R22] a round that ends is stored with the scores of its players", async () => {
  const rig = await makeTestRig({ fillTo: 6, tickRateHz: 10 });
  await rig.joinPlayer({ name: "Ada" });
  await rig.advance(180_500);
  expect(rig.results.map((result) => [result.room, result.round])).toEqual([["lobby", 1]]);
  const rows = rig.results[0]?.rows ?? [];
  expect(rows.length).toBe(6);
  expect(rows.find(({ name }) => name === "Ada")).toMatchObject({
    bot: false,
    transport: "memory",
  });
  expect(rows.some(({ score }) => score > 0)).toBe(true);
});

test("[R22] a round that ends while another process has the database locked is stored later, and its room ticks on", async () => {
  const folder = emptyFolder();
  const { results } = resultsIn(folder);
  const release = await lockedByAnother(folder);
  const rig = await makeTestRig({ tickRateHz: 10, roundEnded: (result) => results.save(result) });
  const player = await rig.joinPlayer();
  await rig.advance(200_000);
  expect(results.health.pending).toBe(1);
  expect([player.newest?.tick, player.client.closed]).toEqual([2000, undefined]);
  await release();
  results.close();
  expect(storedIn(folder)).toEqual([1]);
});

test("[R22] of more than a thousand waiting results the oldest are given up and counted", async () => {
  const folder = emptyFolder();
  const { results, clock, log } = resultsIn(folder);
  const release = await lockedByAnother(folder);
  for (let number = 1; number <= 1100; number++) results.save(round(number));
  clock.advance(5000);
  expect(results.health).toEqual({ pending: 1000, lost: 100, error: "database is locked" });
  expect(results.latest("lobby", 2).map((result) => result.round)).toEqual([1100, 1099]);
  await release();
  clock.advance(5000);
  expect(log.at(-1)).toBe("Results of rounds are stored again; 100 were lost");
  results.close();
  expect(storedIn(folder, 2000)).toEqual(Array.from({ length: 1000 }, (_, at) => 1100 - at));
});

test("[R22] a result that cannot be stored when the server stops is counted as lost and logged", async () => {
  const folder = emptyFolder();
  const { results, clock, log } = resultsIn(folder);
  const release = await lockedByAnother(folder);
  results.save(round(1));
  results.close();
  expect(results.health).toEqual({ pending: 0, lost: 1, error: "database is locked" });
  expect(log.at(-1)).toBe("1 results of rounds are lost: database is locked");
  expect(clock.pendingTimers).toBe(0);
  await release();
});

test("[R22] a database that is locked at the start is tried again", async () => {
  const folder = emptyFolder();
  storedIn(folder);
  const release = await lockedByAnother(folder, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  const { results, clock, log } = resultsIn(folder);
  expect([results.health.error, log.length]).toEqual(["database is locked", 1]);
  await release();
  clock.advance(5000);
  expect(results.health.error).toBeNull();
  results.close();
});
