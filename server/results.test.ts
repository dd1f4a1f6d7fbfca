import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Results } from "./results.ts";
import { makeBed } from "./testing/bed.suite.ts";

const row = (name: string, score: number) => ({ seat: score % 16, ...kept(name, score) });
const kept = (name: string, score: number) => ({
  bot: false,
  name,
  transport: "webrtc",
  score,
  kills: 1,
  deaths: 2,
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "crosswire-results-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "made", "when missing");
}

test("[R22] results outlive the server: best first, newest round first, each room its own", () => {
  const folder = emptyFolder();
  const before = new Results(folder);
  before.save({ room: "lobby", round: 1, endedAtMs: 1000.5, rows: [row("Bo", 5), row("Ada", 30)] });
  before.save({ room: "attic", round: 9, endedAtMs: 1500, rows: [] });
  before.save({ room: "lobby", round: 2, endedAtMs: 2000, rows: [row("Cy", 1)] });
  before.close();
  const after = new Results(folder);
  expect(after.latest("lobby", 20)).toEqual([
    { room: "lobby", round: 2, endedAtMs: 2000, rows: [kept("Cy", 1)] },
    {
      room: "lobby",
      round: 1,
      endedAtMs: 1000.5,
      rows: [kept("Ada", 30), kept("Bo", 5)],
    },
  ]);
  expect(after.latest("lobby", 1).map(({ round }) => round)).toEqual([2]);
  after.close();
});

test("[R22] a name is text to the database, whatever it spells", () => {
  const results = new Results(":memory:");
  const name = `'; DROP TABLE rounds; --`;
  results.save({ room: "lobby", round: 1, endedAtMs: 1, rows: [row(name, 1)] });
  expect(results.latest("lobby", 5)[0]?.rows[0]?.name).toBe(name);
  results.close();
});

test("[R22] a round that ends is handed over with the scores it was played for", async () => {
  const bed = await makeBed({ fillTo: 6, tickRateHz: 10 });
  await bed.joined({ name: "Ada" });
  await bed.turn(180_500);
  expect(bed.results.map(({ room, round }) => ({ room, round }))).toEqual([
    { room: "lobby", round: 1 },
  ]);
  const rows = bed.results[0]?.rows ?? [];
  expect(rows.length).toBe(6);
  expect(rows.find(({ name }) => name === "Ada")).toMatchObject({
    bot: false,
    transport: "memory",
  });
  expect(rows.some(({ score }) => score > 0)).toBe(true);
});
