/** Results of rounds in a scratch folder, and another process that locks their database. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Results } from "./results.ts";
import { ManualClock } from "../../testing/manual-clock.suite.ts";

export const isRoot = process.geteuid?.() === 0;
export const nobody = 65_534;

export const row = (name: string, score: number) => ({ seat: score % 16, ...kept(name, score) });
export const kept = (name: string, score: number) => ({
  bot: false,
  name,
  transport: "webrtc",
  score,
  kills: 1,
  deaths: 2,
});
export const round = (number: number) => ({
  room: "lobby",
  round: number,
  endedAtMs: number,
  rows: [],
});

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "crosswire-results-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

export function resultsIn(folder: string) {
  const clock = new ManualClock();
  const log: string[] = [];
  const results = new Results({ folder, clock, log: (line) => log.push(line) });
  return { results, clock, log };
}

/** The results that a later server finds. */
export function storedIn(folder: string, limit = 20): number[] {
  const { results } = resultsIn(folder);
  const found = results.latest("lobby", limit).map((result) => result.round);
  results.close();
  return found;
}

/** Another process locks the database as `how` says, until the returned function is called. */
export async function lockedByAnother(
  folder: string,
  how = "BEGIN IMMEDIATE",
): Promise<() => Promise<void>> {
  const holder = spawn(
    process.execPath,
    [
      "-e",
      `const { DatabaseSync } = require("node:sqlite");
      const database = new DatabaseSync(process.argv[1]);
      database.exec(process.argv[2]);
      console.log("locked");
      process.stdin.resume().on("end", () => database.close());`,
      join(folder, "crosswire.sqlite"),
      how,
    ],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  await once(holder.stdout, "data");
  return async () => {
    const gone = once(holder, "exit");
    holder.stdin.end();
    await gone;
  };
}
